// Going back: which points there are, a copy of one, the past in place, and undoing that.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RestoredCopy } from '../../../../main/engine/agent/engine.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import type { Target } from '../../../../main/engine/restore/point.ts';
import type { AppProcess } from '../../../tools/app-process.ts';
import { imageOf, sha256 } from '../../rig.ts';
import { folder, EngineRig, quietWork } from './rig.ts';

const DAY = 24 * 3_600_000;

interface Scene {
  readonly app: AppProcess;
  readonly id: string;
  /** TXIDs after 1, 2 and 3 rows. */
  readonly txids: readonly number[];
}

/** A database with three points: one row, two rows, three rows. */
async function threePoints(rig: EngineRig, mode: 'wal' | 'delete' = 'wal'): Promise<Scene> {
  const app = await rig.app('shop.db', mode);
  await rig.open();
  const id = await rig.protect('shop.db');
  const txids: number[] = [];
  for (const row of [1, 2, 3]) {
    if (row > 1) await app.exec(`INSERT INTO t (a) VALUES (${row})`);
    await rig.engine.backUp([id], quietWork());
    txids.push(rig.view(id).txid);
  }
  return { app, id, txids };
}

async function rowsOf(app: AppProcess): Promise<number> {
  const [row] = await app.all<{ n: number }>('SELECT count(*) AS n FROM t');
  return row?.n ?? -1;
}

const txid = (number = 0): Target => ({ kind: 'txid', txid: BigInt(number) });

describe('points', () => {
  it('are listed in columns, all of them or those after one', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    const all = await rig.engine.points(id, undefined);
    expect(all.txids).toEqual(txids);
    expect(all.kinds).toBe('scc');
    expect(all.times).toHaveLength(3);
    expect(all.bytes.every((bytes) => bytes > 0)).toBe(true);
    expect((await rig.engine.points(id, txids[1])).txids).toEqual([txids[2]]);
    await rig.engine.pause([id], undefined);
    expect((await rig.engine.points(id, undefined)).txids).toEqual(txids);
  });

  it('can be looked at before anything is done', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    const preview = await rig.engine.previewRestore(id, txid(txids[1]));
    expect(preview).toMatchObject({ txid: txids[1], fit: 'exact', changesSince: 1, inPlace: 'transaction' });
    expect(preview.bytes).toBeGreaterThan(0);
    const { times } = await rig.engine.points(id, undefined);
    const between = { kind: 'time', at: times[0] ?? 0 } as const;
    expect(await rig.engine.previewRestore(id, between)).toMatchObject({ txid: txids[0] });
    await expect(rig.engine.previewRestore(id, { kind: 'time', at: 1 })).rejects.toMatchObject({
      code: 'restore-no-point',
    });
    await expect(rig.engine.previewRestore(id, txid(999))).rejects.toMatchObject({ code: 'restore-no-point' });
  });

  it('can be given names, which stay', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    await rig.engine.addMark(id, ' before migration ');
    expect(rig.view(id).marks).toMatchObject([{ name: 'before migration', txid: txids[2] }]);
    await expect(rig.engine.addMark(id, 'before migration')).rejects.toMatchObject({ code: 'refused' });
    await expect(rig.engine.addMark(id, '  ')).rejects.toMatchObject({ code: 'usage' });
    await rig.stop();
    await rig.open();
    expect(rig.view(id).marks).toHaveLength(1);
    await rig.engine.removeMark(id, 'before migration');
    expect(rig.view(id).marks).toEqual([]);
    await expect(rig.engine.removeMark(id, 'before migration')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a copy', () => {
  it('is the past, proved, and is written down', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    const output = rig.path('copy.db');
    const restored = await rig.engine.restoreCopy({ database: id, target: txid(txids[0]), output }, quietWork());
    expect(restored).toMatchObject({ path: output, txid: txids[0], proved: 'recorded' });
    const { operations } = await rig.engine.activity({ limit: 10, only: 'restores' });
    expect(operations[0]).toMatchObject({
      id: restored.operation,
      database: id,
      facts: { kind: 'restore-copy', txid: txids[0], output },
      state: { kind: 'done' },
    });
  });

  it('never goes over anything, nor where it would be in the way', async () => {
    await using rig = new EngineRig();
    const { id } = await threePoints(rig);
    const ask = (output: string): Promise<RestoredCopy> =>
      rig.engine.restoreCopy({ database: id, target: { kind: 'latest' }, output }, quietWork());
    await rig.app('other.db');
    const before = readFileSync(rig.path('other.db'));
    await expect(ask(rig.path('other.db'))).rejects.toMatchObject({ code: 'restore-output-exists' });
    expect(readFileSync(rig.path('other.db')).equals(before)).toBe(true);
    await expect(ask(rig.path('shop.db'))).rejects.toMatchObject({ code: 'refused' });
    await expect(ask(join(rig.home, 'copy.db'))).rejects.toMatchObject({ code: 'refused' });
    await expect(ask(join(rig.view(id).copies[0]?.url ?? '', 'copy.db'))).rejects.toMatchObject({ code: 'refused' });
    await expect(ask('copy.db')).rejects.toMatchObject({ code: 'usage' });
    await expect(ask(rig.path('no/folder/copy.db'))).rejects.toMatchObject({ code: 'restore-output-failed' });
  });

  it('comes from another destination when the first is not there', async () => {
    await using rig = new EngineRig();
    const { id } = await threePoints(rig);
    const disk = join(rig.dir, 'disk');
    mkdirSync(disk);
    const [first = ''] = Object.keys(rig.engine.view().destinations);
    const second = await rig.engine.addDestination(folder(disk), undefined, {});
    await rig.engine.setDestinations(id, [first, second]);
    await rig.engine.backUp([id], quietWork());
    await rig.engine.pause([id], undefined);
    renameSync(rig.defaultFolder, `${rig.defaultFolder}-unplugged`);
    const output = rig.path('copy.db');
    await rig.engine.restoreCopy({ database: id, target: { kind: 'latest' }, output }, quietWork());
    expect(sha256(readFileSync(output))).toBe(sha256(imageOf(rig.path('shop.db'))));
    renameSync(disk, `${disk}-unplugged`);
    const again = { database: id, target: { kind: 'latest' }, output: rig.path('copy-2.db') } as const;
    await expect(rig.engine.restoreCopy(again, quietWork())).rejects.toMatchObject({ code: 'destination-absent' });
    expect(existsSync(again.output)).toBe(false);
  });
});

