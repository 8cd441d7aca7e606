// Thousands of runs of retention in lives that go on: what the policy promised all along is there, wherever they died.
import { expect, test } from 'vitest';

import { dice } from '../../restore/plans.ts';
import { Life } from './life.ts';
import { randomWindows } from './promises.ts';

/** `TIDEMARK_LONG=1`: ten times as many. */
const LIVES = process.env['TIDEMARK_LONG'] === '1' ? 1000 : 100;
const LONGEST_MS = 600_000;

test('what is promised is there, after any number of runs cut short anywhere', () => {
  const roll = dice(20261121);
  let removed = 0;
  for (let life = 0; life < LIVES; life++) {
    const windows = randomWindows(roll);
    const one = new Life(roll, windows);
    for (let step = 0; step < 250; step++) {
      one.step();
      if (roll(8) !== 0) continue;
      one.retain();
      const missing = one.missing().map(({ txid, createdAt }) => `${txid} of ${new Date(createdAt).toISOString()}`);
      expect(missing, `life ${life}, step ${step}, ${JSON.stringify(windows)}`).toEqual([]);
    }
    removed += one.removed;
  }
  expect(removed).toBeGreaterThan(LIVES * 100);
}, LONGEST_MS);
