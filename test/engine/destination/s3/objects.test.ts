// Objects that are changed only by who knows what they hold, as a lease needs them.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { ConditionalStore } from '../../../../main/engine/destination/conditional.ts';
import type { S3Options } from '../../../../main/engine/destination/s3/options.ts';
import { s3Objects } from '../../../../main/engine/destination/s3/objects.ts';
import { formatS3Url } from '../../../../main/engine/destination/s3/url.ts';
import { useS3 } from '../../../servers/s3.ts';
import { optionsOf } from './place.ts';
import { useProxies } from './proxy.ts';
import { CountedTraffic } from './traffic.ts';

const s3 = useS3();
const proxied = useProxies();
const open = (options: Partial<S3Options> = {}): ConditionalStore => s3Objects(optionsOf(s3, options));
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const ABSENT = { kind: 'absent' } as const;

async function put(
  store: ConditionalStore,
  text: string,
  expected: Parameters<ConditionalStore['write']>[2],
): Promise<string> {
  const written = await store.write('lock.json', bytesOf(text), expected);
  return written === 'lost' ? 'lost' : written.etag;
}

test('what is not there is not read', async () => {
  expect(await open().read('lock.json')).toBeUndefined();
});

test('what was written is read, with its tag and the time there', async () => {
  const traffic = new CountedTraffic();
  const store = open({ traffic });
  const etag = await put(store, 'mine', ABSENT);
  const read = await open().read('lock.json');
  expect(Buffer.from(read?.bytes ?? []).toString()).toBe('mine');
  expect(read?.etag).toBe(etag);
  expect(Math.abs((read?.serverTime ?? 0) - Date.now())).toBeLessThan(600_000);
  expect(traffic.requests).toEqual({ write: 1, read: 0, list: 0, delete: 0 });
  expect(store.url).toBe(formatS3Url(s3.location));
});

test('an object lies beside the levels', async () => {
  await put(open(), 'mine', ABSENT);
  const foreign = { Bucket: s3.bucket, Key: 'db/other.json', Body: 'theirs' };
  await s3.client.send(new PutObjectCommand(foreign));
  expect(Buffer.from((await open().read('other.json'))?.bytes ?? []).toString()).toBe('theirs');
});

test('an empty object is one', async () => {
  const etag = await put(open(), '', ABSENT);
  expect(await open().read('lock.json')).toMatchObject({ bytes: Buffer.alloc(0), etag });
});

describe('a write', () => {
  test('loses where something is that should not be', async () => {
    await put(open(), 'first', ABSENT);
    expect(await put(open(), 'second', ABSENT)).toBe('lost');
  });

  test('loses where it is another version', async () => {
    const first = await put(open(), 'first', ABSENT);
    const second = await put(open(), 'second', { kind: 'same', etag: first });
    expect(second).not.toBe(first);
    expect(await put(open(), 'third', { kind: 'same', etag: first })).toBe('lost');
    expect(Buffer.from((await open().read('lock.json'))?.bytes ?? []).toString()).toBe('second');
  });

  test('loses where nothing is left', async () => {
    expect(await put(open(), 'mine', { kind: 'same', etag: '"0123456789abcdef0123456789abcdef"' })).toBe('lost');
    expect(await open().read('lock.json')).toBeUndefined();
  });

  test('wins exactly once, of many that create', async () => {
    const results = await Promise.all(Array.from({ length: 24 }, (_, i) => put(open(), `writer ${i}`, ABSENT)));
    const winners = results.filter((result) => result !== 'lost');
    expect(winners).toHaveLength(1);
    expect((await open().read('lock.json'))?.etag).toBe(winners[0]);
  });

  test('wins at most once, of many that replace', async () => {
    const etag = await put(open(), 'start', ABSENT);
    const results = await Promise.all(
      Array.from({ length: 24 }, (_, i) => put(open(), `writer ${i}`, { kind: 'same', etag })),
    );
    const winners = results.filter((result) => result !== 'lost');
    expect(winners).toHaveLength(1);
    expect((await open().read('lock.json'))?.etag).toBe(winners[0]);
  });

  test('says where conditions are not known', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = () => ({ answer: 501, code: 'NotImplemented' });
    const store = open({ location: { ...s3.location, endpoint } });
    await expect(put(store, 'mine', ABSENT)).rejects.toMatchObject({ code: 'unsupported', retry: 'never' });
  });

  test('can be given up', async () => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    const controller = new AbortController();
    proxy.decide = () => {
      controller.abort();
      return 'silence';
    };
    const store = open({ location: { ...s3.location, endpoint } });
    const writing = store.write('lock.json', bytesOf('mine'), ABSENT, controller.signal);
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    await expect(store.read('lock.json', controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  });
});

test('what is much too large is not taken into memory', async () => {
  const Body = Buffer.alloc(3 * 1024 * 1024);
  await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'db/lock.json', Body }));
  await expect(open().read('lock.json')).rejects.toMatchObject({ code: 'destination-failed' });
});
