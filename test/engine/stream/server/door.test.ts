// Nobody gets in who was not let in, and whatever comes through the door is refused in words.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCodeOf, parseCode } from '../../../../main/engine/stream/pairing/code.ts';
import { parsePinnedUrl } from '../../../../main/engine/stream/server/address.ts';
import { StreamServer } from '../../../../main/engine/stream/server/server.ts';
import { MAX_POS_MAP } from '../../../../main/engine/stream/wire/pos-map.ts';
import { type Ask, NODE, type Reply, ServerRig, systems, TOKEN } from './rig.ts';

let rig: ServerRig;
beforeEach(() => {
  rig = new ServerRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const post = (path: string, ask: Ask = {}): Promise<Reply> => rig.ask(path, { method: 'POST', ...ask });
const said = ({ body }: Reply): { code: string; message: string; hint: string } => JSON.parse(body) as never;
const pair = (code: string): Promise<Reply> =>
  rig.ask('/pair', { method: 'POST', headers: { authorization: '' }, body: JSON.stringify({ code, name: 'Laptop' }) });

describe('at the door', () => {
  test.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: 'Bearer somebody elses' }],
    ['no bearer', { authorization: `Basic ${TOKEN}` }],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }],
  ])('%s: nothing is told', async (_what, headers) => {
    await rig.start();
    for (const path of ['/info', '/stream', '/acknowledge', '/promote', '/nothing']) {
      const reply = await rig.ask(path, { method: path === '/info' ? 'GET' : 'POST', headers });
      expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
      expect(said(reply)).toMatchObject({ code: 'stream-denied', hint: expect.stringContaining('tidemark pair') as unknown });
    }
  });

  test('with a token it is told who is there and how far', async () => {
    await rig.start();
    const { txid } = await rig.commit();
    const info = JSON.parse((await rig.ask('/info')).body) as Record<string, unknown>;
    expect(info).toMatchObject({ id: '00000000000000FF', name: 'Desk', role: 'primary', generation: 3, primary: rig.server.url });
    const checksum = rig.head.postApplyChecksum.toString(16);
    expect(info['databases']).toEqual({ 'app.db': { role: 'primary', txid: txid.toString(16).padStart(16, '0'), checksum, pageSize: 4096 } });
  });

  test.each([
    ['/nothing', 'GET', {}, '', 404, 'not-found'],
    ['/constructor', 'GET', {}, '', 404, 'not-found'],
    ['/info', 'POST', {}, '', 405, 'usage'],
    ['/stream', 'GET', {}, '', 405, 'usage'],
    ['/info', 'GET', { 'litefs-id': 'me' }, '', 400, 'usage'],
    ['/info', 'GET', { 'tidemark-name': '%' }, '', 400, 'usage'],
    ['/info', 'GET', { 'tidemark-advertise': 'file:///etc' }, '', 400, 'usage'],
    ['/info', 'GET', { origin: 'http://evil.example' }, '', 403, 'refused'],
    ['/stream', 'POST', { 'litefs-id': 'me' }, '', 400, 'usage'],
    ['/stream', 'POST', {}, '', 400, 'stream-protocol'],
    ['/stream', 'POST', {}, '\x00\x00\x00\x01', 400, 'stream-protocol'],
    ['/stream', 'POST', {}, 'x'.repeat(100), 400, 'stream-protocol'],
    ['/stream?filter=other.db', 'POST', {}, '\0\0\0\0', 404, 'not-found'],
    ['/stream?filter=%25zz', 'POST', {}, '\0\0\0\0', 400, 'usage'],
    ['/acknowledge', 'POST', {}, '\x00\x00\x00\x01', 400, 'stream-protocol'],
    ['/promote?database=app.db', 'POST', {}, '', 404, 'unsupported'],
    ['/promote?database=other.db', 'POST', {}, '', 404, 'not-found'],
    ['/handoff', 'POST', {}, '', 404, 'not-found'],
    ['/handoff?database=app.db&node=x', 'POST', {}, '', 404, 'unsupported'],
  ])('%s %s %j %j: %i %s', async (path, method, headers, body, status, code) => {
    await rig.start();
    const reply = await rig.ask(path, { method, headers: headers as unknown as Record<string, string>, ...(body === '' ? {} : { body }) });
    expect(reply.status).toBe(status);
    expect(said(reply)).toMatchObject({ code, message: expect.stringMatching(/./) as unknown });
  });

  test('names in the filter are percent-encoded: they may have commas', async () => {
    await rig.start();
    const twice = encodeURIComponent(encodeURIComponent('app,1.db'));
    expect(said(await post(`/stream?filter=${twice}`, { body: '\0\0\0\0' }))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('app,1.db') as unknown,
    });
  });

  test('a body that is too large is not read, whether it says so or not', async () => {
    await rig.start();
    const large = 'x'.repeat(MAX_POS_MAP + 1);
    const told = await post('/acknowledge', { body: large });
    const untold = await post('/acknowledge', { headers: { 'transfer-encoding': 'chunked' }, body: large }).catch(() => undefined);
    expect(told.status).toBe(413);
    expect([413, undefined]).toContain(untold?.status);
    expect((await rig.ask('/info')).status).toBe(200);
  });

  test('a database that is not written here says where it is', async () => {
    await rig.start();
    const { source } = rig.database;
    rig.state = { kind: 'follower', source, primary: 'http://127.0.0.1:9999' };
    const refused = await post('/stream?filter=app.db', { body: '\0\0\0\0' });
    expect(refused).toMatchObject({ status: 503, headers: { 'tidemark-primary': 'http://127.0.0.1:9999' } });
    expect(said(refused)).toMatchObject({ code: 'stream-no-primary', message: expect.stringContaining('9999') as unknown });
    const follower = await rig.follow({}, '?filter=app.db&from=follower');
    expect(await follower.next()).toMatchObject({ kind: 'ltx' });
    follower.leave();
  });

  test('half a request is waited for only so long', async () => {
    await rig.start({ limits: { headers: 200, request: 200 } });
    const socket = connectTcp(Number(new URL(rig.server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('POST /stream HTTP/1.1\r\nHost: x\r\n');
    socket.resume();
    await once(socket, 'close');
    const silent = connectTcp(Number(new URL(rig.server.url).port), '127.0.0.1');
    silent.on('error', () => undefined);
    silent.resume();
    await once(silent, 'close');
  });

  test.each(['off-loopback', 'always'] as const)('who holds many connections open keeps nobody out (TLS %s)', async (tls) => {
    await rig.start({ tls, limits: { connections: 12, strangers: 8 } });
    const follower = await rig.follow();
    const port = Number(new URL(rig.server.url).port);
    const sockets = Array.from({ length: 20 }, () => connectTcp(port, '127.0.0.1'));
    for (const socket of sockets) socket.on('error', () => undefined).resume();
    await Promise.all(sockets.slice(0, 12).map((socket) => once(socket, 'close')));
    expect((await rig.ask('/info')).status).toBe(200);
    expect(await follower.next()).toMatchObject({ kind: 'ltx' });
    follower.leave();
    for (const socket of sockets) socket.destroy();
  });

  test('what is no HTTP is hung up on', async () => {
    await rig.start();
    const socket = connectTcp(Number(new URL(rig.server.url).port), '127.0.0.1');
    socket.write('\x16\x03\x01\x02\x00\x01\x00');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('400 Bad Request');
    await once(socket, 'close');
  });
});

describe('pairing', () => {
  test('lets one computer in, once, and only a hash of its token is kept', async () => {
    await rig.start();
    const { code, until } = rig.server.pair();
    expect(code).toMatch(/^([A-Z2-7]{4}-){2}[A-Z2-7]{4}$/);
    expect(rig.server.serving).toMatchObject({ kind: 'on', pairing: { code, until } });
    const paired = await pair(parseCode(code).secret);
    const { token, id } = JSON.parse(paired.body) as { token: string; id: string };
    expect(id).toBe('00000000000000FF');
    expect((await rig.ask('/info', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect(rig.server.guests).toMatchObject([{ name: 'Laptop' }]);
    expect(said(await pair(parseCode(code).secret))).toMatchObject({ code: 'stream-denied', message: 'no code is good now' });
    const kept = systems.disk.readFileSync(join(rig.home, 'live', 'tokens.json'), 'utf8');
    expect(kept).toContain('Laptop');
    expect(kept).not.toContain(token);
    rig.server.revoke(rig.server.guests[0]!.id);
    expect((await rig.ask('/info', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  test('ends after five wrong tries', async () => {
    await rig.start();
    const { secret } = parseCode(rig.server.pair().code);
    for (let i = 0; i < 5; i++) expect(said(await pair('AAAAAAAAAAAA')).message).toBe('that is not the code that is shown');
    expect((await pair(secret)).status).toBe(401);
    expect(rig.server.serving).not.toHaveProperty('pairing');
    expect(rig.server.guests).toEqual([]);
  });

  /** What a computer that was paired is let in by. */
  const guestToken = async (): Promise<Record<string, string>> => {
    const reply = await pair(parseCode(rig.server.pair().code).secret);
    return { authorization: `Bearer ${(JSON.parse(reply.body) as { token: string }).token}` };
  };

  test.each(['/promote?database=app.db&force=yes', '/handoff?database=app.db&node=00000000000000AA'])('who may follow decides nothing: %s', async (path) => {
    await rig.start();
    const reply = await post(path, { headers: await guestToken() });
    expect(reply.status).toBe(403);
    expect(said(reply)).toMatchObject({ code: 'refused', hint: expect.stringContaining('secret') as unknown });
  });

  test('nodes are not told to ask where a guest says it is', async () => {
    await rig.start();
    const headers = { ...(await guestToken()), 'tidemark-advertise': `https://evil.example:1#sha256:${'0'.repeat(64)}` };
    const follower = await rig.follow({}, '?filter=app.db', NODE, headers);
    expect(await follower.next()).toMatchObject({ kind: 'ltx' });
    await rig.ask('/info', { headers });
    expect(rig.server.book.urls).toEqual([]);
    follower.leave();
  });

  test('a guest speaks for itself alone, whatever it calls itself', async () => {
    await rig.start();
    const pos = await rig.commit();
    const headers = await guestToken();
    const node = await rig.follow();
    expect(await node.next()).toMatchObject({ kind: 'ltx' });
    const guest = await rig.follow({}, '?filter=app.db', NODE, headers);
    expect(await guest.next()).toMatchObject({ kind: 'ltx' });
    await rig.acknowledge(pos, NODE, headers);
    expect(rig.server.book.acknowledged(NODE, 'app.db')).toBe(0n);
    const { id } = rig.server.guests[0]!;
    expect(rig.server.followers).toMatchObject({ [NODE]: { state: 'connected' }, [`${id}/${NODE}`]: { guest: id, state: 'connected' } });
    const next = await rig.commit();
    await rig.acknowledge(next);
    expect(await node.next()).toEqual({ kind: 'ready' });
    expect(await node.next()).toMatchObject({ kind: 'ltx' });
    node.leave();
    guest.leave();
  });

  test.each(['', '[]', '{"code":1,"name":"x"}', '{"code":"A"}', `{"code":"A","name":"${'x'.repeat(300)}"}`])('is asked for in order: %s', async (body) => {
    await rig.start();
    rig.server.pair();
    expect(await post('/pair', { body })).toMatchObject({ status: 400 });
  });

  test('a long word is not read', async () => {
    await rig.start();
    expect(await post('/pair', { body: `{"code":"${'A'.repeat(5000)}","name":""}` })).toMatchObject({ status: 413 });
  });
});

describe('over TLS', () => {
  test('the certificate is made once, for its owner alone, and the code speaks of it', async () => {
    await rig.start({ tls: 'always' });
    const { port } = new URL(rig.server.url);
    const socket = connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { raw } = socket.getPeerX509Certificate()!;
    socket.destroy();
    const digest = createHash('sha256').update(raw).digest();
    const code = parseCode(rig.server.pair().code.toLowerCase().replaceAll('-', ' '));
    expect(isCodeOf(code, digest)).toBe(true);
    expect(isCodeOf(code, createHash('sha256').update('another').digest())).toBe(false);
    expect(isCodeOf(code, undefined)).toBe(false);
    expect(parsePinnedUrl(rig.server.url)).toEqual({ address: `https://127.0.0.1:${port}`, pin: `sha256:${digest.toString('hex')}` });
    expect((await rig.ask('/info')).status).toBe(200);
    const { mode } = statSync(join(rig.home, 'live', 'certificate.pem'));
    expect(mode & 0o777).toBe(0o600);
    const address = { host: '127.0.0.1', port: 0 };
    const again = await StreamServer.open({ home: rig.home, id: 'A'.repeat(16), name: '', address, tls: 'always', ...systems });
    expect(parsePinnedUrl(again.url).pin).toBe(parsePinnedUrl(rig.server.url).pin);
    await again.close();
  });

  test('off loopback it is always spoken', async () => {
    await rig.start({ address: { host: '0.0.0.0', port: 0 } });
    expect(rig.server.url).toMatch(/^https:\/\/0\.0\.0\.0:\d+#sha256:[0-9a-f]{64}$/);
  });

  test('a port that is taken is refused', async () => {
    await rig.start();
    const address = { host: '127.0.0.1', port: Number(new URL(rig.server.url).port) };
    const second = StreamServer.open({ home: rig.home, id: 'A'.repeat(16), name: '', address, ...systems });
    await expect(second).rejects.toMatchObject({ code: 'busy' });
  });
});
