// What can go wrong with a bucket, in words: what the server itself says, and what others are known to say.
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import type { S3Options } from '../../../../main/engine/destination/s3/options.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { useS3 } from '../../../servers/s3.ts';
import { collect, ref, sample, stream } from '../samples.ts';
import { optionsOf } from './place.ts';
import { type Action, useProxies } from './proxy.ts';

const bytes = sample(ref(0, 1));

const s3 = useS3();
const proxied = useProxies();
const open = (options: Partial<S3Options> = {}): Destination => s3Destination(optionsOf(s3, options));

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing',
    (error: unknown) => error,
  );
}

describe('the server says', () => {
  test('that the access key is unknown', async () => {
    const error = await thrownBy(open({ secrets: { ...s3.secrets, 'access-key-id': 'nobody' } }).list(0));
    expect(error).toMatchObject({ code: 'destination-denied', retry: 'later' });
    expect(error).toMatchObject({ message: expect.stringContaining('access key is not known') as string });
  });

  test('that the secret is wrong', async () => {
    const error = await thrownBy(
      open({ secrets: { ...s3.secrets, 'secret-access-key': 'wrong' } }).write(ref(0, 1), stream(bytes)),
    );
    expect(error).toMatchObject({ code: 'destination-denied' });
    expect(error).toMatchObject({ message: expect.stringContaining('secret does not belong') as string });
    expect(String(error)).not.toContain('wrong');
  });

  test('that there is no such bucket', async () => {
    const elsewhere = open({ location: { ...s3.location, bucket: 'tidemark-there-is-no-such-bucket' } });
    for (const work of [elsewhere.list(0), elsewhere.write(ref(0, 1), stream(bytes))]) {
      expect(await thrownBy(work)).toMatchObject({
        code: 'destination-failed',
        retry: 'never',
        hint: expect.stringContaining('Create the bucket') as string,
      });
    }
  });
});

describe('keys', () => {
  test('come from the environment where none are given', async () => {
    const { 'access-key-id': id, 'secret-access-key': secret } = s3.secrets;
    for (const name of ['LITESTREAM', 'AWS']) {
      const env = { [`${name}_ACCESS_KEY_ID`]: id, [`${name}_SECRET_ACCESS_KEY`]: secret };
      expect(await open({ secrets: {}, env }).list(0)).toEqual([]);
    }
  });

  test('that are given come before those of the environment', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 'nothing' };
    expect(await open({ env }).list(0)).toEqual([]);
  });

  test('must come in pairs', async () => {
    const half = open({ secrets: { 'access-key-id': 'half' } });
    await expect(half.list(0)).rejects.toMatchObject({ code: 'config' });
  });
});

test('the endpoint may come from the environment', async () => {
  const { endpoint, ...location } = s3.location;
  const destination = open({ location, env: { LITESTREAM_S3_ENDPOINT: endpoint } });
  expect(await destination.list(0)).toEqual([]);
});

describe('an answer of', () => {
  test.each<[string, Action, object]>([
    ['AccessDenied', { answer: 403, code: 'AccessDenied' }, { code: 'destination-denied', retry: 'later' }],
    ['AccountProblem', { answer: 403, code: 'AccountProblem' }, { code: 'destination-denied' }],
    ['ExpiredToken', { answer: 400, code: 'ExpiredToken' }, { code: 'destination-denied' }],
    ['HTTP 401', { answer: 401, body: '' }, { code: 'destination-denied' }],
    ['QuotaExceeded', { answer: 403, code: 'QuotaExceeded' }, { code: 'destination-full', retry: 'later' }],
    ['XMinioStorageFull', { answer: 507, code: 'XMinioStorageFull' }, { code: 'destination-full' }],
    ['EntityTooLarge', { answer: 400, code: 'EntityTooLarge' }, { code: 'destination-full', retry: 'never' }],
    ['InternalError', { answer: 500, code: 'InternalError' }, { code: 'destination-failed', retry: 'later' }],
    ['HTTP 502', { answer: 502, body: '<html>Bad gateway</html>' }, { code: 'destination-failed', retry: 'later' }],
    ['HTTP 504', { answer: 504, body: '' }, { code: 'destination-failed', retry: 'later' }],
    ['RequestTimeout', { answer: 408, code: 'RequestTimeout' }, { code: 'destination-failed', retry: 'later' }],
    ['HTTP 429', { answer: 429, body: '' }, { code: 'destination-failed', retry: 'later' }],
    ['InvalidArgument', { answer: 400, code: 'InvalidArgument' }, { code: 'destination-failed', retry: 'never' }],
    ['nonsense', { answer: 200, body: 'not XML at all' }, { code: 'destination-absent', retry: 'later' }],
    ['a redirection elsewhere', { answer: 302, body: '' }, { code: 'destination-absent', retry: 'later' }],
  ])('%s is %o', async (_, action, expected) => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = () => action;
    const error = await thrownBy(open({ location: { ...s3.location, endpoint } }).list(0));
    expect(error).toMatchObject(expected);
  });

  test('SlowDown says who is throttled, and is tried again once', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    const destination = open({ location: { ...s3.location, endpoint } });
    proxy.decide = () => ({ answer: 503, code: 'SlowDown' });
    const error = await thrownBy(destination.write(ref(0, 1), stream(bytes)));
    expect(error).toMatchObject({ code: 'destination-failed', retry: 'later' });
    expect(error).toMatchObject({ message: expect.stringContaining('slow down') as string });
    expect(proxy.seen).toHaveLength(2);
    proxy.once(({ method }) => method === 'PUT', { answer: 503, code: 'SlowDown' });
    await destination.write(ref(0, 1), stream(bytes));
    expect(await destination.list(0)).toHaveLength(1);
  });

  test.each([
    [-3600, '3600 s ahead of'],
    [3600, '3600 s behind'],
  ])('RequestTimeTooSkewed names the difference: %i s', async (seconds, words) => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    // The clock is the machine's, held: the figures are then exact.
    const now = Math.floor(Date.now() / 1000) * 1000;
    const clock = { ...optionsOf(s3).clock, now: () => now };
    const date = new Date(now + seconds * 1000).toUTCString();
    proxy.decide = () => ({ answer: 403, code: 'RequestTimeTooSkewed', headers: { date } });
    const error = await thrownBy(open({ location: { ...s3.location, endpoint }, clock }).list(0));
    expect(error).toMatchObject({ code: 'destination-clock', message: expect.stringContaining(words) as string });
  });

  test('another digest than what was sent is no success, and what is there goes again', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    const destination = open({ location: { ...s3.location, endpoint } });
    await destination.write(ref(0, 1), stream(bytes));
    const headers = { etag: '"0123456789abcdef0123456789abcdef"' };
    proxy.decide = ({ method }) => (method === 'PUT' ? { answer: 200, body: '', headers } : 'pass');
    const second = sample(ref(0, 2));
    const error = await thrownBy(destination.write(ref(0, 2), stream(second)));
    expect(error).toMatchObject({ code: 'destination-failed', retry: 'later' });
    expect(proxy.seen.at(-1)).toMatchObject({ method: 'DELETE' });
    expect(destination.storing).toBe('unproved');
  });

  test('PermanentRedirect says the region', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = () => ({
      answer: 301,
      code: 'PermanentRedirect',
      headers: { 'x-amz-bucket-region': 'eu-north-1' },
    });
    const error = await thrownBy(open({ location: { ...s3.location, endpoint } }).list(0));
    expect(error).toMatchObject({ code: 'destination-failed', retry: 'never' });
    expect(error).toMatchObject({ hint: expect.stringContaining('eu-north-1') as string });
  });

  test('AuthorizationHeaderMalformed says the region', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    const body =
      '<Error><Code>AuthorizationHeaderMalformed</Code><Message>no</Message><Region>sa-east-1</Region></Error>';
    proxy.decide = () => ({ answer: 400, body });
    const error = await thrownBy(open({ location: { ...s3.location, endpoint } }).list(0));
    expect(error).toMatchObject({ hint: expect.stringContaining('sa-east-1') as string });
  });

  test('a failed question for the exact time is an error', async () => {
    await open().write(ref(0, 1), stream(bytes));
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = ({ method }) => (method === 'HEAD' ? { answer: 403 } : 'pass');
    const destination = open({ location: { ...s3.location, endpoint } });
    await expect(destination.list(0, { times: 'exact' })).rejects.toMatchObject({ code: 'destination-denied' });
    expect(await destination.list(0)).toHaveLength(1);
  });
});

