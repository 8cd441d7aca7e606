import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { planRestore } from '../../../main/engine/restore/plan.ts';
import type { LtxInfo } from '../../../main/engine/destination/destination.ts';
import type { Target } from '../../../main/engine/restore/point.ts';
import { file, names } from './plans.ts';

function refusal(files: readonly LtxInfo[], target: Target): TidemarkError {
  try {
    planRestore(files, target);
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('a plan was made');
}

const history = [
  file(9, 1, 4, 400),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => file(0, n, n, 50)),
  file(1, 5, 6, 80),
  file(1, 7, 9, 90),
];

describe('latest', () => {
  test('is the greatest transaction, by the fewest bytes', () => {
    const plan = planRestore(history, { kind: 'latest' });
    expect(plan.point).toEqual({ txid: 9n, createdAt: 9000 });
    expect(plan.fit).toBe('exact');
    expect(names(plan.files)).toEqual(['0/1-1', '0/2-2', '0/3-3', '0/4-4', '1/5-6', '1/7-9']);
    expect(plan.bytes).toBe(370);
  });

  test('is an error when the newest file cannot be reached, never older data', () => {
    const error = refusal([...history, file(0, 12, 12)], { kind: 'latest' });
    expect(error.code).toBe('restore-gap');
    expect(error.message).toContain('000000000000000a to 000000000000000b');
    expect(error.hint).toContain('before it: 0000000000000009');
  });

  test('names every hole', () => {
    const error = refusal([file(0, 3, 3), file(0, 5, 7), file(0, 9, 9)], { kind: 'latest' });
    expect(error.message).toMatch(/0001 to 0{15}2, 0{15}4, 0{15}8$/);
    expect(error.hint).toBe('No point can be reached.');
  });

  test('of nothing is no point', () => {
    expect(refusal([], { kind: 'latest' }).code).toBe('restore-no-point');
  });
});

describe('by transaction', () => {
  test('uses nothing past it', () => {
    const plan = planRestore(history, { kind: 'txid', txid: 5n });
    expect(plan.point).toEqual({ txid: 5n, createdAt: 5000 });
    expect(plan.files.at(-1)).toEqual(file(0, 5, 5, 50));
  });

  test('that was merged away names its neighbours', () => {
    const error = refusal([file(9, 1, 4), file(1, 5, 8)], { kind: 'txid', txid: 6n });
    expect(error.code).toBe('restore-no-point');
    expect(error.hint).toMatch(/before it: 0{15}4 \(1970.*\); after it: 0{15}8 /);
  });

  test.each([0n, 10n])('that never was (%i) is no point', (txid) => {
    expect(refusal(history, { kind: 'txid', txid }).code).toBe('restore-no-point');
  });

  test('whose file is lost is a gap', () => {
    const lost = history.filter(({ min, max }) => !(min <= 7n && 7n <= max));
    const error = refusal(lost, { kind: 'txid', txid: 7n });
    expect(error.code).toBe('restore-gap');
    expect(error.message).toContain('missing: 0000000000000007');
  });

  test('behind a gap is a gap', () => {
    const error = refusal([file(9, 1, 4), file(0, 6, 6), file(0, 7, 7)], { kind: 'txid', txid: 7n });
    expect(error.code).toBe('restore-gap');
    expect(error.message).toContain('missing at the destination: 0000000000000005');
  });
});

describe('by time', () => {
  test('between two points is the earlier one, and says so', () => {
    const plan = planRestore(history, { kind: 'time', at: 6999 });
    expect(plan).toMatchObject({ point: { txid: 6n, createdAt: 6000 }, fit: 'before' });
  });

  test('of a point is that point', () => {
    const plan = planRestore(history, { kind: 'time', at: 6000 });
    expect(plan).toMatchObject({ point: { txid: 6n }, fit: 'exact' });
  });

  test('past the newest is the newest, and says so', () => {
    const plan = planRestore(history, { kind: 'time', at: 9001 });
    expect(plan).toMatchObject({ point: { txid: 9n }, fit: 'newest' });
  });

  test('before the first is no point and tells the range', () => {
    const error = refusal(history, { kind: 'time', at: 999 });
    expect(error.code).toBe('restore-no-point');
    expect(error.hint).toContain('1970-01-01T00:00:01.000Z to 1970-01-01T00:00:09.000Z');
  });

  test('over a gap is an error, never older data', () => {
    const error = refusal([file(9, 1, 4), file(0, 6, 6)], { kind: 'time', at: 7000 });
    expect(error.code).toBe('restore-gap');
  });

  test('of a change that was left behind alone is the point before it', () => {
    const pruned = [file(9, 1, 4), file(1, 5, 9), ...[7, 8, 9, 10].map((n) => file(0, n, n))];
    const plan = planRestore(pruned, { kind: 'time', at: 8500 });
    expect(plan).toMatchObject({ point: { txid: 4n, createdAt: 4000 }, fit: 'before' });
    expect(planRestore(pruned, { kind: 'time', at: 9000 })).toMatchObject({ point: { txid: 9n }, fit: 'exact' });
    const error = refusal(pruned, { kind: 'txid', txid: 8n });
    expect(error.code).toBe('restore-no-point');
    expect(error.message).toMatch(/merged with it and with those after it: 0{15}5 to 0{15}6$/);
  });

  test('of a change before which one is lost is an error, also when a later snapshot holds it', () => {
    const torn = [file(9, 1, 4), file(0, 6, 6), file(0, 7, 7), file(9, 1, 8)];
    expect(refusal(torn, { kind: 'time', at: 7000 }).code).toBe('restore-gap');
    expect(refusal([...torn, file(1, 6, 9)], { kind: 'time', at: 7000 }).message).toMatch(/destination: 0{15}5$/);
  });

  test('of a merged or full copy made later is the time of the first file that ends there', () => {
    const plan = planRestore([file(0, 1, 1, 50), file(9, 1, 1, 40, 5000)], { kind: 'latest' });
    expect(plan.point.createdAt).toBe(1000);
    expect(names(plan.files)).toEqual(['9/1-1']);
  });
});

test('a hundred thousand files are planned', () => {
  const files: LtxInfo[] = [];
  for (let n = 1; n <= 80_000; n++) files.push(file(0, n, n, 200));
  for (let n = 1; n <= 80_000; n += 5) files.push(file(1, n, n + 4, 300));
  for (let n = 1; n <= 80_000; n += 20) files.push(file(2, n, n + 19, 4000 + (n % 7)));
  const plan = planRestore(files, { kind: 'latest' });
  expect(plan.point.txid).toBe(80_000n);
  expect(plan.bytes).toBeLessThanOrEqual(16_000 * 300);
});
