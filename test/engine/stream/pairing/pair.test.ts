// Two computers are paired by a code that a person carries; over TLS nothing is sent before the certificate is the right one.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatCode, parseCode } from '../../../../main/engine/stream/pairing/code.ts';
import { pairWith } from '../../../../main/engine/stream/pairing/pair.ts';
import { requestJson } from '../../../../main/engine/stream/node/peer-request.ts';
import { parsePinnedUrl, parseStreamAddress } from '../../../../main/engine/stream/server/address.ts';
import { ServerRig, TOKEN } from '../server/rig.ts';

let rig: ServerRig;
beforeEach(() => {
  rig = new ServerRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const patience = 5000;

describe.each(['always', 'off-loopback'] as const)('a code (TLS %s)', (tls) => {
  test('lets a computer in, which then knows whom it follows', async () => {
    await rig.start({ tls });
    const { address } = parsePinnedUrl(rig.server.url);
    const paired = await pairWith({ address, code: rig.server.pair().code.toLowerCase(), name: 'Laptop' });
    expect(paired).toMatchObject({ ...parsePinnedUrl(rig.server.url), id: '00000000000000FF', name: 'Desk' });
    const { body } = await requestJson({ ...paired, method: 'GET', path: '/info', patience });
    expect(body).toMatchObject({ name: 'Desk' });
    expect(rig.server.guests).toMatchObject([{ name: 'Laptop' }]);
  });

  test('that is wrong lets nobody in', async () => {
    await rig.start({ tls });
    const { address } = parsePinnedUrl(rig.server.url);
    const { certificate = '' } = parseCode(rig.server.pair().code);
    const wrong = formatCode({ ...(certificate === '' ? {} : { certificate }), secret: 'AAAAAAAAAAAA' });
    await expect(pairWith({ address, code: wrong, name: 'Laptop' })).rejects.toMatchObject({ code: 'stream-denied' });
  });
});

describe('who is not who it should be', () => {
  test('gets no secret', async () => {
    await rig.start({ tls: 'always' });
    const { address } = parsePinnedUrl(rig.server.url);
    const { secret } = parseCode(rig.server.pair().code);
    const another = formatCode({ certificate: 'AAAAAAAAAAAA', secret });
    await expect(pairWith({ address, code: another, name: 'Laptop' })).rejects.toMatchObject({ code: 'stream-untrusted' });
    await expect(pairWith({ address, code: formatCode({ secret }), name: 'Laptop' })).rejects.toMatchObject({ code: 'stream-untrusted' });
    // Neither of them was a try.
    expect(rig.server.serving).toHaveProperty('pairing');
  });

  test('gets no token', async () => {
    await rig.start({ tls: 'always' });
    const { address } = parsePinnedUrl(rig.server.url);
    const asked = { address, token: TOKEN, method: 'GET', path: '/info', patience } as const;
    for (const pin of [{}, { pin: `sha256:${'0'.repeat(64)}` }]) {
      await expect(requestJson({ ...asked, ...pin })).rejects.toMatchObject({ code: 'stream-untrusted' });
    }
  });

  test('is told apart from nobody', async () => {
    await rig.start();
    const { address } = parsePinnedUrl(rig.server.url);
    await rig.server.close();
    const asked = requestJson({ address, token: TOKEN, method: 'GET', path: '/info', patience });
    await expect(asked).rejects.toMatchObject({ code: 'stream-absent', retry: 'later' });
  });
});

test('what is refused is told in the words of the other side', async () => {
  await rig.start();
  const { address } = parsePinnedUrl(rig.server.url);
  const asked = { address, method: 'POST', path: '/promote?database=app.db', patience } as const;
  await expect(requestJson({ ...asked, token: 'x' })).rejects.toMatchObject({ code: 'stream-denied' });
  await expect(requestJson({ ...asked, token: TOKEN })).rejects.toMatchObject({ code: 'unsupported', message: 'app.db always has its primary here' });
});

test.each([
  'null',
  '{}',
  '{"token":"with a blank in it, and long","id":"00000000000000FF","name":"Desk"}',
  '{"token":"0123456789abcdef","id":"../../peer","name":"Desk"}',
  `{"token":"0123456789abcdef","id":"00000000000000FF","name":"${'x'.repeat(300)}"}`,
])('who lets us in with nonsense is not believed: %s', async (answer) => {
  const server = createServer((_request, response) => response.end(answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(pairWith({ address, code: 'AAAA-AAAA-AAAA', name: 'Laptop' })).rejects.toMatchObject({ code: 'stream-protocol' });
  server.close();
});

test.each(['', 'ABCD', '0000-0000-0000', 'ABCD-EFGH-IJKL-MNOP', 'ABCD-EFGH-IJK1'])('is no code: %s', (code) => {
  expect(() => parseCode(code)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
});

test.each(['http://10.0.0.2:7674', 'https://10.0.0.2:7674', 'https://10.0.0.2:7674#sha256:00', 'ftp://x', 'http://127.0.0.1:1/x', '10.0.0.2'])(
  'is no address of a node: %s',
  (url) => {
    expect(() => parsePinnedUrl(url)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  },
);

test.each([
  ['7674', '127.0.0.1', 7674],
  [':0', '0.0.0.0', 0],
  ['localhost:1', '127.0.0.1', 1],
  ['[::1]:80', '::1', 80],
  ['nas.local:7674', 'nas.local', 7674],
])('where to listen: %s', (text, host, port) => {
  expect(parseStreamAddress(text)).toEqual({ host, port });
});

test.each(['', 'nas', 'nas:x', '127.0.0.1:70000', 'http://x:1'])('is nowhere to listen: %s', (text) => {
  expect(() => parseStreamAddress(text)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
});
