// Retention by chance on real files in real folders: histories with merged levels, snapshots, holes and damage; any
// policy; stopped at any removal. What was shown before is what goes, and what is promised is restored byte by byte.
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { previewOf } from '../../../../main/engine/agent/retention/preview.ts';
import type { Destination, LtxInfo, LtxRef } from '../../../../main/engine/destination/destination.ts';
import { objectPath } from '../../../../main/engine/destination/file/layout.ts';
import { systemFiles } from '../../../../main/engine/destination/folder-calls.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { verifyDestination } from '../../../../main/engine/verify/verify.ts';
import { enforceRetention } from '../../../../main/engine/replica/retention/enforce.ts';
import { planRetention, type RetentionPlan } from '../../../../main/engine/replica/retention/plan.ts';
import type { Tier } from '../../../../main/engine/replica/retention/tiers.ts';
import type { RetentionWindows } from '../../../../main/engine/replica/retention/windows.ts';
import { watchedFiles } from '../../destination/file/faulty-files.ts';
import { scratchFolder } from '../../restore/harness.ts';
import { EPOCH, makeHistory } from '../../restore/history.ts';
import { flip } from '../../restore/layered.ts';
import { dice, names } from '../../restore/plans.ts';
import { HOUR, randomHistory } from '../history/random-files.ts';
import { rewrite } from './damage.ts';
import { expectRestorable } from './expect-restorable.ts';
import { promisedOf, randomWindows } from './promises.ts';
import { heldIn, openFolder, retentionOn } from './stage.ts';

/** `TIDEMARK_LONG=1`: ten times as many. */
const CASES = process.env['TIDEMARK_LONG'] === '1' ? 200 : 12;
const LONGEST_MS = 600_000;
const history = makeHistory({ transactions: 40 });

interface Laid {
  readonly folder: string;
  readonly files: readonly LtxInfo[];
  readonly windows: RetentionWindows;
  readonly now: number;
}

/** Without waiting for the disk: only removing is looked at here. */
function lay(folder: string, ref: LtxRef, at: number): void {
  const path = objectPath(folder, ref);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, history.file(Number(ref.min), Number(ref.max)));
  utimesSync(path, at / 1000, at / 1000);
}

/** A folder with the files of a history by chance, at the times that it gives them. */
async function layOutBy(roll: (below: number) => number): Promise<Laid> {
  const folder = join(scratchFolder(), 'replica');
  for (const one of randomHistory(roll)) lay(folder, one, one.createdAt + 1e12);
  const files = await heldIn(openFolder(folder));
  const newest = Math.max(...files.map(({ createdAt }) => createdAt));
  return { folder, files, windows: randomWindows(roll), now: newest + HOUR * (roll(200) - 50) };
}

function planOf({ files, windows, now }: Pick<Laid, 'files' | 'windows' | 'now'>): RetentionPlan {
  return planRetention({ files, windows, now });
}

/** Damage is found as it goes along: nothing of it is known before. */
async function enforce(destination: Destination, { windows, now }: Laid): Promise<unknown> {
  return enforceRetention({ ...retentionOn(destination, history, { changes: 0, every: 1, snapshots: 0 }), windows, now: () => now });
}

/** A process that dies right before its n-th removal: nothing after it is done either. */
function dyingBefore(n: number, folder: string): Destination {
  let removals = 0;
  return openFolder(folder, watchedFiles(({ name }) => {
    if (name === 'unlink' && ++removals >= n) throw Object.assign(new Error('EIO: dead'), { code: 'EIO' });
  }));
}

test('the files that were shown go, and no others', async () => {
  const roll = dice(7);
  let gone = 0;
  for (let n = 0; n < CASES; n++) {
    const laid = await layOutBy(roll);
    const { remove } = planOf(laid);
    const preview = previewOf([planOf(laid)]);
    const done = await enforce(openFolder(laid.folder, systemFiles), laid);
    const left = new Set(names(await heldIn(openFolder(laid.folder))));
    expect(names(laid.files).filter((name) => !left.has(name)).sort()).toEqual(names(remove).sort());
    expect(done).toMatchObject({ files: preview.files, bytes: preview.frees });
    gone += preview.files;
    rmSync(laid.folder, { recursive: true });
  }
  expect(gone).toBeGreaterThan(CASES);
}, LONGEST_MS);

test('what is left of a sound history with all its levels is sound', async () => {
  const roll = dice(10);
  for (let n = 0; n < CASES; n++) {
    const folder = join(scratchFolder(), 'replica');
    for (const [level, step] of [1, 2, 4, 8].entries()) {
      for (let max = step; max <= history.end; max += step) {
        lay(folder, { level, min: BigInt(max - step + 1), max: BigInt(max) }, EPOCH + max * 1000);
      }
    }
    for (const max of [1 + roll(5), 10 + roll(30)]) lay(folder, { level: 9, min: 1n, max: BigInt(max) }, EPOCH + max * 1000);
    const destination = openFolder(folder);
    const changes = 1 + roll(20);
    const tiers: readonly Tier[] = [
      { every: 8000, for: 1000 * (changes + roll(20)), prefer: 'newest' },
      { every: 16_000, for: 30_000, prefer: 'snapshot' },
    ];
    const seconds = { changes, every: 1, snapshots: 0 };
    const pinned = (): ReadonlySet<bigint> => new Set([BigInt(1 + roll(40))].slice(roll(2)));
    const options = retentionOn(destination, history, seconds, { pinned });
    await enforceRetention({ ...options, windows: { changes: changes * 1000, tiers } });
    const report = await verifyDestination({ destination, jobs: new InlineRunner() });
    expect(report, names(await heldIn(destination)).join(' ')).toMatchObject({ verdict: 'sound', problems: [] });
  }
});

test('what is promised is restored, wherever it was stopped, and after the next run', async () => {
  const roll = dice(8);
  let stopped = 0;
  for (let n = 0; n < CASES; n++) {
    const laid = await layOutBy(roll);
    const promised = promisedOf(laid.files, laid.windows, laid.now).map(({ txid }) => Number(txid));
    const total = planOf(laid).remove.length;
    if (total === 0) continue;
    await expect(enforce(dyingBefore(1 + roll(total), laid.folder), laid)).rejects.toMatchObject({ code: 'destination-failed' });
    stopped++;
    await expectRestorable(openFolder(laid.folder), history, promised);
    await enforce(openFolder(laid.folder), laid);
    await expectRestorable(openFolder(laid.folder), history, promised);
    rmSync(laid.folder, { recursive: true });
  }
  expect(stopped).toBeGreaterThan(CASES / 4);
}, LONGEST_MS);

test('a period has a point that can be restored, though its snapshot is found damaged on the way', async () => {
  const roll = dice(9);
  let found = 0;
  for (let n = 0; n < CASES; n++) {
    const laid = await layOutBy(roll);
    const { prove } = planOf(laid);
    const damaged = prove[roll(prove.length)];
    if (damaged === undefined) continue;
    rewrite(laid.folder, damaged, flip(-40));
    found++;
    await enforce(openFolder(laid.folder), laid);
    const usable = laid.files.filter((file) => file !== damaged);
    const promised = promisedOf(usable, laid.windows, laid.now).map(({ txid }) => Number(txid));
    await expectRestorable(openFolder(laid.folder), history, promised, 'some');
    rmSync(laid.folder, { recursive: true });
  }
  expect(found).toBeGreaterThan(CASES / 4);
}, LONGEST_MS);
