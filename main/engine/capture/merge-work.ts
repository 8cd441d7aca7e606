// Where the pages of a merge are decompressed, summed and compressed: few of them here and now, many in worker threads.
import { defineJob, type JobRunner } from '../jobs/job.ts';
import type { CompactionOptions } from '../ltx/compact.ts';
import { decodeRun, type DecodedRun, type FrameRun } from '../ltx/decode-run.ts';
import { encodeChunk, type EncodedChunk, type PageChunk } from '../ltx/encode-chunk.ts';

/** A message to a worker and back costs as much as this many bytes done here. */
const WORTH_A_MESSAGE = 64 << 10;

export const decodeForMergeJob = defineJob<FrameRun, DecodedRun>('merge.decode', (run) => {
  const value = decodeRun(run);
  return { value, transfer: [value.pgnos.buffer, value.pages.buffer, value.sums.buffer] };
});

export const encodeForMergeJob = defineJob<PageChunk, EncodedChunk>('merge.encode', (chunk) => {
  const value = encodeChunk(chunk);
  const { pgnos, bytes, lengths, sums } = value;
  return { value, transfer: [pgnos.buffer, bytes.buffer, lengths.buffer, sums.buffer] };
});

export function mergeWork(jobs: JobRunner): Required<Pick<CompactionOptions, 'decode' | 'encode'>> {
  return {
    decode: (run) =>
      run.bytes.length < WORTH_A_MESSAGE ? decodeRun(run) : jobs.run(decodeForMergeJob, run, [run.bytes.buffer]),
    encode: (chunk) => (chunk.pages.length < WORTH_A_MESSAGE ? encodeChunk(chunk) : jobs.run(encodeForMergeJob, chunk)),
  };
}

const MANY_OPEN = 256;
const SMALL_FILE = 32 << 10;

/** How many files of these sizes may be open at the same time without taking more than about 20 MiB; undefined: the usual number. */
export function openAtOnce(sizes: readonly number[]): number | undefined {
  return sizes.every((size) => size <= SMALL_FILE) ? MANY_OPEN : undefined;
}
