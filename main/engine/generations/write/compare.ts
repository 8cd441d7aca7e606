// Whether what is at a place is what was captured: its pages are summed, snapshot first and then every log, and compared with
// the rolling checksum of the captured state. Takes 8 bytes of memory a page, and no disk.
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { pageSumInto } from '../../ltx/checksum.ts';
import { lockPgno } from '../../ltx/lock-page.ts';
import { PageSums } from '../../ltx/page-sums.ts';
import type { GenerationClient, SnapshotInfo } from '../client.ts';
import { LogFrames } from '../log-frames.ts';
import { decodeLz4 } from '../lz4/decode.ts';
import type { Standing } from './standing.ts';

/** `different` also for what cannot be read to its end; throws only when the place cannot be asked. */
export async function compareCopy(
  client: GenerationClient,
  standing: Standing,
  signal: AbortSignal,
): Promise<'same' | 'different'> {
  try {
    const sums = await sumsAt(client, standing, signal);
    return sums?.checksum() === standing.checksum ? 'same' : 'different';
  } catch (error) {
    if (isTidemarkError(error) && DAMAGE.includes(error.code)) return 'different';
    throw error;
  }
}

const DAMAGE: readonly string[] = ['restore-damaged', 'wal-invalid', 'object-missing'];

/** Reads it to its end: what its frame says of its content must hold, and it must consist of pages. */
export async function proveSnapshot(
  client: GenerationClient,
  { generation, index }: Pick<SnapshotInfo, 'generation' | 'index'>,
  pageSize: number,
  signal: AbortSignal,
): Promise<void> {
  let size = 0;
  for await (const block of decodeLz4(client.openSnapshot(generation, index, { signal }), `snapshot ${index}`)) size += block.length;
  if (size > 0 && size % pageSize === 0) return;
  throw new TidemarkError('restore-damaged', `the snapshot of ${generation} at ${index} has ${size} bytes, which are no whole pages`);
}

async function sumsAt(client: GenerationClient, standing: Standing, signal: AbortSignal): Promise<PageSums | undefined> {
  const { generation, index, base, pageSize } = standing;
  const sums = new PageSums();
  await addSnapshot(sums, decodeLz4(client.openSnapshot(generation, base, { signal }), `snapshot ${base}`), pageSize);
  const segments = await client.walSegments(generation, { from: base, signal });
  for (let at = base; at <= index; at++) {
    const log = segments.filter((segment) => segment.index === at);
    if (log.length === 0 && at < index) return undefined;
    const frames = new LogFrames();
    let open: (readonly [number, Uint32Array])[] = [];
    for (const segment of log) {
      if (segment.offset !== frames.offset) return undefined;
      const bytes = decodeLz4(client.openWalSegment(segment, { signal }), `segment ${at}/${segment.offset}`);
      for await (const { pgno, commit, page } of frames.segment(bytes)) {
        const sum = new Uint32Array(2);
        pageSumInto(pgno, page.slice(), sum, 0);
        open.push([pgno, sum]);
        if (commit === 0) continue;
        sums.truncate(commit);
        for (const [changed, value] of open) if (changed <= commit) sums.setFrom(changed, value, 0);
        open = [];
      }
    }
  }
  return sums;
}

async function addSnapshot(sums: PageSums, image: AsyncIterable<Uint8Array>, pageSize: number): Promise<void> {
  const lock = lockPgno(pageSize);
  const page = new Uint8Array(pageSize);
  const sum = new Uint32Array(2);
  let used = 0;
  let pgno = 1;
  for await (const piece of image) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.subarray(at, at + pageSize - used);
      page.set(taken, used);
      used += taken.length;
      at += taken.length;
      if (used < pageSize) continue;
      pageSumInto(pgno, page, sum, 0);
      if (pgno !== lock) sums.setFrom(pgno, sum, 0);
      pgno += 1;
      used = 0;
    }
  }
}
