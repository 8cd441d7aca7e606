// Compaction: neighbouring files of one history become one; a bounded number of them is open at a time.
import { TidemarkError } from '../base/errors.ts';
import { checkContiguous } from './chain.ts';
import type { CompactionInput } from './cursor.ts';
import { type LtxBytes, mergeLtx, type MergeOptions } from './merge.ts';
import type { Kept, Scratch } from './scratch.ts';

export type { CompactionInput } from './cursor.ts';
export type { LtxBytes } from './merge.ts';

export interface CompactionOptions extends MergeOptions {
  /** How many inputs may be open at the same time, 2 or more. Default 32, which takes about 20 MiB. */
  readonly maxOpen?: number;
  /** Where groups of inputs go, merged, when there are more than `maxOpen`. Needed only then. */
  readonly scratch?: Scratch;
}

const DEFAULT_MAX_OPEN = 32;

/**
 * The file that does what `inputs`, oldest first, do one after the other: of each page the newest, none past
 * the last one's end. Every input is read whole and proved sound before the output ends; after an error the
 * output is no file. `ltx-not-contiguous` when the inputs are not one history without a gap, else the errors
 * of the decoder.
 */
export async function* compactLtx(
  inputs: readonly CompactionInput[],
  options: CompactionOptions = {},
): LtxBytes {
  const maxOpen = options.maxOpen ?? DEFAULT_MAX_OPEN;
  if (inputs.length === 0 || maxOpen < 2) {
    throw new TidemarkError(
      'bug',
      `cannot merge ${inputs.length} files with ${maxOpen} open at the same time`,
    );
  }
  checkContiguous(inputs.map((input) => input.range));
  const kept: Kept[] = [];
  try {
    let few = inputs;
    while (few.length > maxOpen) few = await mergeGroups(few, maxOpen, options, kept);
    return yield* mergeLtx(few, options);
  } finally {
    for (const item of kept) item.remove();
  }
}

/**
 * Replaces groups of neighbours by their merged files: no more than needed, since each page in them is
 * written twice, and from the newest end, since the oldest file is often a snapshot.
 */
async function mergeGroups(
  inputs: readonly CompactionInput[],
  maxOpen: number,
  options: CompactionOptions,
  kept: Kept[],
): Promise<readonly CompactionInput[]> {
  const merged: CompactionInput[] = [];
  let rest = inputs;
  for (let excess = inputs.length - maxOpen; excess > 0 && rest.length > 1;) {
    const size = Math.min(maxOpen, excess + 1, rest.length);
    merged.unshift(await keepMerged(rest.slice(-size), options, kept));
    rest = rest.slice(0, -size);
    excess -= size - 1;
  }
  return [...rest, ...merged];
}

async function keepMerged(
  group: readonly CompactionInput[],
  options: CompactionOptions,
  kept: Kept[],
): Promise<CompactionInput> {
  const { scratch } = options;
  if (scratch === undefined) throw new TidemarkError('bug', 'merging this many files needs scratch space');
  const item = await scratch.keep(mergeLtx(group, options));
  kept.push(item);
  return { range: { min: group[0]!.range.min, max: group.at(-1)!.range.max }, open: () => item.open() };
}
