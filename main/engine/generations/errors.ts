// What a generation can lack. Each error names the generation, and the index where there is one.
import { TidemarkError } from '../base/errors.ts';
import type { Generation } from './client.ts';
import { formatOffset, showLog } from './names.ts';

/** No segment of a write-ahead log that is needed: `restore-gap`. */
export class WalNotFoundError extends TidemarkError {
  readonly generation: Generation;
  readonly index: number;

  constructor(generation: Generation, index: number, what = 'is missing') {
    super('restore-gap', `${showLog(generation, index)} ${what}`, {
      hint: 'What follows cannot be restored without it. A point before it can: `tidemark wal` lists what there is.',
    });
    this.generation = generation;
    this.index = index;
  }
}

/** A log that does not go on where its last segment ended. */
export class SegmentMissingError extends WalNotFoundError {
  readonly offset: number;

  constructor(generation: Generation, index: number, gap: { readonly expected: number; readonly found: number | undefined }) {
    const found = gap.found === undefined ? 'nothing follows' : `the next one begins at ${formatOffset(gap.found, 8)}`;
    super(generation, index, `lacks its segment at ${formatOffset(gap.expected, 8)}: ${found}`);
    this.offset = gap.expected;
  }
}

/** `restore-no-point`. */
export function noSnapshots(generation: Generation): TidemarkError {
  return new TidemarkError('restore-no-point', `generation ${generation} holds no snapshot`, {
    hint: 'Without one its write-ahead logs lead nowhere. Choose another generation: `tidemark generations` lists them.',
  });
}

/** `restore-no-point`. */
export function noWalSegments(generation: Generation): TidemarkError {
  return new TidemarkError('restore-no-point', `generation ${generation} holds no write-ahead log`);
}

/** `restore-no-point`: the place has none that anything can be restored from. */
export function noGenerations(url: string, skipped: readonly Generation[] = []): TidemarkError {
  const others = skipped.length === 0 ? '' : ` (${skipped.join(', ')}: without a snapshot)`;
  return new TidemarkError('restore-no-point', `there is no generation to restore at ${url}${others}`, {
    hint: 'Check the address of the place, and that a first copy was made.',
  });
}
