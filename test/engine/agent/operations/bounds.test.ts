// The log stays small however long it runs, and damage to it is told once.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OperationLog } from '../../../../main/engine/agent/operations/operation-log.ts';
import { ABSENT, LogRig, rows, SHOP } from './rig.ts';

const names = (log: OperationLog): string[] => {
  return log.page({ limit: 500 }).operations.map(({ facts }) => (facts.kind === 'mark' ? facts.name : facts.kind));
};
const mark = (log: OperationLog, name: string): void => {
  log.note({ kind: 'mark', name, txid: 1 }, SHOP);
};
const bytesIn = (dir: string): number => {
  return readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
};

test('the oldest operations go, the newest stay', () => {
  using rig = new LogRig();
  const limits = { operations: 20, segment: 1024 };
  const log = rig.open({ limits });
  for (let n = 1; n <= 500; n++) mark(log, `m${n}`);
  expect(names(log).slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => `m${500 - n}`));
  expect(names(log).length).toBeLessThan(25);
  expect(bytesIn(rig.dir)).toBeLessThan(10_000);
  const again = rig.open({ limits });
  expect(names(again).slice(0, 20)).toEqual(names(log).slice(0, 20));
  expect(again.problems).toEqual([]);
});

test('the journal stays under its bound in bytes', () => {
  using rig = new LogRig();
  const log = rig.open({ limits: { bytes: 20_000, segment: 4096 } });
  for (let n = 1; n <= 300; n++) mark(log, `m${n} ${'x'.repeat(200)}`);
  expect(bytesIn(rig.dir)).toBeLessThan(26_000);
  expect(names(log)[0]).toMatch(/^m300 /);
  expect(names(log).length).toBeGreaterThan(20);
});

test('what runs stays, however much comes after it', () => {
  using rig = new LogRig();
  const limits = { operations: 20, bytes: 8192, segment: 1024 };
  const log = rig.open({ limits });
  const running = log.begin({ kind: 'backup' }, SHOP);
  for (let n = 1; n <= 200; n++) mark(log, `m${n}`);
  expect(rig.openAfterCrash({ limits }).find(running.id)?.state.kind).toBe('interrupted');
  running.done();
  mark(log, 'last');
  expect(names(log).length).toBeLessThan(30);
  expect(log.find(running.id)).toBeUndefined();
});

test('a text that nobody reads to the end is cut', () => {
  using rig = new LogRig();
  rig.open().begin({ kind: 'backup' }, SHOP).failed({ ...ABSENT, message: 'x'.repeat(2 ** 21) });
  const state = rig.open().find('op-1')?.state;
  expect(state?.kind === 'failed' && state.reason.message.length).toBe(4000);
});

test('damage is trouble once, and all else is still there', () => {
  using rig = new LogRig();
  const log = rig.open({ limits: { segment: 256 } });
  for (let n = 1; n <= 9; n++) mark(log, `m${n}`);
  log.close();
  const name = readdirSync(rig.dir).sort()[1]!;
  writeFileSync(join(rig.dir, name), readFileSync(join(rig.dir, name)).fill(0, 20, 21));
  const again = rig.open();
  expect(rows(again)[0]).toBe('trouble failed');
  expect(again.find(again.page({ limit: 1 }).operations[0]!.id)).toMatchObject({
    state: { reason: { code: 'journal-damaged' } },
  });
  expect(names(again)).toEqual(['trouble', 'm9', 'm8', 'm7', 'm6', 'm5', 'm2', 'm1']);
  rig.clock.advance(24 * 3_600_000);
  expect(rows(rig.open()).filter((row) => row === 'trouble failed')).toHaveLength(1);
});

test('what a crash tore is no trouble', () => {
  using rig = new LogRig();
  const log = rig.open();
  mark(log, 'm1');
  log.close();
  const name = join(rig.dir, readdirSync(rig.dir)[0]!);
  writeFileSync(name, Buffer.concat([readFileSync(name), Buffer.from('torn')]));
  const again = rig.open();
  expect(names(again)).toEqual(['m1']);
  expect(again.problems).toMatchObject([{ kind: 'torn' }]);
});