describe('in place', () => {
  it.each(['wal', 'delete'] as const)('puts the past back under a %s app that stays open, and undoes it', async (mode) => {
    await using rig = new EngineRig();
    const { app, id, txids } = await threePoints(rig, mode);
    const restored = await rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    expect(restored).toMatchObject({ txid: txids[0], before: txids[2], how: 'transaction' });
    expect(await rowsOf(app)).toBe(1);
    expect(await app.all('PRAGMA journal_mode')).toEqual([{ journal_mode: mode }]);
    expect(rig.view(id).undo).toMatchObject({ operation: restored.operation });
    await app.exec('INSERT INTO t (a) VALUES (7)');
    await rig.expectSame(id);

    const undone = await rig.engine.undo(restored.operation, quietWork());
    expect(await rowsOf(app)).toBe(3);
    expect(rig.view(id).undo).toMatchObject({ operation: undone.operation });
    await rig.engine.undo(undone.operation, quietWork());
    expect(await rowsOf(app)).toBe(2);
    expect(await app.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await rig.expectSame(id);
    const { operations } = await rig.engine.activity({ limit: 10, only: 'restores' });
    const facts = operations.map((operation) => operation.facts.kind);
    expect(facts.filter((kind) => kind !== 'restore-copy')).toEqual(['undo', 'undo', 'restore-in-place']);
  });

  it('offers the undo after a restart as well', async () => {
    await using rig = new EngineRig();
    const { app, id, txids } = await threePoints(rig);
    const { operation } = await rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    await rig.stop();
    await rig.open();
    expect(rig.view(id).undo).toMatchObject({ operation });
    await rig.engine.undo(operation, quietWork());
    expect(await rowsOf(app)).toBe(3);
  });

  it('keeps the safety copy for a month, and not longer', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    const late = { ahead: 0 };
    const clock = { ...systemClock, now: () => Date.now() + late.ahead };
    const { operation, safety } = await rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    await rig.stop();
    late.ahead = 29 * DAY;
    await rig.open(clock);
    expect(existsSync(safety)).toBe(true);
    expect(rig.view(id).undo).toMatchObject({ operation });
    await rig.stop();
    late.ahead = 31 * DAY;
    await rig.open(clock);
    expect(rig.view(id).undo).toBeUndefined();
    expect(existsSync(safety)).toBe(false);
    expect(rig.view(id).undo).toBeUndefined();
    await expect(rig.engine.undo(operation, quietWork())).rejects.toMatchObject({ code: 'undo-not-possible' });
  });

  it('costs no safety copy when the clock is years ahead for a while, and undoes it even then', async () => {
    await using rig = new EngineRig();
    const { app, id, txids } = await threePoints(rig);
    const { operation, safety } = await rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    for (const years of [5, 0, 5]) {
      await rig.stop();
      await rig.open({ ...systemClock, now: () => Date.now() + years * 365 * DAY });
      expect(existsSync(safety)).toBe(true);
    }
    await rig.engine.undo(operation, quietWork());
    expect(await rowsOf(app)).toBe(3);
  });

  it('leaves nothing unfinished behind when the engine was killed, and all that was finished', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    const { safety } = await rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    await rig.stop();
    const folder = dirname(safety);
    const unfinished = `${basename(safety)}.0123456789abcdef.tidemark-tmp`;
    const before = readdirSync(folder);
    for (const name of [unfinished, `${unfinished}-journal`, 'notes.tidemark-tmp']) writeFileSync(join(folder, name), 'x');
    mkdirSync(join(rig.home, 'scratch'), { recursive: true });
    writeFileSync(join(rig.home, 'scratch', 'past-0123456789abcdef.tidemark-tmp'), 'x');
    await rig.open();
    expect(readdirSync(folder).sort()).toEqual([...before, 'notes.tidemark-tmp'].sort());
    expect(existsSync(join(rig.home, 'scratch'))).toBe(false);
  });

  it('brings a database back that is gone, and follows it again', async () => {
    await using rig = new EngineRig();
    const { app, id } = await threePoints(rig);
    const before = sha256(imageOf(rig.path('shop.db')));
    await app.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(rig.path(`shop.db${suffix}`), { force: true });
    const restored = await rig.engine.restoreInPlace(id, { kind: 'latest' }, quietWork());
    expect(restored).toMatchObject({ how: 'replace', safety: '' });
    expect(sha256(imageOf(rig.path('shop.db')))).toBe(before);
    expect(rig.view(id).undo).toBeUndefined();
    await rig.untilState(id, 'safe');
    await rig.expectSame(id);
  });

  it('works on a paused database, which stays paused', async () => {
    await using rig = new EngineRig();
    const { app, id, txids } = await threePoints(rig);
    await rig.engine.pause([id], undefined);
    await rig.engine.restoreInPlace(id, txid(txids[1]), quietWork());
    expect(await rowsOf(app)).toBe(2);
    expect(rig.view(id).state.kind).toBe('paused');
    await rig.engine.resume([id]);
    await rig.expectSame(id);
  });

  it('is one at a time, can be cancelled, and leaves nothing then', async () => {
    await using rig = new EngineRig();
    const { app, id, txids } = await threePoints(rig);
    await app.exec('BEGIN IMMEDIATE; INSERT INTO t (a) VALUES (4)');
    const first = rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    const ended = first.catch((error: unknown) => error);
    await rig.until(({ operations }) => Object.values(operations).some(isWaitingRestore));
    await expect(rig.engine.restoreInPlace(id, txid(txids[1]), quietWork())).rejects.toMatchObject({ code: 'busy' });
    await expect(rig.engine.unregister(id)).rejects.toMatchObject({ code: 'busy' });
    const running = Object.values(rig.engine.view().operations).find(isWaitingRestore);
    await rig.engine.cancel(running?.id ?? '');
    expect(await ended).toMatchObject({ code: 'aborted' });
    await app.exec('COMMIT');
    expect(await rowsOf(app)).toBe(4);
    expect(rig.view(id).undo).toBeUndefined();
    expect(existsSync(join(rig.home, 'scratch')) ? readdirSync(join(rig.home, 'scratch')) : []).toEqual([]);
    await rig.expectSame(id);
  });

  it('does not undo what it does not know', async () => {
    await using rig = new EngineRig();
    const { id, txids } = await threePoints(rig);
    await expect(rig.engine.undo('op-9999', quietWork())).rejects.toMatchObject({ code: 'undo-not-possible' });
    const { operation, safety } = await rig.engine.restoreInPlace(id, txid(txids[0]), quietWork());
    rmSync(safety);
    await expect(rig.engine.undo(operation, quietWork())).rejects.toMatchObject({ code: 'undo-not-possible' });
  });
});

function isWaitingRestore({ facts, state }: { facts: { kind: string }; state: { kind: string } }): boolean {
  return facts.kind === 'restore-in-place' && state.kind === 'running';
}
