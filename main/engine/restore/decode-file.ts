// Decodes one opened file: small ones here and now, large ones run by run as jobs, so that all cores work.
import { throwIfAborted } from '../base/abort.ts';
import { defineJob, type JobRunner } from '../jobs/job.ts';
import { mapOrdered } from '../jobs/ordered.ts';
import { LtxDecoder } from '../ltx/decoder.ts';
import type { LtxHeader } from '../ltx/header.ts';
import { decodeRun, type DecodedRun, type FrameRun } from '../ltx/decode-run.ts';
import type { LtxEnds } from '../ltx/trailer.ts';
import type { OpenedFile } from './read-ahead.ts';

/** Decompresses and sums a run of pages. */
export const decodeRunJob = defineJob('restore.decode-run', (run: FrameRun) => {
  const value = decodeRun(run);
  return { value, transfer: [value.pgnos.buffer, value.pages.buffer, value.sums.buffer] };
});

export interface DecodeOptions {
  readonly jobs: JobRunner;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes of each piece read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** What comes out of a file, in its order. Nothing of it is proved before the whole file has been decoded. */
export interface FileReceiver {
  header(header: LtxHeader): void;
  /** The next run comes when what this returned has resolved. */
  run(run: DecodedRun): Promise<void> | undefined;
}

/**
 * The two ends of a file that was found whole. Throws `ltx-…` for one that is not, or what `receiver` throws.
 */
export async function decodeFile(
  opened: Pick<OpenedFile, 'kind' | 'pieces'>,
  options: DecodeOptions,
  receiver: FileReceiver,
): Promise<LtxEnds> {
  const { jobs } = options;
  const decoder = new LtxDecoder();
  const runs = runsOf(opened.pieces, decoder, options, receiver);
  const decode = opened.kind === 'whole' ? decodeSmall(jobs) : decodeBy(jobs);
  for await (const run of mapOrdered(runs, 2 * jobs.width, decode)) {
    decoder.accept(run);
    const taken = receiver.run(run);
    if (taken !== undefined) await taken;
  }
  const trailer = decoder.finish();
  return { header: decoder.header!, trailer };
}

/** The file cut into runs, the header told before the first. */
async function* runsOf(
  pieces: OpenedFile['pieces'],
  decoder: LtxDecoder,
  { signal, onBytes }: DecodeOptions,
  receiver: FileReceiver,
): AsyncGenerator<FrameRun, void, undefined> {
  let header: LtxHeader | undefined;
  for await (const piece of pieces) {
    throwIfAborted(signal, 'reading the history');
    onBytes?.(piece.length);
    const runs = decoder.push(piece);
    if (header === undefined && decoder.header !== undefined) receiver.header((header = decoder.header));
    yield* runs;
  }
}

type Decode = (run: FrameRun) => Promise<DecodedRun>;

/** A small file with more runs than this was compressed so well that it is not small. */
const RUNS_HERE = 8;

/** A message to a worker and back costs more than a small file's few pages. */
function decodeSmall(jobs: JobRunner): Decode {
  const elsewhere = decodeBy(jobs);
  let runs = 0;
  return (run) => (runs++ < RUNS_HERE ? Promise.resolve(decodeRun(run)) : elsewhere(run));
}

function decodeBy(jobs: JobRunner): Decode {
  return (run) => {
    const decoded = jobs.run(decodeRunJob, run, [run.bytes.buffer]);
    // It may fail while the next piece is being read, before anybody waits for it.
    decoded.catch(() => undefined);
    return decoded;
  };
}
