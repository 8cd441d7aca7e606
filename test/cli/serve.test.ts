// `tidemark serve` as a process: the dashboard, the commands that talk to it, and its orderly end.
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ToFace } from '../../main/ipc/contract/wire.ts';
import { Desk } from './support/desk.ts';

async function visit(address: URL): Promise<{ cookie: string; page: string }> {
  const first = await fetch(address, { redirect: 'manual' });
  expect(first.status).toBe(303);
  const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
  return { cookie, page: await (await fetch(new URL('/', address), { headers: { cookie } })).text() };
}

async function state(address: URL, cookie: string): Promise<Extract<ToFace, { kind: 'state' }>> {
  const socket = new WebSocket(`ws://${address.host}/wire`, { headers: { cookie, origin: address.origin } });
  await once(socket, 'open');
  const answer = new Promise<Extract<ToFace, { kind: 'state' }>>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ToFace;
      if (message.kind === 'state') resolve(message);
    });
  });
  socket.send('{"kind":"watch"}');
  return answer.finally(() => {
    socket.close();
  });
}

test('a network of several is not taken for all of them', async () => {
  using desk = new Desk();
  const refused = await desk.run('serve', '-stream', '192.0.2.1:7674');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(':7674 for all networks') as string });
});

test('protects, shows, pauses, copies, lets go, and ends with everything copied', async () => {
  using desk = new Desk();
  const { box } = desk;
  box.fill('shop.db', 10);
  const serving = await desk.serve();

  expect(await desk.run('register', 'shop.db')).toMatchObject({ code: 0, stdout: expect.stringContaining('protected from now on') as string });
  expect(await desk.run('register', 'shop.db')).toMatchObject({ code: 0, stdout: expect.stringContaining('protected already') as string });
  expect(await desk.run('sync', 'shop.db', '-wait')).toMatchObject({ code: 0 });
  const [status] = JSON.parse((await desk.run('status', '-json')).stdout) as { state: string; destinations: string[] }[];
  expect(status).toMatchObject({ state: 'safe' });

  const address = await desk.address();
  const { cookie, page } = await visit(address);
  expect(page).toContain('<div id="root">');
  const databases = Object.values((await state(address, cookie)).state.databases);
  expect(databases).toMatchObject([{ path: box.path('shop.db'), state: { kind: 'safe' } }]);
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(401);

  expect(await desk.run('stop', 'shop.db', '-for', '1h')).toMatchObject({ code: 0 });
  expect((await desk.run('status')).stdout).toMatch(/shop\.db +paused/);
  box.fill('shop.db', 5);
  expect(await desk.run('start')).toMatchObject({ code: 0 });
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  box.fill('shop.db', 7);

  serving.kill('SIGTERM');
  expect(await serving.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Stopped.') as string });
  const folder = status!.destinations[0]!;
  expect(await desk.run('restore', '-o', 'back.db', folder)).toMatchObject({ code: 0 });
  expect(box.rows('back.db')).toBe(22);
});

describe('what is asked wrongly', () => {
  test('while nobody runs', async () => {
    using desk = new Desk();
    for (const args of [['register', 'a.db'], ['unregister', 'a.db'], ['start'], ['stop'], ['sync']]) {
      const { code, stdout, stderr } = await desk.run(...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('Tidemark is not running');
      expect(stderr).toContain('tidemark serve');
    }
    expect(existsSync(desk.box.path('home'))).toBe(false);
  });

  test('databases that are not there, not known, or no databases', async () => {
    using desk = new Desk();
    await desk.serve();
    desk.box.write('notes.txt', 'these are only words, and many of them, so that no database would fit');
    expect(await desk.run('register')).toMatchObject({ code: 2 });
    expect(await desk.run('register', 'nowhere.db')).toMatchObject({ code: 1 });
    expect(await desk.run('register', 'notes.txt')).toMatchObject({ code: 1 });
    for (const command of ['unregister', 'start', 'stop', 'sync']) {
      const { code, stderr } = await desk.run(command, 'nowhere.db');
      expect(code).toBe(1);
      expect(stderr).toContain('does not protect nowhere.db');
    }
    expect(await desk.run('stop', '-for', '1 week')).toMatchObject({ code: 2 });
  });

  test('addresses that others could reach, and ports that are taken', async () => {
    using desk = new Desk();
    expect(await desk.run('serve', '-addr', '0.0.0.0:7673')).toMatchObject({ code: 2 });
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, stderr } = await desk.run('serve', '-addr', `127.0.0.1:${port}`);
    other.close();
    expect(code).toBe(7);
    expect(stderr).toContain('choose another port');
    expect(await desk.run('sync', '-wait')).toMatchObject({ code: 1 });
  });
});

test('registers several, to a folder of their own', async () => {
  using desk = new Desk();
  const { box } = desk;
  mkdirSync(box.path('apps'));
  mkdirSync(box.path('disk'));
  for (const name of ['a.db', 'apps/b.db', 'apps/c.db']) box.fill(name, 3);
  await desk.serve();
  const { code, stdout } = await desk.run('register', 'a.db', 'apps', '-to', 'disk', '-json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveLength(3);
  expect(await desk.run('register', 'a.db', '-to', 'disk')).toMatchObject({ code: 0 });
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  const all = JSON.parse((await desk.run('status', '-json')).stdout) as { destinations: string[] }[];
  for (const { destinations } of all) expect(destinations).toMatchObject([expect.stringContaining('/disk/')]);
  expect(existsSync(box.path('person/Tidemark Backups'))).toBe(false);
  expect(await desk.run('unregister', 'apps/b.db')).toMatchObject({ code: 0 });
  expect(await desk.run('sync', 'apps/b.db')).toMatchObject({ code: 1 });
});

test('status tells what is not well, and what to do', async () => {
  using desk = new Desk();
  const { box } = desk;
  box.fill('shop.db', 4);
  await desk.serve();
  await desk.run('register', 'shop.db');
  await desk.run('sync', '-wait');
  rmSync(box.path('shop.db'));
  const shown = async (): Promise<string> => (await desk.run('status')).stdout;
  await expect.poll(shown, { timeout: 30_000 }).toMatch(/shop\.db +(waiting|needs you)/);
  expect(await shown()).toMatch(/\n\n\S+shop\.db: (waiting|needs you): .+\. .+\.\n$/);
  expect((await desk.run('status', 'shop.db')).stdout).toMatch(/^why +.+\nnext +.+\.$/m);
  const [json] = JSON.parse((await desk.run('status', '-json')).stdout) as { reason: { code: string } }[];
  expect(json!.reason.code).toMatch(/^database-/);
});

test('puts the past into the live database, under a program that has it open', async () => {
  using desk = new Desk();
  const { box } = desk;
  box.fill('shop.db', 4);
  await desk.serve();
  await desk.run('register', 'shop.db');
  await desk.run('sync', '-wait');
  using open = box.open('shop.db');
  expect(open.sqlite.prepare('SELECT count(*) FROM t').pluck().get()).toBe(4);
  box.fill('shop.db', 6);
  await desk.run('sync', '-wait');
  const { code, stdout } = await desk.run('restore', 'shop.db', '-in-place', '-txid', '0000000000000001', '-json');
  expect(code).toBe(0);
  const { safety, how } = JSON.parse(stdout) as { safety: string; how: string };
  expect(how).toBe('transaction');
  expect(open.sqlite.prepare('SELECT count(*) FROM t').pluck().get()).toBe(4);
  expect(existsSync(safety)).toBe(true);
  expect(await desk.run('restore', 'shop.db', '-in-place', '-force')).toMatchObject({ code: 2 });
  expect(await desk.run('restore', 'shop.db', '-in-place', '-timestamp', '5000d ago')).toMatchObject({ code: 4 });
});

describe('two at once', () => {
  test('the second tells the address of the first', async () => {
    using desk = new Desk();
    await desk.serve();
    const [one, two] = [await desk.address(), await desk.address()];
    expect(one.host).toBe(two.host);
    expect(one.href).not.toBe(two.href);
    await visit(two);
    await visit(one);
  });

  test('started in the same moment, one serves and both end well', async () => {
    using desk = new Desk();
    const both = [desk.start('serve', '-addr', '127.0.0.1:0'), desk.start('serve', '-addr', '127.0.0.1:0')];
    const ended = await Promise.race(both.map((one, i) => one.ended.then((end) => ({ ...end, i }))));
    expect([0, 7]).toContain(ended.code);
    const left = both[1 - ended.i]!;
    await left.says('Ctrl-C stops');
    await visit(await desk.address());
    left.kill('SIGINT');
    expect(await left.ended).toMatchObject({ code: 0 });
  });

  test('after one that was killed the next begins as if nothing was', async () => {
    using desk = new Desk();
    desk.box.fill('shop.db', 3);
    const first = await desk.serve();
    await desk.run('register', 'shop.db');
    first.kill('SIGKILL');
    await first.ended;
    expect(await desk.run('sync', '-wait')).toMatchObject({ code: 1 });
    await desk.serve();
    expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  });
});

test('the socket is for its person alone', async () => {
  using desk = new Desk();
  await desk.serve();
  expect(statSync(desk.box.path('home')).mode & 0o777).toBe(0o700);
  expect(statSync(desk.box.path('home/control.sock')).mode & 0o777).toBe(0o600);
});
