// The log stays small however long it runs, and damage to it is told once.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { MarkView } from '../../../../main/engine/agent/views.ts';
import { OperationLog, type OperationLogOptions } from '../../../../main/engine/agent/operations/operation-log.ts';
import { MemoryDisk, type Step } from '../../journal/memory-disk.ts';
import { ABSENT, LogRig, rows, SHOP } from './rig.ts';

const names = (log: OperationLog): string[] => {
  return log.page({ limit: 500 }).operations.map(({ facts }) => (facts.kind === 'mark' ? facts.name : facts.kind));
};
const mark = async (log: OperationLog, name: string): Promise<void> => {
  await log.note({ kind: 'mark', name, txid: 1 }, SHOP);
};
const bytesIn = (disk: MemoryDisk): number => disk.names().reduce((sum, name) => sum + disk.get(name).length, 0);
const inMemory = (disk: MemoryDisk): Pick<OperationLogOptions, 'dir' | 'disk'> => ({ dir: disk.dir, disk });

test('the oldest operations go, the newest stay', async () => {
  await using rig = new LogRig();
  const disk = new MemoryDisk();
  const limits = { operations: 20, segment: 1024 };
  const log = await rig.open({ ...inMemory(disk), limits });
  for (let n = 1; n <= 500; n++) await mark(log, `m${n}`);
  expect(names(log).slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => `m${500 - n}`));
  expect(names(log).length).toBeLessThan(25);
  expect(bytesIn(disk)).toBeLessThan(10_000);
  const again = await rig.open({ ...inMemory(disk), limits });
  expect(names(again).slice(0, 20)).toEqual(names(log).slice(0, 20));
  expect(again.problems).toEqual([]);
});

test('the journal stays under its bound in bytes', async () => {
  await using rig = new LogRig();
  const disk = new MemoryDisk();
  const log = await rig.open({ ...inMemory(disk), limits: { bytes: 20_000, segment: 4096 } });
  for (let n = 1; n <= 300; n++) await mark(log, `m${n} ${'x'.repeat(200)}`);
  expect(bytesIn(disk)).toBeLessThan(26_000);
  expect(names(log)[0]).toMatch(/^m300 /);
  expect(names(log).length).toBeGreaterThan(20);
});

test('what runs stays, however much comes after it', async () => {
  await using rig = new LogRig();
  const disk = new MemoryDisk();
  const limits = { operations: 20, bytes: 8192, segment: 1024 };
  const log = await rig.open({ ...inMemory(disk), limits });
  const running = await log.begin({ kind: 'backup' }, SHOP);
  for (let n = 1; n <= 200; n++) await mark(log, `m${n}`);
  expect((await rig.openAfterCrash({ ...inMemory(disk), limits })).find(running.id)?.state.kind).toBe('interrupted');
  await running.done();
  await mark(log, 'last');
  expect(names(log).length).toBeLessThan(30);
  expect(log.find(running.id)).toBeUndefined();
});

test('a text that nobody reads to the end is cut', async () => {
  await using rig = new LogRig();
  await (await (await rig.open()).begin({ kind: 'backup' }, SHOP)).failed({ ...ABSENT, message: 'x'.repeat(2 ** 21) });
  const state = (await rig.open()).find('op-1')?.state;
  expect(state?.kind === 'failed' && state.reason.message.length).toBe(4000);
});

test('damage is trouble once, and all else is still there', async () => {
  await using rig = new LogRig();
  const log = await rig.open({ limits: { segment: 256 } });
  for (let n = 1; n <= 9; n++) await mark(log, `m${n}`);
  await log.close();
  const name = readdirSync(rig.dir).sort()[1]!;
  writeFileSync(join(rig.dir, name), readFileSync(join(rig.dir, name)).fill(0, 20, 21));
  const again = await rig.open();
  expect(rows(again)[0]).toBe('trouble failed');
  expect(again.find(again.page({ limit: 1 }).operations[0]!.id)).toMatchObject({
    state: { reason: { code: 'journal-damaged' } },
  });
  expect(names(again)).toEqual(['trouble', 'm9', 'm8', 'm7', 'm6', 'm5', 'm2', 'm1']);
  rig.clock.advance(24 * 3_600_000);
  expect(rows(await rig.open()).filter((row) => row === 'trouble failed')).toHaveLength(1);
});

