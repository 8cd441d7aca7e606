import { expect, test } from 'vitest';
import { CopiedSummary } from '../../../../main/engine/agent/operations/copied-summary.ts';
import type { OperationLog } from '../../../../main/engine/agent/operations/operation-log.ts';
import { LogRig, NOTES, SHOP } from './rig.ts';

const SECOND = 1000;

/** `shop.db 2 changes 30 bytes to 7`, newest first. */
function told(log: OperationLog): string[] {
  return log.page({ limit: 500 }).operations.map(({ databaseName = '', facts }) => {
    return facts.kind === 'copied'
      ? `${databaseName} ${facts.changes} changes ${facts.bytes} bytes to ${facts.txid}`
      : facts.kind;
  });
}

const settled = async (log: OperationLog): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
  await log.settled();
};

test('five minutes of changes are one entry per database', async () => {
  await using rig = new LogRig();
  const log = await rig.open();
  const summary = new CopiedSummary(log, rig.clock);
  for (let second = 0; second < 299; second++) {
    summary.add(SHOP, { changes: 2, bytes: 10, txid: 2 * second + 2 });
    if (second === 100) summary.add(NOTES, { changes: 1, bytes: 5, txid: 1 });
    rig.clock.advance(SECOND);
    await settled(log);
  }
  expect(told(log)).toEqual([]);
  rig.clock.advance(SECOND);
  await settled(log);
  expect(told(log)).toEqual(['shop.db 598 changes 2990 bytes to 598']);
  rig.clock.advance(100 * SECOND);
  await settled(log);
  expect(told(log)).toEqual(['notes.db 1 changes 5 bytes to 1', 'shop.db 598 changes 2990 bytes to 598']);
  rig.clock.advance(3600 * SECOND);
  await settled(log);
  expect(told(log)).toHaveLength(2);
  await summary.close();
  expect(told(log)).toHaveLength(2);
});

test('each destination is summed up on its own', async () => {
  await using rig = new LogRig();
  const log = await rig.open();
  const summary = new CopiedSummary(log, rig.clock);
  summary.add({ ...SHOP, destination: 'near' }, { changes: 3, bytes: 30, txid: 3 });
  summary.add({ ...SHOP, destination: 'far' }, { changes: 1, bytes: 10, txid: 1 });
  await summary.close();
  const operations = log.page({ limit: 9 }).operations;
  expect(operations.map(({ destination }) => destination)).toEqual(['far', 'near']);
});

test('what was written when asked is not written again, and the next five minutes begin with the next change', async () => {
  await using rig = new LogRig();
  const log = await rig.open();
  const summary = new CopiedSummary(log, rig.clock);
  summary.add(SHOP, { changes: 1, bytes: 10, txid: 1 });
  summary.add(NOTES, { changes: 1, bytes: 5, txid: 9 });
  rig.clock.advance(200 * SECOND);
  await summary.flush(SHOP.database);
  expect(told(log)).toEqual(['shop.db 1 changes 10 bytes to 1']);
  summary.add(SHOP, { changes: 1, bytes: 10, txid: 2 });
  rig.clock.advance(200 * SECOND);
  await settled(log);
  expect(told(log)).toEqual(['notes.db 1 changes 5 bytes to 9', 'shop.db 1 changes 10 bytes to 1']);
  rig.clock.advance(100 * SECOND);
  await settled(log);
  expect(told(log)[0]).toBe('shop.db 1 changes 10 bytes to 2');
  await summary.close();
});

test('the end writes what was counted', async () => {
  await using rig = new LogRig();
  const log = await rig.open();
  const summary = new CopiedSummary(log, rig.clock);
  summary.add(SHOP, { changes: 4, bytes: 10, txid: 4 });
  await summary.close();
  expect(told(await rig.open())).toEqual(['shop.db 4 changes 10 bytes to 4']);
});
