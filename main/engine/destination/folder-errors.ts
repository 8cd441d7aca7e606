// What a failed call on a folder means to a person: absent, denied, full or failed; and folders that cannot be one of ours.
import { dirname } from 'node:path';
import { errnoOf, isTidemarkError, messageOf, TidemarkError } from '../base/errors.ts';
import type { ErrorCode, Retry } from '../base/errors.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint: string;
  readonly retry: Retry;
}

const ABSENT: Meaning = {
  code: 'destination-absent',
  words: 'the disk or server is not there',
  hint: 'Connect the disk or server.',
  retry: 'later',
};

const DENIED: Meaning = {
  code: 'destination-denied',
  words: 'permission denied',
  hint: 'Let this user write to the folder.',
  retry: 'later',
};

const READ_ONLY: Meaning = {
  ...DENIED,
  words: 'the file system is read-only',
  hint: 'Mount the disk for writing, or check it for errors.',
};

const FULL: Meaning = {
  code: 'destination-full',
  words: 'no space left',
  hint: 'Free some space there.',
  retry: 'later',
};

const TOO_LARGE: Meaning = {
  code: 'destination-failed',
  words: 'the file is larger than this file system can hold',
  hint: 'Disks formatted with FAT32 hold files of at most 4 GB; choose another disk or format.',
  retry: 'never',
};

const NOT_A_FOLDER: Meaning = {
  code: 'destination-failed',
  words: 'the path does not lead to a folder',
  hint: 'Name a folder for the copies: a new one is created.',
  retry: 'never',
};

const FAILED: Meaning = {
  code: 'destination-failed',
  words: 'the disk or server reported an error',
  hint: 'Check the disk or the connection.',
  retry: 'later',
};

const VANISHED: Meaning = {
  ...FAILED,
  words: 'something was removed while it was being used',
  hint: 'Keep other programs out of that folder.',
};

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOENT: VANISHED,
  ENODEV: ABSENT,
  ENXIO: ABSENT,
  ENOTCONN: ABSENT,
  ESTALE: ABSENT,
  EHOSTDOWN: ABSENT,
  EHOSTUNREACH: ABSENT,
  ENETDOWN: ABSENT,
  ENETUNREACH: ABSENT,
  ETIMEDOUT: ABSENT,
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: READ_ONLY,
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: TOO_LARGE,
  ENOTDIR: NOT_A_FOLDER,
  ENAMETOOLONG: NOT_A_FOLDER,
  ELOOP: NOT_A_FOLDER,
};

/** Turns what `fs` threw into words. `doing` reads as in "cannot <doing>". TidemarkErrors pass unchanged. */
export function destinationError(error: unknown, doing: string): TidemarkError {
  if (isTidemarkError(error)) return error;
  const errno = errnoOf(error);
  const meaning = MEANINGS[errno ?? ''] ?? FAILED;
  const message = `cannot ${doing}: ${meaning.words} (${errno ?? messageOf(error)})`;
  return new TidemarkError(meaning.code, message, { hint: meaning.hint, retry: meaning.retry, cause: error });
}

/** Something on the way to the copies, or the place for them itself, is a file. */
export function notAFolderError(path: string, cause: unknown): TidemarkError {
  const { code, hint, retry } = NOT_A_FOLDER;
  return new TidemarkError(code, `${path} is not a folder`, { hint, retry, cause });
}

export function absentError(path: string, words: string, hint: string): TidemarkError {
  return new TidemarkError('destination-absent', `${path}: ${words}`, { hint, retry: 'later' });
}

/** The folder that it would be made in is missing. */
export function nothingAbove(folder: string, cause?: unknown): TidemarkError {
  return new TidemarkError('destination-absent', `${dirname(folder)} is not there`, {
    hint: 'Connect the disk, or create that folder first.',
    cause,
  });
}

export function notAFolder(folder: string, cause?: unknown): TidemarkError {
  return new TidemarkError('refused', `${folder} is not a folder`, { hint: 'Choose a folder.', cause });
}
