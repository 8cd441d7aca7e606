// What the running Tidemark tells and does for list, info, sync, adopt, snapshots and retention.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RetentionPreview } from '../../main/engine/agent/engine.ts';
import type { Ended } from './support/sandbox.ts';
import { unpackFixture } from '../fixtures/unpack.ts';
import { Desk } from './support/desk.ts';

interface Listed {
  readonly state: string;
  readonly txid: number;
  readonly destinations: readonly { readonly name: string; readonly behind: number; readonly url: string }[];
}

async function listed(desk: Desk): Promise<Listed> {
  const { code, stdout } = await desk.run('list', '-json');
  expect(code).toBe(0);
  return (JSON.parse(stdout) as Listed[])[0]!;
}

/** Litestream's, of which a part is five hours older than the rest: times of files are data there. */
function agedHistory(folder: string): string {
  cpSync(join(unpackFixture('v5-file-basic'), 'replica'), folder, { recursive: true, preserveTimestamps: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const last = /-([0-9a-f]{16})\.ltx$/.exec(entry.name)?.[1];
    if (last === undefined || Number.parseInt(last, 16) > 0x20) continue;
    const time = new Date(statSync(path).mtimeMs - 5 * 3_600_000);
    utimesSync(path, time, time);
  }
  return folder;
}

test('tells what it protects, what it is, and what is not copied yet', async () => {
  using desk = new Desk();
  const { box } = desk;
  for (const command of ['list', 'info']) expect(await desk.run(command)).toMatchObject({ code: 1 });
  mkdirSync(box.path('disk'));
  box.fill('shop.db', 4);
  const serving = await desk.serve();
  expect((await desk.run('list')).stdout).toContain('No databases yet');
  await desk.run('register', 'shop.db', '-to', 'disk');
  expect(await desk.run('sync', '-wait', '-timeout', '60s')).toMatchObject({ code: 0, stdout: expect.stringContaining('at every destination') as string });
  expect(await listed(desk)).toMatchObject({ state: 'safe', txid: 1, destinations: [{ name: 'disk', behind: 0 }] });
  expect((await desk.run('list')).stdout).toMatch(/shop\.db +safe +\S+ \S?B .+ disk +idle/);
  const info = JSON.parse((await desk.run('info', '-json')).stdout) as object;
  expect(info).toMatchObject({ face: 'dashboard', home: box.path('home'), databases: 1, states: { safe: 1 } });
  expect((await desk.run('info')).stdout).toMatch(/pens +shop\.db at disk: this computer has the pen/);

  // The disk is pulled out: asked for, it is pending; waited for, it is not done.
  renameSync(box.path('disk'), box.path('pulled'));
  box.fill('shop.db', 3);
  const asked = await desk.run('sync', 'shop.db');
  expect(asked.code).toBe(0);
  expect(asked.stdout).toContain('not everything is at every destination yet');
  expect((await desk.run('sync', '-wait')).code).toBe(6);
  expect(await desk.run('sync', '-timeout', '1s')).toMatchObject({ code: 2, stderr: expect.stringContaining('goes with -wait') as string });
  expect(await listed(desk)).toMatchObject({ destinations: [{ behind: 1 }] });
  renameSync(box.path('pulled'), box.path('disk'));
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  expect(await listed(desk)).toMatchObject({ txid: 2, destinations: [{ behind: 0 }] });
  serving.kill('SIGTERM');
  expect(await serving.ended).toMatchObject({ code: 0 });
});

test('goes on with a history that is there already', async () => {
  using desk = new Desk();
  const { box } = desk;
  mkdirSync(box.path('nas'));
  box.fill('shop.db', 5);
  expect(await desk.run('replicate', '-once', 'shop.db', 'nas/shop')).toMatchObject({ code: 0 });
  const elsewhere = { TIDEMARK_HOME: box.path('other') };
  const serving = desk.startWith(elsewhere, 'serve', '-addr', '127.0.0.1:0');
  await serving.says('Ctrl-C stops');
  const there = (...args: string[]): Promise<Ended> => desk.startWith(elsewhere, ...args).ended;
  expect(await there('adopt', 'nas/nothing', 'new.db')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no history at') as string });
  expect(existsSync(box.path('new.db'))).toBe(false);
  expect(await there('adopt', 'nas/shop')).toMatchObject({ code: 2 });

  expect(await there('adopt', 'nas/shop', 'new.db')).toMatchObject({ code: 0, stdout: expect.stringContaining('brought back') as string });
  expect(box.rows('new.db')).toBe(5);
  box.fill('new.db', 2);
  expect(await there('sync', '-wait')).toMatchObject({ code: 0 });
  const files = readdirSync(box.path('nas/shop/ltx/0'));
  expect(files.some((name) => name.startsWith('0000000000000002'))).toBe(true);
});

test('shows whole copies, and what a policy would keep, the same through it and without it', async () => {
  using desk = new Desk();
  const { box } = desk;
  mkdirSync(box.path('disk'));
  box.fill('shop.db', 5);
  await desk.serve();
  await desk.run('register', 'shop.db', '-to', 'disk');
  for (let i = 0; i < 3; i++) {
    expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
    box.fill('shop.db', 1);
  }
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  const history = (await listed(desk)).destinations[0]!.url;
  for (const word of ['shop.db', history]) {
    const { code, stdout } = await desk.run('snapshots', word);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\S+\ntransaction +captured +size\n0000000000000001 /);
  }
  expect(await desk.run('snapshots', 'shpo.db')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no folder') as string });
  const policy = ['-policy', 'changes=1d,daily=30d', '-json'];
  expect(await desk.run('retention', 'preview', './shpo', ...policy)).toMatchObject({ code: 1 });
  const through = JSON.parse((await desk.run('retention', 'preview', 'shop.db', ...policy)).stdout) as RetentionPreview;
  const without = JSON.parse((await desk.run('retention', 'preview', history, ...policy)).stdout) as RetentionPreview;
  expect(without).toEqual(through);
  expect(through.keptPoints).toBe(through.points);
  expect(through.points).toBeGreaterThan(1);
  expect((await desk.run('retention')).stdout).toMatch(/^goes +0 B in 0 files$/m);
  expect(await desk.run('retention', 'enforce', 'shop.db')).toMatchObject({ code: 0, stdout: 'shop.db: nothing had to go\n' });
  const old = agedHistory(box.path('old'));
  const thinned = JSON.parse((await desk.run('retention', 'preview', old, '-policy', 'changes=1m', '-json')).stdout) as RetentionPreview;
  expect(thinned.keptPoints).toBeLessThan(thinned.points);
  expect(thinned.frees).toBeGreaterThan(0);
  expect(await desk.run('retention', 'preview', history)).toMatchObject({ code: 2, stderr: expect.stringContaining('no policy is known') as string });
  expect(await desk.run('retention', 'preview', 'shop.db', '-policy', 'hourly=1h')).toMatchObject({ code: 2 });
  expect(await desk.run('retention', 'preview', 'nowhere.db')).toMatchObject({ code: 2 });
});