test('what a crash tore is no trouble', async () => {
  await using rig = new LogRig();
  const log = await rig.open();
  await mark(log, 'm1');
  await log.close();
  const name = join(rig.dir, readdirSync(rig.dir)[0]!);
  writeFileSync(name, Buffer.concat([readFileSync(name), Buffer.from('torn')]));
  const again = await rig.open();
  expect(names(again)).toEqual(['m1']);
  expect(again.problems).toMatchObject([{ kind: 'torn' }]);
});

test('names of moments outlive the entries that gave them, as long as they are in use', async () => {
  await using rig = new LogRig();
  const disk = new MemoryDisk();
  const limits = { operations: 10, bytes: 4096, segment: 512 };
  const log = await rig.open({ ...inMemory(disk), limits });
  const given = (name: string, txid: number): MarkView => ({ name, txid, at: 7 });
  const give = (database: string, mark: MarkView): Promise<void> => log.mark({ kind: 'mark', database, mark });
  await give('db1', given('before the move', 3));
  await give('db1', given('a mistake', 4));
  await give('db2', given('of another', 9));
  await log.mark({ kind: 'unmark', database: 'db1', name: 'a mistake' });
  for (let n = 1; n <= 300; n++) {
    await mark(log, `m${n}`);
    if (n === 100) await log.mark({ kind: 'forget-marks', database: 'db2' });
    if (n === 150) await give('db1', given('a mistake', 2));
    if (n === 200) await give('db1', given('late', 3));
  }
  const expected = [given('a mistake', 2), given('before the move', 3), given('late', 3)];
  expect(log.marks('db1')).toEqual(expected);
  expect(log.marks('db2')).toEqual([]);
  expect(bytesIn(disk)).toBeLessThan(12_000);
  expect(Math.min(...names(log).map((name) => Number(name.slice(1))))).toBeGreaterThan(250);
  const again = await rig.open({ ...inMemory(disk), limits });
  expect(again.marks('db1')).toEqual(expected);
  expect(again.marks('db2')).toEqual([]);
});

test('names of moments survive a kill and a power cut after every byte', async () => {
  await using rig = new LogRig();
  const record: { step: Step; sure: string; asked: string }[] = [];
  let [sure, asked] = ['', ''];
  const disk = new MemoryDisk((step) => record.push({ step, sure, asked }));
  const limits = { operations: 4, bytes: 2048, segment: 256 };
  const log = await rig.open({ ...inMemory(disk), limits });
  const living = new Set<string>();
  const told = (): string => [...living].sort().join(' ');
  for (let n = 1; n <= 12; n++) {
    const name = `m${n % 5}`;
    const isGiven = !living.delete(name);
    if (isGiven) living.add(name);
    asked = told();
    await log.mark(isGiven ? { kind: 'mark', database: 'd', mark: { name, txid: 1, at: 1 } } : { kind: 'unmark', database: 'd', name });
    sure = asked;
    await mark(log, `note ${n}`);
  }
  const past = new MemoryDisk();
  let points = 0;
  for (const { step, ...promised } of record) {
    for (let bytes = 0; bytes < (step.kind === 'write' ? step.bytes.length : 1); bytes++) {
      const half = past.after(points++ % 2 === 0 ? 'kill' : 'power cut', { step, bytes });
      const found = await OperationLog.open({ ...inMemory(half), limits, random: systemRandom, clock: rig.clock });
      const names = found.marks('d').map(({ name }) => name).join(' ');
      if (names !== promised.sure && names !== promised.asked) expect.fail(`${names} instead of ${promised.sure} (${step.kind})`);
    }
    past.apply(step);
  }
  expect(points).toBeGreaterThan(1000);
});
