// `tidemark lease`: the pen at a folder, taken and let go of by real processes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Desk } from './support/desk.ts';

async function shown(desk: Desk, word: string): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout } = await desk.run('lease', 'show', word, '-json');
  expect(code).toBe(0);
  const all = JSON.parse(stdout) as Readonly<Record<string, unknown>>[];
  return all[0]!;
}

test('taken for a time, shown, let go of, and broken', async () => {
  using desk = new Desk();
  mkdirSync(desk.box.path('disk'));
  expect(await shown(desk, 'disk')).toMatchObject({ held: false });

  expect(await desk.run('lease', 'acquire', 'disk', '-for', '5m')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^generation 1 until /) as string });
  expect(await shown(desk, 'disk')).toMatchObject({ held: true, generation: 1 });
  // Ours, from the command before: it is taken up again. Somebody else's is not.
  expect(await desk.run('lease', 'acquire', 'disk', '-for', '5m')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^generation 2 /) as string });
  const other = await desk.startWith({ TIDEMARK_HOME: desk.box.path('other') }, 'lease', 'acquire', 'disk', '-for', '5m').ended;
  expect(other).toMatchObject({ code: 7, stderr: expect.stringContaining('holds the pen') as string });

  expect(await desk.run('lease', 'release', 'disk')).toMatchObject({ code: 0 });
  expect(await desk.run('lease', 'release', 'disk')).toMatchObject({ code: 1 });
  expect(await shown(desk, 'disk')).toMatchObject({ held: false, generation: 2 });

  expect(await desk.run('lease', 'acquire', 'disk', '-for', '1m')).toMatchObject({ code: 0 });
  expect(await desk.run('lease', 'break', 'disk')).toMatchObject({ code: 2, stderr: expect.stringContaining('add -yes') as string });
  expect(await shown(desk, 'disk')).toMatchObject({ held: true, generation: 3 });
  expect(await desk.run('lease', 'break', 'disk', '-yes')).toMatchObject({ code: 0 });
  expect(await shown(desk, 'disk')).toMatchObject({ held: false, generation: 4 });
});

test('held while the command runs, and let go of with Ctrl-C', async () => {
  using desk = new Desk();
  mkdirSync(desk.box.path('disk'));
  const holding = desk.start('lease', 'acquire', 'disk');
  await holding.says('Ctrl-C lets go of it');
  expect(await desk.run('lease', 'acquire', 'disk')).toMatchObject({ code: 7 });
  holding.kill('SIGINT');
  expect(await holding.ended).toMatchObject({ code: 0 });
  expect(await shown(desk, 'disk')).toMatchObject({ held: false, generation: 1 });
});

test('what is asked wrongly', async () => {
  using desk = new Desk();
  mkdirSync(desk.box.path('disk'));
  for (const time of ['10s', '1h']) {
    expect(await desk.run('lease', 'acquire', 'disk', '-for', time)).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be taken for') as string });
  }
  expect(await desk.run('lease', 'break', 'dsik', '-yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no folder') as string });
  expect(await desk.run('lease', 'show', 'dsik')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no folder') as string });
  expect(await desk.run('lease', 'acquire', 'sftp://me@127.0.0.1:1/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no pen') as string });
  expect(await desk.run('lease')).toMatchObject({ code: 2 });
  writeFileSync(desk.box.path('disk/lock.json'), 'no lease');
  const broken = await desk.run('lease', 'show', 'disk');
  expect([5, 7]).toContain(broken.code);
  expect(await desk.run('lease', 'break', 'disk', '-yes')).toMatchObject({ code: 0 });
  expect(await shown(desk, 'disk')).toMatchObject({ held: false });
});

test('of a database that is protected, let go of and taken through the running Tidemark', async () => {
  using desk = new Desk();
  desk.box.fill('shop.db', 3);
  mkdirSync(desk.box.path('disk'));
  await desk.serve();
  await desk.run('register', 'shop.db', '-to', 'disk');
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  expect(await shown(desk, 'shop.db')).toMatchObject({ held: true, generation: 1 });
  expect(await desk.run('lease', 'release', 'shop.db')).toMatchObject({ code: 0 });
  expect(await shown(desk, 'shop.db')).toMatchObject({ held: false });

  const folder = String((await shown(desk, 'shop.db'))['destination']);
  const elsewhere = { TIDEMARK_HOME: desk.box.path('other') };
  expect(await desk.startWith(elsewhere, 'lease', 'acquire', folder, '-for', '5m').ended).toMatchObject({ code: 0 });
  desk.box.fill('shop.db', 1);
  await expect.poll(() => desk.run('lease', 'release', 'shop.db'), { timeout: 30_000 }).toMatchObject({ code: 7, stderr: expect.stringContaining('does not have the pen') as string });
  expect(await desk.run('lease', 'break', 'shop.db', '-yes', '-at', 'nowhere')).toMatchObject({ code: 1 });
  expect(await desk.run('lease', 'break', 'shop.db', '-yes', '-at', 'disk')).toMatchObject({ code: 0, stdout: expect.stringContaining('ours from now on') as string });
  expect(await shown(desk, 'shop.db')).toMatchObject({ held: true, generation: 3 });
  desk.box.fill('shop.db', 2);
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
});
