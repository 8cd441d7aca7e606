// Reads files whole, a few at a time, and tells of each what was found.
import type { TidemarkError } from '../base/errors.ts';
import type { LtxInfo } from '../destination/destination.ts';
import type { LtxEnds } from '../ltx/trailer.ts';
import { blaming, DamagedFileError } from '../restore/damage.ts';
import { decodeFile, type DecodeOptions } from '../restore/decode-file.ts';
import { WHOLE_FILE } from '../restore/read-ahead.ts';
import type { HistorySource } from '../restore/source.ts';

export interface EachOptions extends DecodeOptions {
  readonly destination: HistorySource;
}

export type Finding =
  | { readonly kind: 'whole'; readonly file: LtxInfo; readonly ends: LtxEnds }
  | { readonly kind: 'damaged'; readonly file: LtxInfo; readonly error: TidemarkError }
  /** Removed between listing and reading, as retention does. */
  | { readonly kind: 'removed'; readonly file: LtxInfo };

/** Files read at the same time: a round trip of one is the decoding time of another. */
const LANES = 4;

/**
 * Calls `onFinding` once for each file, in no particular order. Errors that are not a file's fault end it.
 */
export async function examineEach(
  files: readonly LtxInfo[],
  options: EachOptions,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const queue = files.values();
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const lane = async (): Promise<void> => {
    for (const file of queue) onFinding(await examine(file, { ...options, signal }));
  };
  const lanes = Array.from({ length: LANES }, lane);
  try {
    await Promise.all(lanes);
  } finally {
    stop.abort();
    await Promise.allSettled(lanes);
  }
}

async function examine(file: LtxInfo, options: EachOptions): Promise<Finding> {
  try {
    return { kind: 'whole', file, ends: await readWhole(file, options) };
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    const isGone = error.code === 'object-missing' && !(await isListed(file, options));
    return isGone ? { kind: 'removed', file } : { kind: 'damaged', file, error };
  }
}

/** Decodes a file to its end; its pages are let go as they come. */
function readWhole(file: LtxInfo, options: EachOptions): Promise<LtxEnds> {
  const pieces = options.destination.open(
    file,
    options.signal === undefined ? {} : { signal: options.signal },
  );
  const kind = file.size <= WHOLE_FILE ? 'whole' : 'stream';
  const receiver = { header: () => undefined, run: () => undefined };
  return blaming(file, () => decodeFile({ kind, pieces }, options, receiver));
}

async function isListed({ level, min, max }: LtxInfo, { destination }: EachOptions): Promise<boolean> {
  const listed = await destination.list(level, { seek: min });
  return listed.some((file) => file.min === min && file.max === max);
}
