// The pages of the follower's file as they are at the source, read in pieces under a lock that the caller holds.
import { setImmediate } from 'node:timers/promises';
import { type Disk, readFully } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import { pageSumInto } from '../../ltx/checksum.ts';
import type { PageChunk } from '../../ltx/encode-chunk.ts';
import { lockPgno } from '../../ltx/lock-page.ts';
import { PageSums } from '../../ltx/page-sums.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';
import { asSource } from './page-one.ts';
import type { Point } from './state.ts';

const CHUNK_BYTES = 1 << 18;

/** All pages but the lock page, ascending; each chunk is the receiver's to keep. */
export async function* sourcePages(disk: Disk, file: DatabaseFile, point: Point): AsyncGenerator<PageChunk> {
  const { pageSize, commit } = point;
  const most = Math.max(1, Math.floor(CHUNK_BYTES / pageSize));
  for (let first = 1; first <= commit; first += most) {
    const count = Math.min(most, commit - first + 1);
    const pages = new Uint8Array(count * pageSize);
    const read = readFully(disk, file.fd, pages, (first - 1) * pageSize);
    if (read < pages.length) throw new TidemarkError('database-damaged', `${file.path} ends before page ${first + count}`);
    if (first === 1) pages.set(asSource(pages.subarray(0, pageSize), point.header));
    yield withoutLockPage({ pageSize, pgnos: Uint32Array.from({ length: count }, (_, i) => first + i), pages });
    await setImmediate(); // others' turn
  }
}

function withoutLockPage(chunk: PageChunk & { readonly pages: Uint8Array<ArrayBuffer> }): PageChunk {
  const { pageSize, pgnos, pages } = chunk;
  const at = pgnos.indexOf(lockPgno(pageSize));
  if (at < 0) return chunk;
  pages.copyWithin(at * pageSize, (at + 1) * pageSize);
  return { pageSize, pgnos: pgnos.filter((_, i) => i !== at), pages: pages.subarray(0, pages.length - pageSize) };
}

/** The table of all pages. */
export async function sumSourcePages(disk: Disk, file: DatabaseFile, point: Point): Promise<PageSums> {
  const { pageSize } = point;
  const sums = PageSums.withRoom(point.commit);
  const sum = new Uint32Array(2);
  for await (const { pgnos, pages } of sourcePages(disk, file, point)) {
    for (const [i, pgno] of pgnos.entries()) {
      pageSumInto(pgno, pages.subarray(i * pageSize, (i + 1) * pageSize), sum, 0);
      sums.setFrom(pgno, sum, 0);
    }
  }
  return sums;
}
