// The one error class of the engine. Everything that can go wrong for a reason a person can act on is a
// TidemarkError: a stable code, what happened, what to do, and whether trying again can help.

/** Stable, machine-readable names; the CLI's exit codes and the screens' wording hang on them. */
export type ErrorCode =
  // LTX files
  | 'ltx-header'
  | 'ltx-page'
  | 'ltx-index'
  | 'ltx-trailer'
  | 'ltx-truncated'
  | 'ltx-checksum'
  | 'ltx-incomplete'
  | 'ltx-encode'
  | 'ltx-not-contiguous'
  // the user's database
  | 'database-missing'
  | 'database-empty'
  | 'database-unreadable'
  | 'database-locked'
  | 'database-damaged'
  | 'database-hot-journal'
  | 'database-moved'
  | 'database-encrypted'
  | 'database-not-sqlite'
  | 'sqlite-too-old'
  | 'wal-invalid'
  // what Tidemark keeps for itself
  | 'state-in-use'
  | 'catalogue-damaged'
  | 'journal-damaged'
  | 'disk-full'
  // destinations
  | 'destination-absent'
  | 'destination-denied'
  | 'destination-full'
  | 'destination-failed'
  | 'destination-conflict'
  | 'destination-clock'
  | 'destination-untrusted'
  | 'object-exists'
  | 'object-missing'
  // the pen
  | 'lease-held'
  | 'lease-lost'
  | 'lease-required'
  | 'lease-etag-required'
  | 'lease-released'
  | 'lease-ttl'
  | 'lease-corrupt'
  // restore
  | 'restore-gap'
  | 'restore-no-point'
  | 'restore-output-exists'
  | 'restore-output-busy'
  | 'restore-output-failed'
  | 'restore-checksum'
  | 'restore-damaged'
  | 'history-older'
  | 'undo-not-possible'
  // live replicas
  | 'stream-protocol'
  | 'stream-absent'
  | 'stream-denied'
  | 'stream-untrusted'
  | 'stream-no-primary'
  | 'stream-diverged'
  // people
  | 'usage'
  | 'config'
  | 'not-found'
  | 'refused'
  | 'unsupported'
  | 'busy'
  | 'aborted'
  | 'bug';

/** `never`: the same call fails again; `later`: the world may change; `now`: try again at once. */
export type Retry = 'never' | 'later' | 'now';

export interface ErrorDetails {
  readonly hint?: string;
  readonly retry?: Retry;
  readonly cause?: unknown;
}

/** What happened (`message`), what to do (`hint`), and whether to try again (`retry`, default `never`). */
export class TidemarkError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retry: Retry;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TidemarkError';
    this.code = code;
    this.hint = details.hint ?? '';
    this.retry = details.retry ?? 'never';
  }
}

export function isTidemarkError(error: unknown, code?: ErrorCode): error is TidemarkError {
  return error instanceof TidemarkError && (code === undefined || error.code === code);
}

/** Makes an impossible branch a compile error, and a loud one if it is ever reached. */
export function assertNever(value: never): never {
  throw new TidemarkError('bug', `unexpected case: ${JSON.stringify(value)}`);
}

/** The errno name (`ENOENT`, …) of a Node system error, or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Undefined where what was asked for is not there (`ENOENT`). */
export async function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What went wrong, as plain values: to be shown, kept, or sent to another thread. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export function troubleOf({ code, message, hint }: TidemarkError): Trouble {
  return { code, message, hint };
}

/** Anything thrown, as an error with a code. What is not a TidemarkError is a mistake of ours. */
export function asTidemarkError(error: unknown): TidemarkError {
  if (isTidemarkError(error)) return error;
  return new TidemarkError('bug', `something unexpected happened: ${messageOf(error)}`, {
    hint: 'This is a mistake in Tidemark. Please report it.',
    cause: error,
  });
}
