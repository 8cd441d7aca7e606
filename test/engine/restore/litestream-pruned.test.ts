// Litestream's replicas of which its retention has removed the past: what is still there comes back, what is not is refused.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { type LtxInfo, SNAPSHOT_LEVEL } from '../../../main/engine/destination/destination.ts';
import { points } from '../../../main/engine/replica/history/points.ts';
import { listAll } from '../../../main/engine/restore/source.ts';
import { unpackFixture } from '../../fixtures/unpack.ts';
import { type Answer, expectAnswer, expectRefused, expectRestored, linesOf, type MarkLine, type PitLine } from './litestream.ts';
import { MemoryDestination } from './memory.ts';

describe('pruned by Litestream itself', () => {
  const folder = unpackFixture('v5-file-pruned');
  const destination = fileDestination({ path: join(folder, 'replica'), random: systemRandom });
  const pit = linesOf<{ txid: number } & Answer>(join(folder, 'pit.jsonl'));
  const times = linesOf<{ time_ms: number } & Answer>(join(folder, 'times.jsonl'));

  test('has the points that Litestream can restore', async () => {
    const offered = points(await listAll(destination, 'exact')).map(({ txid }) => Number(txid));
    const given = pit.filter((line) => !('refused' in line)).map(({ txid }) => txid);
    expect(offered).toEqual(given);
    expect(given.length).toBeGreaterThan(10);
    expect(given.length).toBeLessThan(pit.length / 2);
  });

  test('every transaction is the same file, or refused as well', async () => {
    for (const line of pit) await expectAnswer(destination, { kind: 'txid', txid: BigInt(line.txid) }, line);
  });

  // A state that a snapshot alone leads to is as old as its last change here, and as the snapshot there.
  test('every time is the same file; what is refused is, or was captured before and copied after', async () => {
    const offered = points(await listAll(destination, 'exact'));
    for (const line of times) {
      const target = { kind: 'time', at: line.time_ms } as const;
      const ours = offered.findLast(({ createdAt }) => createdAt <= target.at);
      const answer = 'refused' in line ? pit.find(({ txid }) => BigInt(txid) === ours?.txid) : line;
      await expectAnswer(destination, target, answer ?? line);
    }
    expect(times.filter((line) => !('refused' in line)).length).toBeGreaterThan(10);
  });
});

type FixtureName = 'v5-file-basic' | 'v5-file-pagesize-1024';

/** Where Litestream's retention stood: of snapshots those from `snapshots` on stay, of level 0 what is after `changes`. */
interface Cut {
  readonly snapshots: number;
  readonly changes: number;
}

/**
 * What is removed (FACTS B.11): snapshots by age, but for the newest; of the levels what ends before the last snapshot that
 * went; of level 0 what is old and in level 1. The last file of a level stays.
 */
function removedBy({ snapshots, changes }: Cut, files: readonly LtxInfo[]): LtxInfo[] {
  const on = (level: number): LtxInfo[] => files.filter((file) => file.level === level);
  const gone = on(SNAPSHOT_LEVEL).slice(0, -1).slice(0, snapshots);
  const floor = gone.at(-1)?.max ?? 0n;
  const merged = on(1).at(-1)?.max ?? 0n;
  const middle = [1, 2, 3].flatMap((level) => on(level).slice(0, -1).filter(({ max }) => max < floor));
  const singles = on(0).slice(0, -1).filter(({ max }) => max <= merged && max <= BigInt(changes));
  return [...gone, ...middle, ...singles];
}

/** Transactions that some row of files leads to. */
function reachable(files: readonly LtxInfo[]): Set<bigint> {
  const reached = new Set([0n]);
  for (const from of reached) {
    for (const { min, max } of files) if (min <= from + 1n && max > from) reached.add(max);
  }
  reached.delete(0n);
  return reached;
}

function cutsOf(name: FixtureName): Cut[] {
  const { length } = linesOf<PitLine>(join(unpackFixture(name), 'pit.jsonl'));
  const changes = [Math.floor(length / 3), Math.floor((2 * length) / 3), length];
  return [0, 2, 4].flatMap((snapshots) => changes.map((before) => ({ snapshots, changes: before })));
}

describe.each(['v5-file-basic', 'v5-file-pagesize-1024'] as const)('%s', (name) => {
  const folder = unpackFixture(name);
  const pit = linesOf<PitLine>(join(folder, 'pit.jsonl'));
  const marks = linesOf<MarkLine>(join(folder, 'marks.jsonl'));

  describe.each(cutsOf(name))('without $snapshots snapshots and changes up to $changes', (cut) => {
    const destination = MemoryDestination.copyOf(join(folder, 'replica'));
    const whole = [...destination.files.values()].map(({ info }) => info).sort(byName);
    for (const file of removedBy(cut, whole)) destination.drop(file);
    const files = [...destination.files.values()].map(({ info }) => info);
    const offered = reachable(files);

    test('every transaction that is left is the same file, and every other is refused', async () => {
      expect(points(files).map(({ txid }) => txid)).toEqual([...offered].sort((a, b) => Number(a - b)));
      for (const line of pit) {
        const target = { kind: 'txid', txid: BigInt(line.txid) } as const;
        if (offered.has(target.txid)) await expectRestored(destination, target, line);
        else await expectRefused(destination, target);
      }
    });

    test('every time is the newest state before it that is left', async () => {
      for (const { time_ms } of marks) {
        const target = { kind: 'time', at: time_ms + 100 } as const;
        const before = files.filter(({ max, createdAt }) => offered.has(max) && createdAt <= target.at);
        const newest = before.reduce((most, { max }) => Math.max(most, Number(max)), 0);
        const line = pit.find(({ txid }) => txid === newest);
        if (line === undefined) await expectRefused(destination, target);
        else await expectRestored(destination, target, line);
      }
    });
  });
});

function byName(a: LtxInfo, b: LtxInfo): number {
  return a.level - b.level || Number(a.min - b.min) || Number(a.max - b.max);
}
