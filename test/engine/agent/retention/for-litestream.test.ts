// What levels, snapshots and retention leave behind can be restored by Litestream as well: in every form it relies on, on the
// way it takes, and by its own program where there is one (TIDEMARK_LITESTREAM=/path/to/litestream).
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Destination, type LtxInfo, SNAPSHOT_LEVEL } from '../../../../main/engine/destination/destination.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { isSnapshotFile, points } from '../../../../main/engine/replica/history/points.ts';
import type { RetentionWindows } from '../../../../main/engine/replica/retention/windows.ts';
import { planRestore } from '../../../../main/engine/restore/plan.ts';
import type { Target } from '../../../../main/engine/restore/point.ts';
import { restoreToFile } from '../../../../main/engine/restore/restore.ts';
import { type HistorySource, listAll } from '../../../../main/engine/restore/source.ts';
import { useS3 } from '../../../servers/s3.ts';
import { collect } from '../../destination/samples.ts';
import { optionsOf } from '../../destination/s3/place.ts';
import { optionsFor, scratchFolder, sha256 } from '../../restore/harness.ts';
import { MemoryDestination } from '../../restore/memory.ts';
import { expectForm, planAsLitestream } from './litestream-reading.ts';
import { type Asked, restoreByLitestream } from './litestream-program.ts';
import { DAY, Lived } from './lived.ts';

const LEVELS = [200, 600, 1800];
/** Ms, as levels: days would take days. */
const KEPT: RetentionWindows = {
  changes: 500,
  tiers: [
    { every: 300, for: DAY, prefer: 'newest' },
    { every: 1000, for: DAY, prefer: 'snapshot' },
  ],
};
const SNAPSHOTS = { snapshotInterval: 700 };
const work = { signal: new AbortController().signal, onProgress: () => undefined };

/** Until there is everything that Litestream may find: changes, each level, snapshots. */
async function liveUntilAllKinds(lived: Lived, destination: Destination): Promise<void> {
  await lived.follow({ levels: LEVELS, ...SNAPSHOTS, retention: 'off' }, { destinations: [destination] });
  for (let n = 1; !(await hasAllKinds(destination)); n++) {
    await lived.change();
    if (n % 7 === 0) await lived.app.exec('DELETE FROM t WHERE id % 3 = 0');
    if (n % 20 === 0) await lived.app.exec('VACUUM');
    await sleep(20);
  }
  await lived.database.sync();
}

async function hasAllKinds(destination: Destination): Promise<boolean> {
  const files = await listAll(destination, 'listed');
  const levels = new Set(files.map(({ level }) => level));
  return levels.size === LEVELS.length + 2 && files.filter(isSnapshotFile).length > 3;
}

/** Removes what is old; expects that to have cost files and points. */
async function prune(lived: Lived, destination: Destination): Promise<void> {
  const before = points(await listAll(destination, 'listed'));
  lived.database.keep({ ...SNAPSHOTS, retention: KEPT });
  await lived.database.enforceRetention(work);
  const files = await listAll(destination, 'listed');
  expect(points(files).length).toBeLessThan(before.length);
  expect(files.filter(isSnapshotFile).length).toBeGreaterThan(1);
  expect(files.some(({ level, min, max }) => level !== SNAPSHOT_LEVEL && max > min)).toBe(true);
}

/** What those files alone lead to. */
async function shaAlong(plan: readonly LtxInfo[], bytes: ReadonlyMap<LtxInfo, Uint8Array>): Promise<string> {
  const destination = new MemoryDestination();
  for (const file of plan) destination.put(file.level, bytes.get(file)!);
  return shaOf(destination, { kind: 'latest' });
}

async function shaOf(destination: HistorySource, target: Target): Promise<string> {
  const output = join(scratchFolder(), 'out.db');
  await restoreToFile(optionsFor({ destination, target, output, check: 'none' }));
  return sha256(output);
}

async function expectLitestreamCan(lived: Lived, destination: Destination, env: NodeJS.ProcessEnv): Promise<void> {
  const files = await listAll(destination, 'exact');
  const bytes = new Map<LtxInfo, Uint8Array>();
  for (const file of files) bytes.set(file, await collect(destination.open(file)));
  for (const [file, content] of bytes) expectForm(file, content);
  const all = points(files);
  // It refuses times outside of those that a listing tells: in a bucket, when files were uploaded.
  const listed = (await listAll(destination, 'listed')).map(({ createdAt }) => createdAt);
  const isOffered = (at: number): boolean => Math.min(...listed) <= at && at <= Math.max(...listed);
  const imageAt = async (txid: bigint): Promise<string> => lived.images.get(txid) ?? shaOf(destination, { kind: 'txid', txid });
  const expectItsProgram = async (asked: Asked, image: string): Promise<void> => {
    const restored = await restoreByLitestream(destination.url, asked, env);
    if (restored !== 'no program') expect(restored, JSON.stringify(asked, (_, value: unknown) => String(value))).toBe(image);
  };
  for (const { txid } of all) {
    const plan = planAsLitestream(files, { txid });
    expect(plan.at(-1)?.max).toBe(txid);
    const image = await imageAt(txid);
    expect(await shaAlong(plan, bytes)).toBe(image);
    await expectItsProgram({ txid }, image);
  }
  for (const { createdAt } of all) {
    const { point } = planRestore(files, { kind: 'time', at: createdAt });
    expect(planAsLitestream(files, { before: createdAt + 1 }).at(-1)?.max).toBe(point.txid);
    if (isOffered(createdAt + 1)) await expectItsProgram({ at: createdAt + 1 }, await imageAt(point.txid));
  }
  expect(planAsLitestream(files, {}).at(-1)?.max).toBe(lived.database.status().txid);
}

async function expectLitestreamFollows(lived: Lived, destination: Destination, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await liveUntilAllKinds(lived, destination);
  await expectLitestreamCan(lived, destination, env);
  await prune(lived, destination);
  await expectLitestreamCan(lived, destination, env);
}

/** Its program takes its time, and reads that of each file in a bucket by a request of its own. */
const timeout = 600_000;

describe('Litestream can restore every point that we offer', () => {
  const s3 = useS3();

  test.each(['wal', 'delete'] as const)('of a folder (journal mode %s)', { timeout }, async (journal) => {
    await using lived = await Lived.begin(journal);
    await expectLitestreamFollows(lived, lived.destination());
  });

  test('of a bucket', { timeout }, async () => {
    await using lived = await Lived.begin();
    const destination = s3Destination(optionsOf(s3));
    const { 'access-key-id': id, 'secret-access-key': key } = s3.secrets;
    await expectLitestreamFollows(lived, destination, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key });
    await lived.unfollow();
    await destination.close();
  });
});
