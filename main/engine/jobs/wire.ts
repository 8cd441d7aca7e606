// What passes between a WorkerPool and its workers. Errors go as plain data: a structured clone of an Error
// keeps its message but drops its class and every field of its own.
import { errnoOf, isTidemarkError, messageOf, TidemarkError } from '../base/errors.ts';
import type { ErrorCode, Retry } from '../base/errors.ts';

/** Pool to worker: run the job of this name. */
export interface Request {
  readonly name: string;
  readonly input: unknown;
}

/** Worker to pool: how the one job it was given ended. */
export type Reply =
  { readonly kind: 'done'; readonly value: unknown } | { readonly kind: 'failed'; readonly error: WireError };

export type WireError =
  | {
      readonly kind: 'tidemark';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
      readonly retry: Retry;
      readonly stack: string | undefined;
      readonly cause: WireError | undefined;
    }
  | {
      readonly kind: 'other';
      readonly name: string;
      readonly message: string;
      /** `ENOSPC` and the like, of system errors. */
      readonly errno: string | undefined;
      readonly stack: string | undefined;
      readonly cause: WireError | undefined;
    };

/** Causes further down are left out; the bound also ends a chain that leads back to itself. */
const MAX_CAUSES = 8;

export function packError(error: unknown, causes: number = MAX_CAUSES): WireError {
  if (!(error instanceof Error)) return packError(new Error(messageOf(error)));
  const { message, stack } = error;
  const cause = error.cause === undefined || causes === 0 ? undefined : packError(error.cause, causes - 1);
  if (isTidemarkError(error)) {
    return {
      kind: 'tidemark',
      code: error.code,
      message,
      hint: error.hint,
      retry: error.retry,
      stack,
      cause,
    };
  }
  return { kind: 'other', name: error.name, message, errno: errnoOf(error), stack, cause };
}

/** The error as it was thrown in the worker, with the stack it had there. */
export function unpackError(wire: WireError): Error {
  const cause = wire.cause === undefined ? undefined : unpackError(wire.cause);
  const error = wire.kind === 'tidemark' ? tidemarkError(wire, cause) : plainError(wire, cause);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function tidemarkError(wire: WireError & { kind: 'tidemark' }, cause: Error | undefined): TidemarkError {
  return new TidemarkError(wire.code, wire.message, { hint: wire.hint, retry: wire.retry, cause });
}

function plainError(wire: WireError & { kind: 'other' }, cause: Error | undefined): Error {
  const error = new Error(wire.message, cause === undefined ? undefined : { cause });
  error.name = wire.name;
  return wire.errno === undefined ? error : Object.assign(error, { code: wire.errno });
}
