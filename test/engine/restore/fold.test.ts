import { expect, test } from 'vitest';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { pageChecksum } from '../../../main/engine/ltx/checksum.ts';
import { foldSums } from '../../../main/engine/restore/fold.ts';
import type { Target } from '../../../main/engine/restore/point.ts';
import { makeHistory } from './history.ts';
import { flip, layered } from './layered.ts';

const history = makeHistory({ transactions: 18 });
const jobs = new InlineRunner();

test.each<Target>([{ kind: 'latest' }, { kind: 'txid', txid: 9n }])(
  'the sums are those of the pages (%o)',
  async (target) => {
    const { value, damaged } = await foldSums({ destination: layered(history), target, jobs });
    const at = Number(value.txid);
    expect(value).toMatchObject({ commit: history.commit(at), pageSize: 512, proved: 'recorded' });
    expect(value.checksum).toBe(history.checksum(at));
    expect(value.sums.commit).toBe(value.commit);
    for (let pgno = 1; pgno <= value.commit; pgno++) {
      expect(value.sums.get(pgno)).toBe(pageChecksum(pgno, history.page(at, pgno)));
    }
    expect(damaged).toEqual([]);
  },
);

test('damage is gone round and told', async () => {
  const destination = layered(history);
  destination.damage({ level: 2, min: 13n, max: 18n }, flip(-9));
  const { value, damaged } = await foldSums({ destination, target: { kind: 'latest' }, jobs });
  expect(value.checksum).toBe(history.checksum(18));
  expect(damaged.map(({ code }) => code)).toEqual(['ltx-trailer']);
});
