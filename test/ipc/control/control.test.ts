import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { EngineView } from '../../../main/engine/agent/views.ts';
import { connectControl, type Control } from '../../../main/ipc/control/client.ts';
import { type ControlServer, openControl } from '../../../main/ipc/control/server.ts';
import { LONGEST_MESSAGE } from '../../../main/ipc/contract/wire.ts';
import { Gateway } from '../../../main/ipc/gateway.ts';
import { EngineServer } from '../../../main/ipc/server.ts';
import { EMPTY, FakeEngine } from '../fake-engine.ts';
import { FakeShell } from '../fake-shell.ts';

interface Place {
  readonly home: string;
  readonly socket: string;
  readonly engine: FakeEngine;
  readonly open: (address?: () => string) => Promise<ControlServer>;
}

function place(): Place {
  const home = mkdtempSync(join(tmpdir(), 'control-'));
  const engine = new FakeEngine();
  const faces = new Gateway(new FakeShell(), new EngineServer(engine, systemClock), systemClock);
  const opened: ControlServer[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((server) => server.close()));
    rmSync(home, { recursive: true, force: true });
  });
  return {
    home,
    engine,
    socket: join(home, 'control.sock'),
    open: async (address) => {
      const given = address === undefined ? {} : { address };
      const server = await openControl({ home, faces, face: 'dashboard', random: systemRandom, ...given });
      opened.push(server);
      return server;
    },
  };
}

async function connected(home: string): Promise<Control> {
  const control = await connectControl(home);
  if (control === undefined) throw new Error('nobody runs');
  onTestFinished(() => {
    control.close();
  });
  return control;
}

