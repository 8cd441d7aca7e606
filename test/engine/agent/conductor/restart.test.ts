// The engine is ended in every way there is, and goes on as if nothing had been.
import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineRig, quietWork } from './rig.ts';

const program = join(import.meta.dirname, 'engine-process.ts');

function start(rig: EngineRig, ...paths: readonly string[]): ChildProcess {
  return fork(program, [rig.home, rig.userHome, ...paths], { execArgv: [] });
}

function nextSafe(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`the engine ended: ${String(code)}`));
    });
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

describe('an engine that was killed', () => {
  it('knows its databases again, and goes on where it was', async () => {
    await using rig = new EngineRig();
    const apps = [await rig.app('a.db'), await rig.app('b.db', 'delete')];
    const child = start(rig, rig.path('a.db'), rig.path('b.db'));
    await nextSafe(child);
    for (const app of apps) await app.exec('INSERT INTO t (a) VALUES (2)');
    await kill(child);
    for (const app of apps) await app.exec('INSERT INTO t (a) VALUES (3)');
    const engine = await rig.open();
    const ids = Object.keys(engine.view().databases);
    expect(ids).toHaveLength(2);
    for (const id of ids) await rig.expectSame(id);
  });

  it('survives being killed again and again while it is written', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('a.db');
    await kill(await startAndWait(rig, rig.path('a.db')));
    for (let round = 0; round < 5; round++) {
      const child = start(rig);
      for (let i = 0; i < 20; i++) await app.exec(`INSERT INTO t (a) VALUES (zeroblob(${1000 * (i + round)}))`);
      await kill(child);
    }
    const engine = await rig.open();
    const [id = ''] = Object.keys(engine.view().databases);
    await rig.expectSame(id);
  });
});

async function startAndWait(rig: EngineRig, ...paths: readonly string[]): Promise<ChildProcess> {
  const child = start(rig, ...paths);
  await nextSafe(child);
  return child;
}

describe('an engine that was stopped', () => {
  it('has brought everything away, does nothing any more, and shows how it was', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('a.db');
    const engine = await rig.open();
    const id = await rig.protect('a.db');
    await rig.untilState(id, 'safe');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.stop();
    const view = engine.view().databases[id];
    expect(view?.state).toEqual({ kind: 'off' });
    expect(view?.copies[0]?.txid).toBe(view?.txid);
    await expect(engine.backUp(undefined, quietWork())).rejects.toMatchObject({ code: 'aborted' });
    await expect(engine.points(id, undefined)).rejects.toMatchObject({ code: 'aborted' });
    await engine.stop(undefined);
  });
});

describe('two engines', () => {
  it('do not run from one home', async () => {
    await using rig = new EngineRig();
    await rig.app('a.db');
    const child = await startAndWait(rig, rig.path('a.db'));
    await expect(rig.open()).rejects.toMatchObject({ code: 'state-in-use' });
    await kill(child);
    await rig.open();
  });
});

describe('a list of databases that is damaged', () => {
  it('is kept aside and built anew, and that is told', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('a.db');
    await rig.open();
    const first = await rig.protect('a.db');
    await rig.expectSame(first);
    const url = rig.view(first).copies[0]?.url;
    await rig.stop();
    writeFileSync(join(rig.home, 'catalogue.db'), 'this is no database at all, not any more');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    const engine = await rig.open();
    const [view] = Object.values(engine.view().databases);
    expect(view).toMatchObject({ path: rig.path('a.db') });
    expect(view?.copies[0]?.url).toBe(url);
    await rig.expectSame(view?.id ?? '');
    const { operations } = await engine.activity({ limit: 50, only: 'troubles' });
    expect(operations[0]?.state).toMatchObject({ reason: { code: 'catalogue-damaged' } });
  });
});