describe('a server that', () => {
  let listening: Server | undefined;
  afterEach(() => {
    listening?.close();
    listening = undefined;
  });
  const patience = { connect: 300, idle: 300 };

  test('is not there is absent', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    await proxy.close();
    const error = await thrownBy(open({ location: { ...s3.location, endpoint } }).list(0));
    expect(error).toMatchObject({ code: 'destination-absent', retry: 'later' });
  });

  test.each([
    ['text/html', '<html><body>Sign in to use this network</body></html>'],
    ['text/plain', ''],
  ])('answers everything with a page (%s) is absent', async (type, body) => {
    await open().write(ref(0, 1), stream(bytes));
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = () => ({ answer: 200, body, headers: { 'content-type': type } });
    const destination = open({ location: { ...s3.location, endpoint } });
    const large = sample(ref(0, 2), { body: 6 * 1024 * 1024 });
    const calls = [
      destination.list(0),
      destination.write(ref(0, 1), stream(bytes)),
      destination.write(ref(0, 2), stream(large, 100_000)),
      collect(destination.open(ref(0, 1))),
    ];
    for (const call of calls) expect(await thrownBy(call)).toMatchObject({ code: 'destination-absent' });
  });

  test('has no name is absent', async () => {
    const location = { ...s3.location, endpoint: 'http://nowhere.invalid' };
    expect(await thrownBy(open({ location }).list(0))).toMatchObject({ code: 'destination-absent' });
  });

  test('says nothing is absent', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = () => 'silence';
    const destination = open({ location: { ...s3.location, endpoint }, patience });
    expect(await thrownBy(destination.write(ref(0, 1), stream(bytes)))).toMatchObject({
      code: 'destination-absent',
      retry: 'later',
    });
  });

  test('hangs up is absent', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = () => 'hang-up';
    const destination = open({ location: { ...s3.location, endpoint } });
    expect(await thrownBy(destination.list(0))).toMatchObject({ code: 'destination-absent', retry: 'later' });
  });

  test('speaks no HTTP is absent', async () => {
    listening = createServer((socket) => socket.on('error', () => undefined).end('220 mail.example.com ready\r\n'));
    await new Promise<void>((resolve) => listening!.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as { port: number };
    const location = { ...s3.location, endpoint: `http://127.0.0.1:${port}` };
    expect(await thrownBy(open({ location }).list(0))).toMatchObject({ code: 'destination-absent' });
  });

  test('speaks no TLS is absent', async () => {
    const location = { ...s3.location, endpoint: s3.endpoint.replace('http:', 'https:') };
    expect(await thrownBy(open({ location }).list(0))).toMatchObject({ code: 'destination-absent' });
  });

  test('is waited for no longer than the caller wants', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    const controller = new AbortController();
    proxy.decide = () => {
      controller.abort();
      return 'silence';
    };
    const destination = open({ location: { ...s3.location, endpoint } });
    await expect(destination.list(0, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});
