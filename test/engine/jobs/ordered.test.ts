import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapOrdered } from '../../../main/engine/jobs/ordered.ts';

describe('mapOrdered', () => {
  it('gives results in the order of the items, with so many under way at most', async () => {
    let underWay = 0;
    let most = 0;
    const results = [];
    for await (const result of mapOrdered([5, 1, 4, 2, 3], 3, async (n) => {
      most = Math.max(most, ++underWay);
      await sleep(n);
      underWay--;
      return n * 10;
    })) {
      results.push(result);
    }
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(3);
  });

  it('throws a failure in its turn, even if it came while the next item was waited for', async () => {
    async function* items(): AsyncGenerator<number> {
      yield 1;
      await sleep(20);
      yield 2;
    }
    const mapped = mapOrdered(items(), 4, (n) => (n === 1 ? Promise.reject(new Error('one')) : Promise.resolve(n)));
    await expect(mapped.next()).rejects.toThrow('one');
  });

  it('waits for what is under way when the receiver stops early', async () => {
    let finished = 0;
    const mapped = mapOrdered([1, 2, 3, 4], 2, async (n) => {
      await sleep(5 * n);
      finished++;
    });
    await mapped.next();
    await mapped.return(undefined);
    expect(finished).toBe(2);
  });
});
