import { expect, test } from 'vitest';
import type { ListOptions } from '../../../main/engine/destination/destination.ts';
import { describePlan, planOf } from '../../../main/engine/restore/source.ts';
import { makeHistory, EPOCH } from './history.ts';
import { layered } from './layered.ts';
import { MemoryDestination } from './memory.ts';

const history = makeHistory({ transactions: 6 });

class Watched extends MemoryDestination {
  readonly asked: (ListOptions['times'] | 'none')[] = [];

  override list(level: number, options: ListOptions = {}): ReturnType<MemoryDestination['list']> {
    this.asked.push(options.times ?? 'none');
    return super.list(level, options);
  }
}

test('all levels are listed, with exact times only where time matters', async () => {
  const destination = new Watched();
  destination.put(0, history.file(1, 1));
  await planOf(destination, { kind: 'latest' });
  expect(destination.asked).toEqual(Array.from({ length: 10 }, () => 'listed'));
  destination.asked.length = 0;
  await planOf(destination, { kind: 'time', at: EPOCH + 5000 });
  expect(destination.asked).toEqual(Array.from({ length: 10 }, () => 'exact'));
});

test('a plan is described as Litestream describes one', async () => {
  const plan = await planOf(layered(history), { kind: 'txid', txid: 3n });
  expect(describePlan(plan, 'memory:', '/tmp/out.db')).toEqual({
    source: 'memory:',
    target_path: '/tmp/out.db',
    min_txid: '0000000000000001',
    max_txid: '0000000000000003',
    files: [
      {
        level: 1,
        name: '0000000000000001-0000000000000003.ltx',
        min_txid: '0000000000000001',
        max_txid: '0000000000000003',
        size: history.file(1, 3).length,
        timestamp: '2026-01-01T00:00:03.000Z',
      },
    ],
  });
});
