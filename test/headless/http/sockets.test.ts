import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { NO_SESSION } from '../../../main/ipc/contract/dashboard.ts';
import { LONGEST_MESSAGE, MOST_CALLS, type ToFace } from '../../../main/ipc/contract/wire.ts';
import { EMPTY } from '../../ipc/fake-engine.ts';
import { closeCode, closing, Rig } from './rig.ts';

async function next(socket: WebSocket): Promise<ToFace> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()) as ToFace;
}

describe('the handshake', () => {
  test('with Host, Origin and a session', async () => {
    await using rig = await Rig.open();
    const socket = await rig.open();
    socket.send(JSON.stringify({ kind: 'call', call: 0, command: 'diagnostics.report', input: {} }));
    expect(await next(socket)).toEqual({ kind: 'result', call: 0, outcome: { ok: true, value: 'all is well' } });
  });

  test.each([
    ['no origin', undefined],
    ['a foreign origin', 'http://evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['another name for here', 'http://localhost:PORT'],
    ['another scheme', 'https://127.0.0.1:PORT'],
    ['null', 'null'],
    ['a longer one', 'http://127.0.0.1:PORT.evil.example'],
  ])('%s: 403', async (_what, origin) => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    const headers = origin === undefined ? { cookie } : { cookie, origin: origin.replace('PORT', String(rig.port)) };
    expect(await rig.knock(headers)).toBe(403);
  });

  test('a foreign host: 421', async () => {
    await using rig = await Rig.open();
    const host = `evil.example:${rig.port}`;
    expect(await rig.knock({ cookie: await rig.enter(), host, origin: `http://${host}` })).toBe(421);
  });

  test.each(['/', '/wire/', '/wire?x', '/assets/index.js'])('on %s: 404', async (path) => {
    await using rig = await Rig.open();
    expect(await rig.knock({ cookie: await rig.enter(), origin: `http://${rig.host}` }, path)).toBe(404);
  });

  test.each([
    ['without a cookie', {}],
    ['with an invented one', { cookie: `tidemark-PORT=${'0'.repeat(64)}` }],
  ])('%s the page is told so, and nothing it says is heard', async (_what, headers: { cookie?: string }) => {
    await using rig = await Rig.open();
    const cookie = headers.cookie?.replace('PORT', String(rig.port));
    const socket = await rig.knock({ origin: `http://${rig.host}`, ...(cookie === undefined ? {} : { cookie }) });
    if (typeof socket === 'number') throw new Error(`turned away: ${socket}`);
    socket.send(JSON.stringify({ kind: 'call', call: 0, command: 'database.unregister', input: { database: 'db-1' } }));
    expect(await closeCode(socket)).toBe(NO_SESSION);
    expect(rig.engine.asked).toEqual([]);
  });

  test('a token is no session', async () => {
    await using rig = await Rig.open();
    const token = rig.invited().split('=')[1]!;
    const socket = await rig.knock({ origin: `http://${rig.host}`, cookie: `tidemark-${rig.port}=${token}` });
    if (typeof socket === 'number') throw new Error(`turned away: ${socket}`);
    expect(await closeCode(socket)).toBe(NO_SESSION);
  });

  test('more than there may be at once: 503', async () => {
    await using rig = await Rig.open({ sockets: 2 });
    await rig.open();
    const second = await rig.open();
    const headers = { origin: `http://${rig.host}`, cookie: await rig.enter() };
    expect(await rig.knock(headers)).toBe(503);
    second.close();
    await closeCode(second);
    await expect.poll(async () => typeof (await rig.knock(headers))).toBe('object');
  });
});

