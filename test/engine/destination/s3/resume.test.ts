// Large files over lines that break, and by writers that die: what is there need not be sent again.
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { useS3 } from '../../../servers/s3.ts';
import { runScript } from '../file/run-child.ts';
import { abortAfter, collect, ref, sample, stream } from '../samples.ts';
import { optionsOf } from './place.ts';
import { type Proxy, type Seen, useProxies } from './proxy.ts';
import { CountedTraffic } from './traffic.ts';

const MEGABYTE = 1024 * 1024;
const PART = 5 * MEGABYTE;
const KEY = 'db/0009/0000000000000001-0000000000000007.ltx';
const LARGE = ref(9, 1, 7);
/** Four whole parts and a rest. */
const large = sample(LARGE, { body: 4 * PART + 12_345 });

const s3 = useS3();
const proxied = useProxies();
let proxy: Proxy;
let traffic: CountedTraffic;
let destination: Destination;

beforeEach(async () => {
  const made = await proxied(s3.endpoint);
  proxy = made.proxy;
  traffic = new CountedTraffic();
  const location = { ...s3.location, endpoint: made.endpoint, concurrency: 1 };
  destination = s3Destination(optionsOf(s3, { location, traffic }));
});

const partOf = ({ query }: Seen): number => Number(query.get('partNumber') ?? 0);
const isPart =
  (number: number) =>
  (seen: Seen): boolean =>
    seen.method === 'PUT' && partOf(seen) === number;
const partsSeen = (): number[] => proxy.seen.filter(({ method }) => method === 'PUT').map(partOf);

async function uploads(): Promise<MultipartUpload[]> {
  return (await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }))).Uploads ?? [];
}

async function expectWhole(): Promise<void> {
  expect((await collect(s3Destination(optionsOf(s3)).open(LARGE))).equals(large)).toBe(true);
  expect(await uploads()).toEqual([]);
}

describe('after a failure that may pass', () => {
  test('the next try sends what is missing only', async () => {
    proxy.decide = (seen) => (isPart(3)(seen) ? 'hang-up' : 'pass');
    await expect(destination.write(LARGE, stream(large, MEGABYTE))).rejects.toMatchObject({ retry: 'later' });
    expect(await uploads()).toHaveLength(1);
    expect(await destination.list(9)).toEqual([]);
    proxy.decide = () => 'pass';
    proxy.seen.length = 0;
    const seen: number[] = [];
    // Pieces of another size: parts are the same nevertheless.
    await destination.write(LARGE, stream(large, 999_999), { onBytes: (done) => void seen.push(done) });
    expect(partsSeen()).toEqual([3, 4, 5]);
    expect(seen[0]).toBe(PART);
    expect(seen.at(-1)).toBe(large.length);
    await expectWhole();
  });

  test('another content of the same name is not mixed in', async () => {
    proxy.decide = (seen) => (isPart(3)(seen) ? 'hang-up' : 'pass');
    const other = sample(LARGE, { seed: 9, body: 4 * PART });
    await expect(destination.write(LARGE, stream(other, MEGABYTE))).rejects.toMatchObject({ retry: 'later' });
    proxy.decide = () => 'pass';
    proxy.seen.length = 0;
    await destination.write(LARGE, stream(large, MEGABYTE));
    expect(partsSeen()).toEqual([1, 2, 3, 4, 5]);
    expect((await collect(destination.open(LARGE))).equals(large)).toBe(true);
  });

  test('a part that is not what it should be is sent again', async () => {
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key: KEY }));
    const bodies = [large.subarray(0, PART), Buffer.alloc(PART, 7), large.subarray(2 * PART, 3 * PART)];
    for (const [i, Body] of bodies.entries()) {
      await s3.client.send(new UploadPartCommand({ Bucket: s3.bucket, Key: KEY, UploadId, PartNumber: i + 1, Body }));
    }
    await destination.write(LARGE, stream(large, MEGABYTE));
    expect(partsSeen()).toEqual([2, 4, 5]);
    await expectWhole();
  });
});

test('what was given up goes on where it stopped', async () => {
  const controller = new AbortController();
  const source = abortAfter(stream(large, MEGABYTE), 3 * PART, controller);
  await expect(destination.write(LARGE, source, { signal: controller.signal })).rejects.toMatchObject({
    code: 'aborted',
  });
  proxy.seen.length = 0;
  await destination.write(LARGE, stream(large, MEGABYTE));
  expect(partsSeen()).not.toContain(1);
  expect(partsSeen()).toContain(5);
  await expectWhole();
});

