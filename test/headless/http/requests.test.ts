import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { closing, Rig } from './rig.ts';

describe('getting in', () => {
  test('a fresh address gives a session once, and leaves the address bar', async () => {
    await using rig = await Rig.open();
    const path = rig.invited();
    const first = await rig.ask(path);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    expect(first.headers['cache-control']).toBe('no-store');
    const [cookie = ''] = first.headers['set-cookie'] as string[];
    expect(cookie).toMatch(new RegExp(`^tidemark-${rig.port}=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict$`));
    const page = await rig.ask('/', { headers: { cookie: cookie.split(';')[0]! } });
    expect(page).toMatchObject({ status: 200, body: '<p>the app</p>' });
    const again = await rig.ask(path);
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('tidemark serve');
  });

  test('a used address still leads a browser that has a session to the app', async () => {
    await using rig = await Rig.open();
    const path = rig.invited();
    const [cookie = ''] = (await rig.ask(path)).headers['set-cookie'] as string[];
    const again = await rig.ask(path, { headers: { cookie: cookie.split(';')[0]! } });
    expect(again.status).toBe(303);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  test('an address that is not used for ten minutes is void', async () => {
    await using rig = await Rig.open();
    const [soon, late] = [rig.invited(), rig.invited()];
    rig.clock.advance(10 * 60_000);
    expect((await rig.ask(soon)).status).toBe(303);
    rig.clock.advance(1);
    expect((await rig.ask(late)).status).toBe(401);
  });

  test('looking ahead does not spend an address', async () => {
    await using rig = await Rig.open();
    const path = rig.invited();
    expect((await rig.ask(path, { method: 'HEAD' })).status).toBe(405);
    expect((await rig.ask(path)).status).toBe(303);
  });

  test.each(['', 'x', '0'.repeat(64), '%00', 'a'.repeat(5000)])('the token %j does not', async (token) => {
    await using rig = await Rig.open();
    rig.invited();
    expect((await rig.ask(`/?token=${token}`)).status).toBe(401);
  });

  test('many addresses and sessions: the oldest make room', async () => {
    await using rig = await Rig.open();
    const paths = Array.from({ length: 17 }, () => rig.invited());
    expect((await rig.ask(paths[0]!)).status).toBe(401);
    const oldest = await rig.enter();
    const cookies: string[] = [];
    while (cookies.length < 32) cookies.push(await rig.enter());
    expect((await rig.ask('/', { headers: { cookie: oldest } })).status).toBe(401);
    for (const cookie of cookies) expect((await rig.ask('/', { headers: { cookie } })).status).toBe(200);
  });

  test('a session lives while it is used', async () => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    for (let day = 0; day < 10; day++) {
      rig.clock.advance(6 * 86_400_000);
      expect((await rig.ask('/', { headers: { cookie } })).status).toBe(200);
    }
    rig.clock.advance(8 * 86_400_000);
    expect((await rig.ask('/', { headers: { cookie } })).status).toBe(401);
  });

  test.each([
    ['none', undefined],
    ['of another port', 'tidemark-1=VALUE'],
    ['with one letter less', 'NAME=SHORT'],
    ['empty', 'NAME='],
    ['as part of another', 'xNAME=VALUE'],
  ])('without the right cookie there is nothing: %s', async (_what, pattern) => {
    await using rig = await Rig.open();
    const [name = '', value = ''] = (await rig.enter()).split('=');
    const cookie = pattern?.replace('NAME', name).replace('VALUE', value).replace('SHORT', value.slice(1));
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
    for (const path of ['/', '/assets/index.js', '/nothing']) {
      const { status, body } = await rig.ask(path, { headers });
      expect(status).toBe(401);
      expect(body).not.toContain('go()');
    }
  });
});

describe('every answer', () => {
  test('says what the page may do', async () => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    for (const [path, asking] of [
      ['/', { headers: { cookie } }],
      ['/', {}],
      ['/missing', { headers: { cookie } }],
      ['/', { method: 'POST' }],
      ['/', { headers: { host: 'evil.example' } }],
    ] as const) {
      const { headers } = await rig.ask(path, asking);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; /);
      expect(policy).toMatch(/; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/);
      expect(policy).not.toContain('evil');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  test('HEAD is a GET without the body', async () => {
    await using rig = await Rig.open();
    const headers = { cookie: await rig.enter() };
    const [get, head] = [await rig.ask('/', { headers }), await rig.ask('/', { headers, method: 'HEAD' })];
    expect(head.status).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.headers['content-type']).toBe('text/html; charset=utf-8');
  });
});

describe('paths', () => {
  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '/assets/..\\..\\package.json',
    '/assets/%00index.js',
    '/assets//index.js',
    '/assets',
    '//etc/passwd',
    '/./',
    '/index.js',
    '/__proto__',
    '/constructor',
  ])('%s leads nowhere', async (path) => {
    await using rig = await Rig.open();
    const { status } = await rig.ask(path, { headers: { cookie: await rig.enter() } });
    expect(status).toBe(404);
  });

  test('what follows a question mark does not matter', async () => {
    await using rig = await Rig.open();
    const headers = { cookie: await rig.enter() };
    expect(await rig.ask('/assets/index.js?v=1', { headers })).toMatchObject({ status: 200, body: 'go();' });
  });
});

