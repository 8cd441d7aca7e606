// Which files become the next of a level, and when.
import { describe, expect, test } from 'vitest';
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { type LevelPlan, planLevel } from '../../../../main/engine/replica/levels/plan.ts';
import { Lcg } from '../../ltx/bytes.ts';

/** Captured `at`, in seconds. */
function file(min: number, max: number, at: number): LtxInfo {
  return { level: 0, min: BigInt(min), max: BigInt(max), size: 1, createdAt: at * 1000 };
}

function plan(below: readonly LtxInfo[], now: number, after = 0, waited = 0): LevelPlan {
  return planLevel({ below, after: BigInt(after), length: 30_000, now: now * 1000, waited: waited * 1000 });
}

function ends(made: LevelPlan): readonly number[] | string {
  return made.kind === 'now' ? made.files.map(({ max }) => Number(max)) : made.kind;
}

const singles = (...times: number[]): LtxInfo[] => times.map((at, i) => file(i + 1, i + 1, at));

describe('a stretch of time', () => {
  test('is merged when it is over, and not before', () => {
    const below = singles(1, 20, 29, 31);
    expect(plan(below, 29.999)).toEqual({ kind: 'later', at: 30_000 });
    expect(ends(plan(below, 30))).toEqual([1, 2, 3]);
    expect(plan(below, 45, 3)).toEqual({ kind: 'later', at: 60_000 });
    expect(ends(plan(below, 60, 3))).toEqual([4]);
    expect(plan(below, 60, 4)).toEqual({ kind: 'none' });
  });

  test('is merged by itself, however many are over', () => {
    const below = singles(1, 29, 30, 100, 101, 200);
    expect(ends(plan(below, 250))).toEqual([1, 2]);
    expect(ends(plan(below, 250, 2))).toEqual([3]);
    expect(ends(plan(below, 250, 3))).toEqual([4, 5]);
    expect(ends(plan(below, 250, 5))).toEqual([6]);
  });

  test('begins with the transactions, whatever their times', () => {
    const below = singles(40, 10, 41, 42);
    expect(ends(plan(below, 70))).toEqual([1]);
    expect(ends(plan(below, 70, 1))).toEqual([2]);
    expect(ends(plan(below, 70, 2))).toEqual([3, 4]);
  });

  test('of the future lasts until the next boundary after it was first seen', () => {
    const below = singles(9000, 9001, 20_000);
    expect(ends(plan(below, 40, 0, 0))).toBe('later');
    expect(ends(plan(below, 59, 0, 19))).toBe('later');
    expect(ends(plan(below, 60, 0, 20))).toEqual([1, 2, 3]);
  });
});

describe('the chain', () => {
  test('ends at a gap, and begins again behind it', () => {
    const below = [file(1, 1, 1), file(2, 2, 2), file(5, 5, 3), file(6, 6, 4)];
    expect(ends(plan(below, 30))).toEqual([1, 2]);
    expect(ends(plan(below, 30, 2))).toEqual([5, 6]);
  });

  test('leaves out what others hold', () => {
    const below = [file(1, 1, 1), file(2, 2, 2), file(2, 4, 4), file(3, 3, 3), file(4, 4, 4), file(5, 5, 5)];
    expect(ends(plan(below, 30))).toEqual([1, 4, 5]);
    expect(ends(plan(below, 30, 3))).toEqual([4, 5]);
  });
});

test('whatever the times, everything is merged once, in order, by somebody who looks often enough', () => {
  const random = new Lcg(7);
  for (let round = 0; round < 300; round++) {
    const below: LtxInfo[] = [];
    for (let txid = 1; txid <= 30; ) {
      const max = txid + (random.below(4) === 0 ? random.below(5) : 0);
      below.push(file(txid, max, random.below(5) === 0 ? random.below(10_000) : 100 + txid));
      txid = max + 1 + (random.below(20) === 0 ? 2 : 0);
    }
    let after = 0;
    const merged: LtxInfo[] = [];
    for (let now = 0; now < 20_000; now += 10) {
      const made = plan(below, now, after, now);
      if (made.kind !== 'now') continue;
      merged.push(...made.files);
      after = Number(made.files.at(-1)!.max);
    }
    expect(merged).toEqual(below);
  }
});
