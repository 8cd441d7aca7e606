// What only a bucket does: layout, large files, options, what is counted, and what the server itself has seen.
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import type { S3Options } from '../../../../main/engine/destination/s3/options.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { useS3 } from '../../../servers/s3.ts';
import { collect, ref, sample, SAMPLE_TIME, stream } from '../samples.ts';
import { optionsOf } from './place.ts';
import { CountedTraffic } from './traffic.ts';

const MEGABYTE = 1024 * 1024;
const PART = 5 * MEGABYTE;
const FIRST = 'db/0000/0000000000000001-0000000000000001.ltx';

const bytes = sample(ref(0, 1));
/** Two whole parts and a rest. */
const large = sample(ref(9, 1, 7), { body: 2 * PART + 12_345 });

const s3 = useS3();
const open = (options: Partial<S3Options> = {}): Destination => s3Destination(optionsOf(s3, options));

async function uploads(): Promise<number> {
  const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }));
  return Uploads.length;
}

describe('layout', () => {
  test("is Litestream's, with the transaction's time as metadata", async () => {
    await open().write(ref(0, 1), stream(bytes));
    await open().write(ref(9, 1, 25), stream(sample(ref(9, 1, 25))));
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key: FIRST }));
    expect(head.Metadata).toEqual({ 'litestream-timestamp': new Date(SAMPLE_TIME).toISOString() });
    const snapshot = { Bucket: s3.bucket, Key: 'db/0009/0000000000000001-0000000000000019.ltx' };
    expect((await s3.client.send(new HeadObjectCommand(snapshot))).ContentLength).toBe(500);
  });

  test('begins with a slash where the path is empty', async () => {
    const destination = open({ location: s3.at('') });
    await destination.write(ref(0, 1), stream(bytes));
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: `/${FIRST.slice(3)}` }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(await destination.list(0)).toHaveLength(1);
    await destination.remove([ref(0, 1)]);
    expect(await destination.list(0)).toEqual([]);
  });

  test('keeps places in one bucket apart, also where one is below the other', async () => {
    const [outer, inner] = [open({ location: s3.at('db') }), open({ location: s3.at('db/0000') })];
    await outer.write(ref(0, 1), stream(bytes));
    await inner.write(ref(0, 2), stream(sample(ref(0, 2))));
    expect((await outer.list(0)).map(({ min }) => min)).toEqual([1n]);
    expect((await inner.list(0)).map(({ min }) => min)).toEqual([2n]);
  });

  test('takes any character in the path', async () => {
    const destination = open({ location: s3.at('Bücher & more/100 % (a+b)=~?#') });
    await destination.write(ref(0, 1), stream(bytes));
    expect(await collect(destination.open(ref(0, 1)))).toEqual(bytes);
    expect(await destination.list(0, { times: 'exact' })).toMatchObject([{ createdAt: SAMPLE_TIME }]);
    await destination.remove([ref(0, 1)]);
    expect(await destination.list(0)).toEqual([]);
  });

  test('takes the time from the header where nobody wrote metadata', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: FIRST, Body: bytes }));
    const damaged = FIRST.replaceAll('01', '02');
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: damaged, Body: 'no header' }));
    const infos = await open().list(0, { times: 'exact' });
    expect(infos[0]?.createdAt).toBe(SAMPLE_TIME);
    expect(infos[1]?.createdAt).toBe((await open().list(0))[1]?.createdAt);
  });
});