/** What comes back for raw bytes until the server hangs up, as messages. */
async function raw(path: string, bytes: string | Uint8Array): Promise<Record<string, unknown>[]> {
  const socket = connect(path).setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('nobody runs', async () => {
  const { home } = place();
  expect(await connectControl(home)).toBeUndefined();
  expect(await connectControl(join(home, 'not', 'there'))).toBeUndefined();
});

test('greets, answers, tells of progress and of the state', async () => {
  const { home, open, engine } = place();
  await open();
  const states: EngineView[] = [];
  const control = await connectControl(home, { onState: (state) => states.push(state) });
  if (control === undefined) throw new Error('nobody runs');
  expect(control.hello).toMatchObject({ face: 'dashboard', pid: process.pid });
  const { client } = control;
  expect(await client.call('diagnostics.report', {})).toBe('all is well');
  await expect(client.call('database.check', { path: '/gone' })).rejects.toMatchObject({ code: 'database-missing' });
  client.watch();
  const news: unknown[] = [];
  const answer = client.call('database.backUp', {}, { onNews: (told) => news.push(told) });
  const { work, end } = await engine.holding('backUp');
  engine.become({ ...EMPTY, lastEntry: 2 });
  work.onProgress({ step: 'upload', done: 3, total: 4 });
  end();
  expect(await answer).toBeNull();
  expect(news).toMatchObject([{ kind: 'progress', progress: { step: 'upload', done: 3, total: 4 } }]);
  expect(states.at(-1)).toMatchObject({ lastEntry: 2 });
  control.close();
});

test('answers longer than what may be asked', async () => {
  const { home, open, engine } = place();
  await open();
  const txids = Array.from({ length: 200_000 }, (_, i) => i + 1);
  engine.points_ = { destination: 'to-1', txids, times: txids, bytes: txids, kinds: 'c'.repeat(200_000) };
  const { client } = await connected(home);
  expect((await client.call('points.list', { database: 'db-1' })).txids).toHaveLength(200_000);
});

test('fresh addresses, where there is a dashboard', async () => {
  const { home, open } = place();
  let n = 0;
  const server = await open(() => `http://127.0.0.1:1/?token=${++n}`);
  const control = await connected(home);
  expect(await Promise.all([control.address(), control.address()])).toEqual([
    'http://127.0.0.1:1/?token=1',
    'http://127.0.0.1:1/?token=2',
  ]);
  await server.close();
  await open();
  await expect((await connected(home)).address()).rejects.toMatchObject({ code: 'unsupported' });
});

describe('who gets in', () => {
  test('only the same person: 0600, and no moment in which it is otherwise', async () => {
    const { home, socket, open } = place();
    chmodSync(home, 0o777);
    const before = process.umask(0);
    try {
      const opening = open();
      while (!existsSync(socket)) await new Promise((resolve) => setImmediate(resolve));
      expect(statSync(socket).mode & 0o777).toBe(0o600);
      await opening;
    } finally {
      process.umask(before);
    }
    expect(readdirSync(home)).toEqual(['control.sock']);
  });

  test('a home whose path is too long is refused with a word', async () => {
    const { home } = place();
    const deep = join(home, 'd'.repeat(100));
    mkdirSync(deep);
    const faces = new EngineServer(new FakeEngine(), systemClock);
    await expect(openControl({ home: deep, faces, face: 'desktop', random: systemRandom })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(connectControl(deep)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('several of them', () => {
  test('a second one is refused, and the first goes on', async () => {
    const { home, open } = place();
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'state-in-use' });
    expect(await (await connected(home)).client.call('diagnostics.report', {})).toBe('all is well');
  });

  test('a socket that its process left behind is replaced', async () => {
    const { home, socket, open } = place();
    const code = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => console.log('up'))`;
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(socket)).toBe(true);
    expect(await connectControl(home)).toBeUndefined();
    await open();
    await connected(home);
  });

  test('a file of that name is no Tidemark', async () => {
    const { home, socket, open } = place();
    writeFileSync(socket, 'not a socket');
    expect(await connectControl(home)).toBeUndefined();
    await open();
    await connected(home);
  });

  test('closing removes its own socket, never the one of who came after', async () => {
    const { home, socket, open } = place();
    const first = await open();
    rmSync(socket);
    await open();
    await first.close();
    await connected(home);
  });

  test('closing removes the socket and tells who waits', async () => {
    const { home, socket, open, engine } = place();
    const server = await open();
    const { client } = await connected(home);
    const answer = client.call('database.backUp', {});
    const { work } = await engine.holding('backUp');
    const failed = expect(answer).rejects.toMatchObject({ code: 'not-found' });
    await server.close();
    await failed;
    expect(work.signal.aborted).toBe(false);
    expect(existsSync(socket)).toBe(false);
    await expect(client.call('diagnostics.report', {})).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what is not of the protocol ends the connection', () => {
  test.each<[string, string | Uint8Array]>([
    ['no JSON', 'hello\n'],
    ['an HTTP request', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no message', '{"kind":"shout"}\n'],
    ['no object', '[]\n'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22, 0x0a])],
    ['a line that is too long', `{"kind":"${'x'.repeat(LONGEST_MESSAGE)}"}\n`],
    ['a line without an end', 'x'.repeat(LONGEST_MESSAGE + 1)],
    ['deep nesting', `${'['.repeat(500_000)}\n`],
  ])('%s', async (_what, bytes) => {
    const { home, socket, open, engine } = place();
    await open();
    const got = await raw(socket, bytes);
    expect(got.map(({ kind }) => kind)).toEqual(['hello', 'refused']);
    expect(engine.asked).toEqual([]);
    await connected(home);
  });

  test('what came before it in the same breath is done, what comes after is not', async () => {
    const { socket, open, engine } = place();
    await open();
    const call = (n: number, name: string): string =>
      JSON.stringify({ kind: 'call', call: n, command: 'database.unregister', input: { database: name } });
    await raw(socket, `${call(1, 'db-1')}\n\n  \ngarbage\n${call(2, 'db-2')}\n`);
    expect(engine.asked).toEqual([['unregister', 'db-1']]);
  });
});

test('letters that come in pieces are put together', async () => {
  const { socket, open, engine } = place();
  await open();
  const bytes = Buffer.from('{"kind":"call","call":1,"command":"database.check","input":{"path":"/Büro/π.db"}}\n');
  const client = connect(socket);
  for (const byte of bytes) {
    client.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => engine.asked).toEqual([['check', '/Büro/π.db']]);
  client.destroy();
});

test('who hangs up ends what only looks', async () => {
  const { home, open, engine } = place();
  await open();
  const control = await connected(home);
  control.client.call('database.find', {}).catch(() => undefined);
  const { work } = await engine.holding('find');
  control.close();
  await once(work.signal, 'abort');
});

describe('something else at the socket', () => {
  async function impostor(home: string, answer: (socket: Socket) => void): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      answer(socket);
    });
    server.listen(join(home, 'control.sock'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
  }

  test('that hangs up', async () => {
    const { home } = place();
    await impostor(home, (socket) => socket.end());
    await expect(connectControl(home)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that talks gibberish', async () => {
    const { home } = place();
    await impostor(home, (socket) => socket.write('220 smtp.example ESMTP\n'));
    await expect(connectControl(home)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that speaks another version', async () => {
    const { home } = place();
    await impostor(home, (socket) => socket.write('{"kind":"hello","protocol":99,"version":"9.0.0"}\n'));
    await expect(connectControl(home)).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('9.0.0') as string });
  });
});
