// Destinations: choosing, testing and giving them up.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestLine } from '../../../../main/engine/agent/engine.ts';
import { asNobody } from '../../../tools/as-nobody.ts';
import { folder, EngineRig, quietWork } from './rig.ts';

describe('adding a destination', () => {
  it('makes the folder if only its last part is missing, and knows ~', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const id = await engine.addDestination(folder('~/Backups'), undefined, {});
    expect(engine.view().destinations[id]).toMatchObject({
      url: rig.path('Backups'),
      name: 'Backups',
      reach: { kind: 'here' },
      sameDisk: 'unknown',
    });
    expect(engine.view().destinations[id]?.space?.free).toBeGreaterThan(0);
    expect(engine.view().settings.defaultDestination).toBe(id);
  });

  it('refuses what cannot be one', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    const database = await rig.protect('shop.db');
    await rig.untilState(database, 'safe');
    writeFileSync(rig.path('file'), 'x');
    const history = rig.view(database).copies[0]?.url ?? '';
    const cases: readonly (readonly [string, string])[] = [
      ['Backups', 'usage'],
      ['', 'usage'],
      [rig.path('no/such/folder'), 'destination-absent'],
      [rig.path('file'), 'refused'],
      [rig.path('file/below'), 'refused'],
      [rig.home, 'refused'],
      [join(rig.home, 'below'), 'refused'],
      [history, 'refused'],
      [rig.defaultFolder, 'refused'],
    ];
    for (const [text, code] of cases) {
      await expect(engine.addDestination(folder(text), undefined, {}), text).rejects.toMatchObject({ code });
    }
    expect(Object.keys(engine.view().destinations)).toHaveLength(1);
  });

  it('refuses a folder that may not be written', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    mkdirSync(rig.path('locked'));
    chmodSync(rig.path('locked'), 0o500);
    await asNobody([rig.dir, rig.userHome], async () => {
      const added = engine.addDestination(folder(rig.path('locked')), undefined, {});
      await expect(added).rejects.toMatchObject({ code: 'destination-denied' });
    });
  });
});

describe('a destination', () => {
  it('can be renamed; removed only when nothing is copied there', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    const first = await engine.addDestination(folder('~/First'), undefined, {});
    const second = await engine.addDestination(folder('~/Second'), 'Two', {});
    const id = await rig.protect('shop.db', [first]);
    await rig.untilState(id, 'safe');
    await engine.renameDestination(first, 'One');
    expect(engine.view().destinations[first]?.name).toBe('One');
    await expect(engine.removeDestination(first)).rejects.toMatchObject({ code: 'refused' });
    await engine.setDestinations(id, [second]);
    await rig.expectSame(id);
    await engine.removeDestination(first);
    expect(Object.keys(engine.view().destinations)).toEqual([second]);
    expect(engine.view().settings.defaultDestination).toBe(second);
    // Its history stays where it is.
    expect(readdirSync(rig.path('First')).some((name) => name.startsWith('shop.db-'))).toBe(true);
    await expect(engine.renameDestination(first, 'x')).rejects.toMatchObject({ code: 'not-found' });
    await expect(engine.setDestinations(id, [])).rejects.toMatchObject({ code: 'usage' });
    await expect(engine.setDestinations(id, [first])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has a name of its own', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const names = (): string[] => Object.values(engine.view().destinations).map(({ name }) => name);
    await engine.addDestination(folder('~/Backup'), 'NAS', {});
    const second = await engine.addDestination(folder('~/Second'), 'NAS', {});
    await engine.addDestination(folder('~/Third'), 'NAS', {});
    expect(names()).toEqual(['NAS', 'NAS 2', 'NAS 3']);
    await expect(engine.renameDestination(second, 'NAS')).rejects.toMatchObject({ code: 'refused' });
    await engine.renameDestination(second, 'NAS 2');
    await engine.renameDestination(second, 'Office');
    expect(names()).toEqual(['NAS', 'Office', 'NAS 3']);
  });

  it('goes on with the history it had when it is chosen again', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const first = await engine.addDestination(folder('~/First'), undefined, {});
    const second = await engine.addDestination(folder('~/Second'), undefined, {});
    const id = await rig.protect('shop.db', [first]);
    await rig.expectSame(id);
    const { url } = rig.view(id).copies[0]!;
    await engine.setDestinations(id, [second]);
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(id);
    await engine.setDestinations(id, [second, first]);
    await rig.expectSame(id);
    expect(rig.view(id).copies.map((copy) => copy.url)).toContain(url);
  });

  it('shows what it holds by level', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await engine.backUp(undefined, quietWork());
    await rig.until(({ destinations }) => Object.values(destinations)[0]?.levels.length === 2);
    const [destination] = Object.values(engine.view().destinations);
    expect(destination?.levels.map(({ level }) => level)).toEqual([0, 9]);
    expect(destination?.levels.every(({ bytes, files }) => bytes > 0 && files > 0)).toBe(true);
  });
});

describe('testing a destination', () => {
  it('tells each step as it ends, and leaves nothing', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const told: TestLine[] = [];
    const work = { ...quietWork(), onLine: (line: TestLine) => told.push(line) };
    const lines = await engine.testDestination(folder('~/New'), work);
    expect(told).toEqual(lines);
    expect(lines.map(({ step, result }) => `${step} ${result}`)).toEqual([
      'reach ok',
      'write ok',
      'read-back ok',
      'list ok',
      'exclusive ok',
      'clock ok',
      'space ok',
      'delete ok',
    ]);
    expect(existsSync(rig.path('New'))).toBe(false);
    mkdirSync(rig.path('Old'));
    await engine.testDestination(folder(rig.path('Old')), work);
    expect(readdirSync(rig.path('Old'))).toEqual([]);
  });

  it('ends at the first step that fails, with the reason', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    writeFileSync(rig.path('file'), 'x');
    for (const text of [rig.path('no/such'), rig.path('file'), 'relative']) {
      const lines = await engine.testDestination(folder(text), { ...quietWork(), onLine: () => undefined });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ step: 'reach', result: 'failed' });
      expect(lines[0]?.reason?.hint).not.toBe('');
    }
  });
});

describe('places', () => {
  it('are folders that are there and can be written to, with their room', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    mkdirSync(rig.path('Dropbox'));
    mkdirSync(rig.path('Documents'));
    const places = await engine.places();
    const folders = places.filter(({ kind }) => kind === 'folder');
    expect(folders.map(({ path }) => path)).toEqual([rig.path('Dropbox'), rig.path('Documents')]);
    for (const { free, total } of places) expect(free).toBeLessThanOrEqual(total);
  });
});