describe('a large file', () => {
  test('goes in parts, and leaves none', async () => {
    const traffic = new CountedTraffic();
    const seen: number[] = [];
    const info = await open({ traffic }).write(ref(9, 1, 7), stream(large, 1_000_003), {
      onBytes: (done) => void seen.push(done),
    });
    expect(info).toEqual({ ...ref(9, 1, 7), size: large.length, createdAt: SAMPLE_TIME });
    expect((await collect(open().open(ref(9, 1, 7)))).equals(large)).toBe(true);
    expect(seen.at(-1)).toBe(large.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    // One for the beginning, three parts, one for the end.
    expect(traffic.requests.write).toBe(5);
    expect(traffic.bytes.up).toBeGreaterThanOrEqual(large.length);
    expect(traffic.passed.up).toBe(large.length);
    expect(await uploads()).toBe(0);
    const [listed] = await open().list(9, { times: 'exact' });
    expect(listed).toEqual(info);
  });

  test.each([PART - 100, PART])('of %i bytes behind the header is whole', async (body) => {
    const content = sample(ref(0, 1), { body });
    await open().write(ref(0, 1), stream(content, 777_777));
    expect((await collect(open().open(ref(0, 1)))).equals(content)).toBe(true);
    expect(await uploads()).toBe(0);
  });

  test('never replaces another, and leaves no parts behind', async () => {
    await open().write(ref(9, 1, 7), stream(bytes7()));
    const write = open().write(ref(9, 1, 7), stream(large, MEGABYTE));
    await expect(write).rejects.toMatchObject({ code: 'object-exists' });
    expect(await collect(open().open(ref(9, 1, 7)))).toEqual(bytes7());
    expect(await uploads()).toBe(0);
  });

  test('asks the permit before each part and before the end', async () => {
    let asked = 0;
    await open().write(ref(9, 1, 7), stream(large, MEGABYTE), { permit: () => void (asked += 1) });
    expect(asked).toBe(5);
  });

  test('is not there when the permit is lost before the end', async () => {
    const lost = new Error('the pen is lost');
    let asked = 0;
    const permit = (): void => {
      asked += 1;
      if (asked > 3) throw lost;
    };
    await expect(open().write(ref(9, 1, 7), stream(large, MEGABYTE), { permit })).rejects.toBe(lost);
    expect(await open().list(9)).toEqual([]);
  });

  test('of one of many writers is there, whole', async () => {
    const contents = Array.from({ length: 6 }, (_, seed) => sample(ref(9, 1, 7), { seed, body: PART + 100_000 }));
    const results = await Promise.allSettled(
      contents.map((content) => open().write(ref(9, 1, 7), stream(content, MEGABYTE))),
    );
    const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'object-exists' });
    }
    expect((await collect(open().open(ref(9, 1, 7)))).equals(contents[winners[0]!]!)).toBe(true);
    expect(await uploads()).toBe(0);
  });
});

function bytes7(): Uint8Array {
  return sample(ref(9, 1, 7));
}

test('of twenty-four writers of one name exactly one wins, ten times', async () => {
  for (let round = 1; round <= 10; round += 1) {
    const contents = Array.from({ length: 24 }, (_, seed) => sample(ref(0, round), { seed, body: 2000 }));
    const results = await Promise.allSettled(contents.map((content) => open().write(ref(0, round), stream(content))));
    const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'object-exists' });
    }
    expect(await collect(open().open(ref(0, round)))).toEqual(contents[winners[0]!]);
  }
});

describe('what is stored', () => {
  test('is known to be what was sent', async () => {
    const destination = open();
    expect(destination.storing).toBe('unproved');
    await destination.write(ref(0, 1), stream(bytes));
    await destination.write(ref(9, 1, 7), stream(large, MEGABYTE));
    expect(destination.storing).toBe('proved');
  });

  test.each(['always', 'required'] as const)('is summed by the sender: checksums=%s', async (checksums) => {
    const destination = open({ location: { ...s3.location, checksums } });
    await destination.write(ref(0, 1), stream(bytes));
    await destination.write(ref(9, 1, 7), stream(large, MEGABYTE));
    await destination.remove([ref(0, 1)]);
    expect((await collect(destination.open(ref(9, 1, 7)))).equals(large)).toBe(true);
    expect(destination.storing).toBe('proved');
  });

  test('may go unsigned', async () => {
    const destination = open({ location: { ...s3.location, signPayload: 'no' } });
    await destination.write(ref(0, 1), stream(bytes));
    expect(await collect(destination.open(ref(0, 1)))).toEqual(bytes);
  });

  test('has the storage class that was chosen', async () => {
    await open({ location: { ...s3.location, storageClass: 'STANDARD' } }).write(ref(0, 1), stream(bytes));
    const unknown = open({ location: { ...s3.location, storageClass: 'NO_SUCH_CLASS' } }).write(
      ref(0, 2),
      stream(sample(ref(0, 2))),
    );
    await expect(unknown).rejects.toMatchObject({ code: 'destination-failed', retry: 'never' });
  });
});