describe('what is sent', () => {
  test.each([
    ['no JSON', 'hello', 1008],
    ['half of it', '{"kind":', 1008],
    ['no message', '{"kind":"shout"}', 1008],
    ['deep nesting', '['.repeat(100_000), 1008],
    ['too long', `"${'x'.repeat(LONGEST_MESSAGE)}"`, 1009],
    ['binary', Buffer.from('{"kind":"watch"}'), 1003],
  ])('%s ends the connection', async (_what, data, code) => {
    await using rig = await Rig.open();
    const socket = await rig.open();
    socket.send(data);
    expect(await closeCode(socket)).toBe(code);
  });

  test('input nested as deep as a message can be is only wrong', async () => {
    await using rig = await Rig.open();
    const socket = await rig.open();
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    socket.send(`{"kind":"call","call":1,"command":"database.check","input":{"path":${deep}}}`);
    expect(await next(socket)).toMatchObject({ kind: 'result', outcome: { ok: false, error: { code: 'usage' } } });
  });

  test('wrong input and unknown commands are answered, and the connection goes on', async () => {
    await using rig = await Rig.open();
    const socket = await rig.open();
    const send = (command: string, input: unknown): void => {
      socket.send(JSON.stringify({ kind: 'call', call: 1, command, input }));
    };
    send('database.check', { path: 1 });
    expect(await next(socket)).toMatchObject({ outcome: { ok: false, error: { code: 'usage' } } });
    send('constructor', {});
    expect(await next(socket)).toMatchObject({ outcome: { ok: false, error: { code: 'not-found' } } });
    send('diagnostics.report', {});
    expect(await next(socket)).toMatchObject({ outcome: { ok: true } });
  });

  test('a number used twice ends the connection, more calls than there may be do not', async () => {
    await using rig = await Rig.open();
    const socket = await rig.open();
    const call = (n: number): string => JSON.stringify({ kind: 'call', call: n, command: 'database.find', input: {} });
    for (let n = 0; n <= MOST_CALLS; n++) socket.send(call(n));
    expect(await next(socket)).toMatchObject({ call: MOST_CALLS, outcome: { ok: false, error: { code: 'busy' } } });
    socket.send(call(0));
    expect(await closeCode(socket)).toBe(1008);
    await expect.poll(() => rig.engine.held.filter(({ work }) => !work.signal.aborted)).toEqual([]);
  });
});

describe('faces that go', () => {
  test('leaving ends what only looks; a restore goes on', async () => {
    await using rig = await Rig.open();
    const socket = await rig.open();
    const restore = { database: 'db-1', target: { kind: 'latest' }, output: '/copy.db' };
    socket.send(JSON.stringify({ kind: 'call', call: 1, command: 'database.find', input: {} }));
    socket.send(JSON.stringify({ kind: 'call', call: 2, command: 'restore.copy', input: restore }));
    const [looking, restoring] = [await rig.engine.holding('find'), await rig.engine.holding('restoreCopy')];
    socket.terminate();
    await once(looking.work.signal, 'abort');
    expect(restoring.work.signal.aborted).toBe(false);
  });

  test('one that does not read is dropped, the others are told everything', async () => {
    await using rig = await Rig.open({ waiting: 1 << 20 });
    const [deaf, well] = [await rig.open(), await rig.open()];
    well.send('{"kind":"watch"}');
    await next(well);
    deaf.pause();
    deaf.send('{"kind":"watch"}');
    const long = 'x'.repeat(1 << 20);
    rig.engine.points_ = { destination: long, txids: [], times: [], bytes: [], kinds: '' };
    for (let n = 0; n < 40; n++) {
      deaf.send(JSON.stringify({ kind: 'call', call: n, command: 'points.list', input: { database: 'db-1' } }));
    }
    const cut = closeCode(deaf);
    setTimeout(() => {
      deaf.resume();
    }, 1000);
    expect(await cut).toBe(1006);
    rig.engine.become({ ...EMPTY, lastEntry: 8 });
    expect(await next(well)).toMatchObject({ kind: 'patch' });
  });

  test('one that does not answer a ping is dropped', async () => {
    await using rig = await Rig.open({ heartbeat: 100 });
    const dead = rig.dial();
    const cookie = await rig.enter();
    dead.write(
      `GET /wire HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: http://${rig.host}\r\nCookie: ${cookie}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const [hello] = (await once(dead, 'data')) as [string];
    expect(hello).toMatch(/^HTTP\/1.1 101 /);
    await closing(dead);
  });

  test('one that answers is not', async () => {
    await using rig = await Rig.open({ heartbeat: 500 });
    const socket = await rig.open();
    let pings = 0;
    socket.on('ping', () => pings++);
    await expect.poll(() => pings, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test('closing the site says goodbye, also to one that does not answer', async () => {
    const rig = await Rig.open();
    const [polite, rude] = [await rig.open(), await rig.open()];
    rude.pause();
    const code = closeCode(polite);
    await rig.site.close();
    expect(await code).toBe(1001);
    rude.resume();
  });
});
