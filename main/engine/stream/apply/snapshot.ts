// The whole of a follower's database as one LTX file of its source's pages, put on the local disk under the lock, so that a
// slow receiver does not keep the follower from going on.
import { join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { Disk } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import { filePieces, writeTemp } from '../../capture/local-file.ts';
import { snapshotHeader } from '../../capture/snapshot.ts';
import { EMPTY_DATABASE } from '../../ltx/checksum.ts';
import { encodeChunk, LtxEncoder } from '../../ltx/encoder.ts';
import type { LtxHeader } from '../../ltx/header.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';
import type { StreamSnapshot } from '../source.ts';
import { sourcePages } from './pages.ts';
import type { Point } from './state.ts';

export interface SnapshotStaging {
  readonly disk: Disk;
  readonly random: Random;
  /** Folder for the file; its name ends in `.tmp`. */
  readonly dir: string;
  readonly file: DatabaseFile;
  readonly point: Point;
  readonly signal: AbortSignal;
}

/** Proved against the checksum of the state. The caller holds a lock that keeps writers out. */
export async function stageSnapshot(staging: SnapshotStaging): Promise<StreamSnapshot> {
  const { disk, random, dir, file, point, signal } = staging;
  const temp = join(dir, `snapshot-${random.token(8)}.tmp`);
  const dispose = (): void => {
    disk.rmSync(temp, { force: true });
  };
  try {
    await writeTemp(disk, temp, async (sink) => {
      const encoder = new LtxEncoder(sink, headerOf(point));
      for await (const chunk of sourcePages(disk, file, point)) {
        throwIfAborted(signal, 'a snapshot');
        encoder.chunk(encodeChunk(chunk));
      }
      encoder.finish(point.commit === 0 ? EMPTY_DATABASE : undefined);
    });
  } catch (error) {
    dispose();
    throw error;
  }
  return { max: point.txid, bytes: filePieces(disk, temp), dispose };
}

/** A database without pages cannot be said without standard checksums (FACTS A.7). */
function headerOf(point: Point): LtxHeader {
  const header = snapshotHeader(point);
  return point.commit === 0 ? { ...header, flags: 0 } : header;
}