const ELSEWHERE = 'the server of TIDEMARK_TEST_S3 may have no keys to encrypt with';

describe("encryption with a key of one's own", () => {
  beforeEach((test) => {
    test.skip(!s3.isOurs, ELSEWHERE);
  });

  const encrypted = (fill: number): Partial<S3Options> => ({
    location: { ...s3.location, encryption: { kind: 'customer' } },
    secrets: { ...s3.secrets, 'customer-key': Buffer.alloc(32, fill).toString('base64') },
  });

  test('is needed to read again', async () => {
    const destination = open(encrypted(1));
    await destination.write(ref(0, 1), stream(bytes));
    await destination.write(ref(9, 1, 7), stream(large, MEGABYTE));
    expect(await collect(destination.open(ref(0, 1)))).toEqual(bytes);
    expect((await collect(destination.open(ref(9, 1, 7)))).equals(large)).toBe(true);
    expect(await destination.list(0, { times: 'exact' })).toMatchObject([{ createdAt: SAMPLE_TIME }]);
    await expect(collect(open().open(ref(0, 1)))).rejects.toMatchObject({ code: 'destination-failed' });
    await expect(collect(open(encrypted(2)).open(ref(0, 1)))).rejects.toThrow();
  });

  test('says when the key is missing', async () => {
    const destination = open({ ...encrypted(1), secrets: s3.secrets });
    await expect(destination.write(ref(0, 1), stream(bytes))).rejects.toMatchObject({ code: 'config' });
  });

  test('does not send the key in the clear', () => {
    const location = { ...s3.location, endpoint: 'http://s3.example.com', encryption: { kind: 'customer' } } as const;
    expect(() => open({ location })).toThrow(/plain http/);
  });
});

test('encryption with a key of the service is asked for', async (context) => {
  context.skip(!s3.isOurs, ELSEWHERE);
  const destination = open({ location: { ...s3.location, encryption: { kind: 'kms', keyId: 'tests' } } });
  await destination.write(ref(0, 1), stream(bytes));
  await destination.write(ref(9, 1, 7), stream(large, MEGABYTE));
  expect(await collect(destination.open(ref(0, 1)))).toEqual(bytes);
  expect((await collect(destination.open(ref(9, 1, 7)))).equals(large)).toBe(true);
  const head = await s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key: FIRST }));
  expect(head.ServerSideEncryption).toBe('aws:kms');
});

describe('the server', () => {
  beforeEach((test) => {
    test.skip(!s3.hasLog, 'the server of TIDEMARK_TEST_S3 keeps its log to itself');
  });

  test('was asked exactly what was counted', async () => {
    const traffic = new CountedTraffic();
    const destination = open({ traffic });
    const before = await s3.mark();
    await destination.write(ref(0, 1), stream(bytes));
    await destination.write(ref(0, 2), stream(sample(ref(0, 2))));
    await destination.write(ref(9, 1, 7), stream(large, MEGABYTE));
    await destination.list(0, { times: 'exact' });
    await collect(destination.open(ref(9, 1, 7)));
    await expect(collect(destination.open(ref(3, 1)))).rejects.toMatchObject({ code: 'object-missing' });
    await destination.remove([ref(0, 1), ref(0, 2)]);
    const logged = await s3.requests(before);
    expect(logged).toHaveLength(traffic.total);
    expect(traffic.requests).toEqual({ write: 7, read: 4, list: 3, delete: 1 });
    expect(traffic.bytes.down).toBeGreaterThanOrEqual(large.length);
  });

  test('is asked once for a lone change, and for nothing else', async () => {
    const destination = open();
    await destination.write(ref(0, 1), stream(bytes));
    const before = await s3.mark();
    await destination.write(ref(0, 2), stream(sample(ref(0, 2))));
    expect(await s3.requests(before)).toMatchObject([{ method: 'PUT', status: 200 }]);
  });

  test('is asked nothing by a destination that is only there', async () => {
    const before = await s3.mark();
    const destination = open();
    destination.expectHistory();
    await destination.close();
    expect(await s3.requests(before)).toEqual([]);
  });
});
