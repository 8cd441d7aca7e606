// What a request is answered that is not granted: a status, and the reason as JSON `{code, message, hint}`.
import type { ServerResponse } from 'node:http';
import { asTidemarkError, type ErrorCode, TidemarkError, troubleOf } from '../../base/errors.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  usage: 400,
  'stream-protocol': 400,
  'stream-denied': 401,
  'not-found': 404,
  unsupported: 404,
  refused: 403,
  busy: 409,
  'lease-held': 409,
  'lease-lost': 409,
  'stream-no-primary': 503,
};
const FAILED = 500;
const LATER = 503;

/** Databases that an error names. */
const MOST_NAMED = 10;

/** A refusal that has a status of its own. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: TidemarkError;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, reason: TidemarkError, headers: Readonly<Record<string, string>> = {}) {
    super(reason.message);
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }
}

/** The connection is closed: what else the caller sent is not read. */
export function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, reason, headers } = error instanceof Refusal ? error : refusalOf(asTidemarkError(error));
  const body = JSON.stringify(troubleOf(reason));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  });
  response.end(body);
}

function refusalOf(reason: TidemarkError): Pick<Refusal, 'status' | 'reason' | 'headers'> {
  const status = STATUS[reason.code] ?? (reason.retry === 'later' ? LATER : FAILED);
  return { status, reason, headers: status === 401 ? { 'www-authenticate': 'Bearer' } : {} };
}

/** No token, or none that is known: which of both is not told. */
export function deniedError(): TidemarkError {
  return new TidemarkError('stream-denied', 'this computer does not let you in', {
    hint: 'Pair the two computers: `tidemark pair` on the one that is to be followed shows a code.',
  });
}

/** Who was paired may follow, and decides nothing. */
export function guestError(): TidemarkError {
  return new TidemarkError('refused', 'who was let in to follow cannot decide who writes', {
    hint: 'Give the secret that the nodes share: -token-file.',
  });
}

export function codeError(why: 'wrong' | 'over'): TidemarkError {
  const message = why === 'wrong' ? 'that is not the code that is shown' : 'no code is good now';
  return new TidemarkError('stream-denied', message, {
    hint: 'A code is good once, for ten minutes and five tries. `tidemark pair` shows a new one.',
  });
}

/** @param primary where that is, as far as is known */
export function noPrimaryError(name: string, primary: string | undefined): Refusal {
  const where = primary === undefined ? 'nor is it known where' : `but at ${primary}`;
  const reason = new TidemarkError('stream-no-primary', `${name} is not written here, ${where}`, {
    hint: 'Ask there, or wait until somebody has the pen.',
    retry: 'later',
  });
  return new Refusal(503, reason, primary === undefined ? {} : { 'tidemark-primary': primary });
}

/** @param all the names of those that there are, which whoever asks may know */
export function unknownDatabaseError(name: string, all: readonly string[]): TidemarkError {
  const which = all.length === 0 ? 'No database can be followed there yet.' : `Those that can: ${all.slice(0, MOST_NAMED).join(', ')}${all.length > MOST_NAMED ? ', …' : ''}.`;
  return new TidemarkError('not-found', `there is no database ${name} to follow there`, { hint: which });
}

export function tooLargeError(most: number): Refusal {
  return new Refusal(413, new TidemarkError('usage', `more than ${most} bytes are not read here`, { hint: 'Send less.' }));
}

export function methodError(allowed: string): Refusal {
  return new Refusal(405, new TidemarkError('usage', `only ${allowed} is answered there`), { allow: allowed });
}
