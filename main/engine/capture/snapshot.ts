// A whole database as one LTX file, streamed from the live database while its app goes on writing.
// Every page is proved against the page-sum table of the captured state on its way out: what is sent is exactly the
// state whose checksum the header carries, or the stream fails.
import { TidemarkError } from '../base/errors.ts';
import { release } from '../base/release.ts';
import type { JobRunner } from '../jobs/job.ts';
import { type EncodedChunk, LtxEncoder } from '../ltx/encoder.ts';
import { FROM_NO_WAL, LTX_NO_CHECKSUM, type LtxHeader } from '../ltx/header.ts';
import type { PageSums } from '../ltx/page-sums.ts';
import { encodeAll } from './chunks.ts';
import type { CapturePosition } from './position.ts';
import type { View } from './view.ts';

export interface SnapshotSource {
  readonly jobs: JobRunner;
  readonly view: View;
  readonly position: CapturePosition;
  /** The table at `position`; not changed while the stream runs. */
  readonly sums: PageSums;
  readonly path: string;
}

/** Pieces of about the size of a chunk of compressed pages; each is given away, with the whole buffer that it is. */
export async function* encodeSnapshot(source: SnapshotSource): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let own: Uint8Array | undefined;
  const write = (bytes: Uint8Array): void => void pieces.push(bytes === own ? bytes : bytes.slice());
  const encoder = new LtxEncoder({ write }, snapshotHeader(source.position));
  for await (const chunk of encodeAll(source.jobs, source.view)) {
    requireSums(source, chunk);
    own = chunk.bytes;
    encoder.chunk(chunk);
    if (!pieces.includes(own)) release(chunk.bytes);
    for (const piece of pieces.splice(0)) yield piece;
  }
  encoder.finish();
  yield* pieces.splice(0);
}

/** What a snapshot is of. */
type SnapshotPoint = Pick<CapturePosition, 'txid' | 'checksum' | 'timestamp' | 'pageSize' | 'commit'>;

/** Of a database with pages. */
export function snapshotHeader({ txid, checksum, timestamp, pageSize, commit }: SnapshotPoint): LtxHeader {
  return {
    flags: LTX_NO_CHECKSUM,
    pageSize,
    commit,
    min: 1n,
    max: txid,
    timestamp,
    preApply: 0n,
    ...FROM_NO_WAL,
    rolling: { pre: 0n, post: checksum },
  };
}

function requireSums({ sums, path }: SnapshotSource, chunk: EncodedChunk): void {
  for (let i = 0; i < chunk.pgnos.length; i++) {
    if (sums.equals(chunk.pgnos[i]!, chunk.sums, i)) continue;
    throw new TidemarkError('database-moved', `page ${chunk.pgnos[i]!} of ${path} changed while it was being copied`, {
      hint: 'Nothing is lost: the copy is taken again.',
      retry: 'now',
    });
  }
}