describe('who is turned away', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.2:PORT',
    'localhost',
    'localhost.evil.example:PORT',
    '127.0.0.1.nip.io:PORT',
    '0.0.0.0:PORT',
    '127.0.0.1:PORT@evil.example',
  ])('the host %j', async (host) => {
    await using rig = await Rig.open();
    const headers = { cookie: await rig.enter(), host: host.replace('PORT', String(rig.port)) };
    const { status, body } = await rig.ask('/', { headers });
    expect(status).toBe(421);
    expect(body).not.toContain('the app');
  });

  test.each(['localhost:PORT', 'LocalHost:PORT', '127.0.0.1:PORT'])('not the host %s', async (host) => {
    await using rig = await Rig.open();
    const headers = { cookie: await rig.enter(), host: host.replace('PORT', String(rig.port)) };
    expect((await rig.ask('/', { headers })).status).toBe(200);
  });

  test('a token does not open a foreign host', async () => {
    await using rig = await Rig.open();
    const path = rig.invited();
    expect((await rig.ask(path, { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await rig.ask(path)).status).toBe(303);
  });

  test('two hosts, no host, and a whole URL', async () => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    const two = `GET / HTTP/1.1\r\nHost: ${rig.host}\r\nHost: evil.example\r\nCookie: ${cookie}\r\n\r\n`;
    expect(await rig.raw(two)).toMatch(/^HTTP\/1.1 4(00|21) /);
    expect(await rig.raw(`GET / HTTP/1.1\r\nCookie: ${cookie}\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await rig.raw(`GET / HTTP/1.1\r\nHost: \r\nCookie: ${cookie}\r\n\r\n`)).toMatch(/^HTTP\/1.1 4(00|21) /);
    const whole = `GET http://${rig.host}/ HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\n\r\n`;
    expect(await rig.raw(whole)).toMatch(/^HTTP\/1.1 400 /);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])('%s', async (method) => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    const ours = await rig.ask('/', { method, headers: { cookie, origin: `http://${rig.host}` } });
    expect(ours.status).toBe(405);
    expect(ours.headers['allow']).toBe('GET, HEAD');
    for (const origin of [undefined, 'http://evil.example', 'null', `http://localhost:${rig.port}`]) {
      const headers: Record<string, string> = origin === undefined ? { cookie } : { cookie, origin };
      expect((await rig.ask('/', { method, headers })).status).toBe(403);
    }
  });

  test('a page from elsewhere that uses what is here', async () => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    const ask = async (headers: Record<string, string>): Promise<number> =>
      (await rig.ask('/', { headers: { cookie, ...headers } })).status;
    expect(await ask({ origin: 'http://evil.example' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(200);
    expect(await ask({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' })).toBe(200);
    expect(await ask({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(200);
  });
});

describe('bounds', () => {
  test('a body is not read', async () => {
    await using rig = await Rig.open();
    const cookie = await rig.enter();
    const declared = `GET / HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\nContent-Length: 1000000000\r\n\r\n`;
    expect(await rig.raw(declared)).toMatch(/^HTTP\/1.1 413 /);
    const chunked = `GET / HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await rig.raw(chunked)).toMatch(/^HTTP\/1.1 413 /);
    const waiting = `POST / HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: http://${rig.host}\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`;
    expect(await rig.raw(waiting)).toMatch(/^HTTP\/1.1 405 /);
  });

  test('headers that are too long', async () => {
    await using rig = await Rig.open();
    const { status } = await rig.ask('/', { headers: { 'x-long': 'a'.repeat(20_000) } }).catch(() => ({ status: 400 }));
    expect([400, 431]).toContain(status);
  });

  test.each(['\r\n\r\n\r\n', 'hello\r\n\r\n', '\u0000\u0001\u0002', 'GET / HTTP/9.9\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\n\r\n'])(
    'gibberish %j ends the connection',
    async (bytes) => {
      await using rig = await Rig.open({ headers: 300, request: 400 });
      expect(await rig.raw(bytes)).not.toContain('200 OK');
    },
  );

  test('who sends letter by letter is cut off, while others are served', async () => {
    await using rig = await Rig.open({ headers: 500, request: 800 });
    const slow = rig.dial();
    const letters = setInterval(() => {
      if (slow.writable) slow.write('x');
    }, 50);
    slow.write(`GET / HTTP/1.1\r\nHost: ${rig.host}\r\nX-Slow: `);
    const closed = closing(slow);
    expect((await rig.ask('/')).status).toBe(401);
    await closed;
    clearInterval(letters);
  });

  test('who says nothing is cut off', async () => {
    await using rig = await Rig.open({ headers: 300, request: 400, silence: 300 });
    const silent = rig.dial();
    await closing(silent);
  });

  test('more connections than there may be are not taken', async () => {
    await using rig = await Rig.open({ connections: 2 });
    const held = [rig.dial(), rig.dial()];
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    const more = rig.dial();
    await closing(more);
    held[0]!.destroy();
    await expect.poll(async () => (await rig.ask('/').catch(() => undefined))?.status).toBe(401);
  });
});
