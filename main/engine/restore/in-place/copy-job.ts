// A file copied as it is, as a job: durable, and read back before it counts. Says what database it is, if it
// is one.
import { systemDisk, readFully, writeFully } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import { pagesPerChunk, sumPlaces } from '../../capture/chunks.ts';
import { pagesFrom, placesOf, type View } from '../../capture/view.ts';
import { defineJob } from '../../jobs/job.ts';
import type { Checksum } from '../../ltx/checksum.ts';
import { PageSums } from '../../ltx/page-sums.ts';
import { explained } from '../output-disk.ts';
import { viewOfFile } from './pages.ts';

interface CopyInput {
  /** A path of ours, or a descriptor of a database that others may have open. */
  readonly from: string | number;
  /** Overwritten if it is there. */
  readonly to: string;
}

export const copyJob = defineJob('in-place.copy', ({ from, to }: CopyInput) => {
  explained(to, () => {
    if (typeof from === 'number') copy(from, to);
    else {
      withFile(from, 'r', (fd) => {
        copy(fd, to);
      });
    }
  });
  return { value: undefined, transfer: [] };
});

export interface Content {
  /** Bytes; 0 for an empty file. */
  readonly pageSize: number;
  /** Pages. */
  readonly commit: number;
  readonly checksum: Checksum;
}

/** What the database file at `path`, which is ours, holds. Throws as `parseDatabaseHeader`. */
export const contentJob = defineJob('in-place.content', (path: string) => {
  const value = withFile(path, 'r', (fd): Content => {
    const view = viewOfFile(systemDisk, fd, path);
    return { pageSize: view.pageSize, commit: view.commit, checksum: checksumOf(view) };
  });
  return { value, transfer: [] };
});

const CHUNK_BYTES = 1 << 20;

function copy(from: number, to: string): void {
  withFile(to, 'w+', (target) => {
    const buffers: Buffers = [new Uint8Array(CHUNK_BYTES), new Uint8Array(CHUNK_BYTES)];
    for (let at = 0, length = -1; length !== 0; at += length) {
      length = readFully(systemDisk, from, buffers[0], at);
      writeFully(systemDisk, target, buffers[0].subarray(0, length), at);
    }
    systemDisk.fsyncSync(target);
    requireSame(from, target, to, buffers);
  });
}

type Buffers = readonly [Uint8Array, Uint8Array];

function requireSame(from: number, target: number, to: string, [one, other]: Buffers): void {
  for (let at = 0, length = -1; length !== 0; at += length) {
    length = readFully(systemDisk, from, one, at);
    const copied = readFully(systemDisk, target, other, at);
    if (Buffer.compare(one.subarray(0, length), other.subarray(0, copied)) === 0) continue;
    throw new TidemarkError('restore-output-failed', `${to} does not read back as it was written`, {
      hint: 'Nothing was changed. Check the disk, and that no program is writing to the damaged file.',
      retry: 'later',
    });
  }
}

function withFile<T>(path: string, flags: string, work: (fd: number) => T): T {
  const fd = systemDisk.openSync(path, flags);
  try {
    return work(fd);
  } finally {
    systemDisk.closeSync(fd);
  }
}

function checksumOf(view: View): Checksum {
  const sums = PageSums.withRoom(view.commit);
  for (let first = 1; first <= view.commit;) {
    const pgnos = pagesFrom(view, first, pagesPerChunk(view.pageSize));
    if (pgnos.length === 0) break;
    const chunk = sumPlaces(placesOf(view, pgnos));
    pgnos.forEach((pgno, i) => {
      sums.setFrom(pgno, chunk.sums, i);
    });
    first = pgnos.at(-1)! + 1;
  }
  return sums.checksum();
}
