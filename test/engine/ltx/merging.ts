// Merges files in memory, for tests of compaction.
import { expect } from 'vitest';
import {
  type CompactionInput,
  type CompactionOptions,
  compactLtx,
} from '../../../main/engine/ltx/compact.ts';
import { type DecodedLtx, decodeLtxBytes } from '../../../main/engine/ltx/decoder.ts';
import type { LtxHeader } from '../../../main/engine/ltx/header.ts';
import type { LtxEnds } from '../../../main/engine/ltx/trailer.ts';
import { concat, filled, Lcg, streamed } from './bytes.ts';
import type { Pages } from './files.ts';
import { History, type HistoryFile } from './history.ts';

/** Pages of 512 bytes by number, each one byte repeated. */
export function solid(bytes: Readonly<Record<number, number>>): Pages {
  return new Map(Object.entries(bytes).map(([pgno, byte]) => [Number(pgno), filled(512, byte)]));
}

/** A source for one file in memory. */
export function inputOf(header: LtxHeader, bytes: Uint8Array): CompactionInput {
  return { range: { min: header.min, max: header.max }, open: () => streamed([bytes]) };
}

/** The merged file, proved; its two ends must be what the generator returned. */
export async function merge(
  inputs: readonly CompactionInput[],
  options?: CompactionOptions,
): Promise<DecodedLtx> {
  const merging = compactLtx(inputs, options);
  const pieces: Uint8Array[] = [];
  let ends: LtxEnds | undefined;
  while (ends === undefined) {
    const next = await merging.next();
    if (next.done === true) ends = next.value;
    else pieces.push(next.value);
  }
  const merged = decodeLtxBytes(concat(pieces));
  expect({ header: merged.header, trailer: merged.trailer }).toEqual(ends);
  return merged;
}

/** A database with so many transactions behind it. */
export function randomHistory(transactions: number, pageSize = 512): History {
  const random = new Lcg(transactions);
  const history = new History(pageSize);
  for (let i = 0; i < transactions; i++) history.commitAtRandom(random);
  return history;
}

/** The merged file as an input of the next level. */
export async function merged(inputs: readonly HistoryFile[]): Promise<CompactionInput> {
  const pieces: Uint8Array[] = [];
  for await (const piece of compactLtx(inputs)) pieces.push(piece);
  return {
    range: { min: inputs[0]!.range.min, max: inputs.at(-1)!.range.max },
    open: () => streamed(pieces),
  };
}

/** Counts how many of the inputs it watches are open. */
export class OpenCount {
  now = 0;
  most = 0;
  all = 0;

  watch(input: CompactionInput): CompactionInput {
    return { range: input.range, open: () => this.#counted(input.open()) };
  }

  async *#counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.now++;
    this.all++;
    this.most = Math.max(this.most, this.now);
    try {
      yield* source;
    } finally {
      this.now--;
    }
  }
}
