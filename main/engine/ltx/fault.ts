// How this folder says what is wrong with an LTX file.
import { TidemarkError, type ErrorCode, isTidemarkError } from '../base/errors.ts';

export type LtxErrorCode = Extract<ErrorCode, `ltx-${string}`>;

const DAMAGED =
  'The file was damaged after it was written. Another copy of it, or a newer snapshot, takes its place.';
const CALLER = 'Nothing was damaged; this is a mistake in Tidemark. Please report it.';

const HINTS: Record<LtxErrorCode, string> = {
  'ltx-header': 'Either this is no LTX file, or it was written by a newer program, or it is damaged.',
  'ltx-page': DAMAGED,
  'ltx-index': DAMAGED,
  'ltx-trailer': DAMAGED,
  'ltx-checksum': DAMAGED,
  'ltx-truncated':
    'The file ends too early: a copy or an upload was interrupted. Copy it again from where it came.',
  'ltx-incomplete':
    'The program that wrote this snapshot left pages out. Use an older snapshot, or take a new one.',
  'ltx-encode': CALLER,
  'ltx-not-contiguous':
    'A file between them is missing. Look for it at another destination, or take a new snapshot.',
};

export function ltxError(code: LtxErrorCode, message: string, cause?: unknown): TidemarkError {
  return new TidemarkError(code, message, { hint: HINTS[code], cause });
}

/** Runs `work`; a TidemarkError out of it says which file it is about. */
export function naming<T>(name: string | undefined, work: () => T): T {
  if (name === undefined) return work();
  try {
    return work();
  } catch (error) {
    if (!isTidemarkError(error)) throw error;
    const { code, message, hint, retry } = error;
    throw new TidemarkError(code, `${name}: ${message}`, { hint, retry, cause: error });
  }
}