test('a failure for good leaves nothing', async () => {
  proxy.decide = (seen) => (isPart(2)(seen) ? { answer: 400, code: 'InvalidArgument' } : 'pass');
  await expect(destination.write(LARGE, stream(large, MEGABYTE))).rejects.toMatchObject({ retry: 'never' });
  expect(await uploads()).toEqual([]);
});

test('a lost yes is a yes', async () => {
  proxy.once(({ method, query }) => method === 'POST' && query.has('uploadId'), 'lose-answer');
  const info = await destination.write(LARGE, stream(large, MEGABYTE));
  expect(info.size).toBe(large.length);
  await expectWhole();
});

test('a failure that begins like a yes is none', async () => {
  const body = '<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>';
  const isEnd = ({ method, query }: Seen): boolean => method === 'POST' && query.has('uploadId');
  proxy.decide = (seen) =>
    isEnd(seen) ? { answer: 200, body, headers: { 'content-type': 'application/xml' } } : 'pass';
  await expect(destination.write(LARGE, stream(large, MEGABYTE))).rejects.toMatchObject({
    code: 'destination-failed',
    retry: 'later',
  });
  expect(await destination.list(9)).toEqual([]);
  proxy.decide = () => 'pass';
  proxy.seen.length = 0;
  await destination.write(LARGE, stream(large, MEGABYTE));
  expect(partsSeen()).toEqual([]);
  await expectWhole();
});

test('an upload that somebody else ended begins anew at the next try', async () => {
  proxy.once(isPart(4), { answer: 404, code: 'NoSuchUpload' });
  await expect(destination.write(LARGE, stream(large, MEGABYTE))).rejects.toMatchObject({ retry: 'now' });
  await destination.write(LARGE, stream(large, MEGABYTE));
  await expectWhole();
});

test('not being allowed to look for unfinished uploads does not keep from writing', async () => {
  proxy.decide = ({ query }) =>
    query.has('uploads') && query.has('prefix') ? { answer: 403, code: 'AccessDenied' } : 'pass';
  await destination.write(LARGE, stream(large, MEGABYTE));
  await expectWhole();
});

test.each([1, 2])('a writer killed after part %i is taken over from', async (last) => {
  proxy.decide = (seen) => (isPart(last + 1)(seen) ? 'silence' : 'pass');
  const { url } = destination;
  const env = JSON.stringify([url, s3.secrets]);
  const killed = await runScript(new URL('child.ts', import.meta.url).pathname, [env, String(last)]);
  expect(killed.signal).toBe('SIGKILL');
  expect(await uploads()).toHaveLength(1);
  proxy.decide = () => 'pass';
  proxy.seen.length = 0;
  await destination.write(LARGE, stream(large, MEGABYTE));
  expect(partsSeen()).toEqual([1, 2, 3, 4, 5].slice(last));
  await expectWhole();
});

describe('uploads that were left behind', () => {
  const begin = async (Key: string): Promise<void> => {
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key }));
  };
  const inTwoDays = { ...systemClock, now: () => Date.now() + 48 * 3600 * 1000 };

  test('are ended with the first write a day later, those of others are not', async () => {
    await begin(KEY);
    await begin('db/0000/0000000000000002-0000000000000002.ltx');
    await begin('db/0000/somebody-elses.ltx');
    await begin('db2/0000/0000000000000002-0000000000000002.ltx');
    await s3Destination(optionsOf(s3)).write(ref(0, 1), stream(sample(ref(0, 1))));
    expect(await uploads()).toHaveLength(4);
    const later = s3Destination(optionsOf(s3, { clock: inTwoDays }));
    await later.write(ref(0, 3), stream(sample(ref(0, 3))));
    const left = (await uploads()).map(({ Key }) => Key);
    expect(left).toEqual(['db/0000/somebody-elses.ltx', 'db2/0000/0000000000000002-0000000000000002.ltx']);
  });

  test('stay where the permit is lost', async () => {
    await begin(KEY);
    let asked = 0;
    const permit = (): void => {
      asked += 1;
      if (asked > 1) throw new Error('the pen is lost');
    };
    const later = s3Destination(optionsOf(s3, { clock: inTwoDays }));
    await later.write(ref(0, 1), stream(sample(ref(0, 1))), { permit });
    expect(await uploads()).toHaveLength(1);
  });
});
