// What the server answered, and what it means to a person. Version 3 of the protocol knows nine answers; most reasons are
// just "failure" (draft-ietf-secsh-filexfer-02 §7).
import { TidemarkError } from '../../base/errors.ts';
import type { ErrorCode, Retry } from '../../base/errors.ts';

export const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
export const FAILURE = 4;
const BAD_MESSAGE = 5;
const NO_CONNECTION = 6;
const CONNECTION_LOST = 7;
const UNSUPPORTED = 8;

interface Meaning {
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint: string;
  readonly retry: Retry;
}

const FAILED: Meaning = {
  code: 'destination-failed',
  words: 'the server says that it failed, and not why',
  hint: "Look at the server's disk: it may be full, read-only or damaged.",
  retry: 'later',
};

const FULL: Meaning = {
  code: 'destination-full',
  words: 'no space left there',
  hint: 'Free some space at the server.',
  retry: 'later',
};

const ABSENT: Meaning = {
  code: 'destination-absent',
  words: 'the server lost what is behind it',
  hint: 'Try again later.',
  retry: 'later',
};

const MEANINGS: Readonly<Record<number, Meaning>> = {
  [NO_SUCH_FILE]: {
    ...FAILED,
    words: 'something was removed while it was being used',
    hint: 'Keep other programs out of that folder.',
  },
  [PERMISSION_DENIED]: {
    code: 'destination-denied',
    words: 'permission denied',
    hint: 'Let this user write to the folder.',
    retry: 'later',
  },
  [FAILURE]: FAILED,
  [BAD_MESSAGE]: {
    ...FAILED,
    words: 'the server does not understand the request',
    hint: 'The path may be too long for it.',
    retry: 'never',
  },
  [NO_CONNECTION]: ABSENT,
  [CONNECTION_LOST]: ABSENT,
  [UNSUPPORTED]: { ...FAILED, words: 'the server cannot do that', hint: 'Choose another server.', retry: 'never' },
};

/** A request that the server answered, with something else than "ok". */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'StatusError';
    this.status = status;
  }
}

/** The number a server answered with; undefined for anything else that went wrong. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof StatusError ? error.status : undefined;
}

/** Turns an answer into words. `doing` reads as in "cannot <doing>". Errors that are no answers pass unchanged. */
export function worded(error: unknown, doing: string, room: 'full' | 'unknown' = 'unknown'): unknown {
  if (!(error instanceof StatusError)) return error;
  const full = error.status === FAILURE && (room === 'full' || /space|quota|full/i.test(error.message));
  const { code, words, hint, retry } = full ? FULL : (MEANINGS[error.status] ?? FAILED);
  const told = error.message.toLowerCase() === words ? '' : ` (${error.message})`;
  return new TidemarkError(code, `cannot ${doing}: ${words}${told}`, { hint, retry, cause: error });
}
