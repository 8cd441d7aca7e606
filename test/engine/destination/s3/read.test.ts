// Reading over a line that breaks.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { useS3 } from '../../../servers/s3.ts';
import { collect, ref, sample, stream } from '../samples.ts';
import { optionsOf } from './place.ts';
import { type Proxy, useProxies } from './proxy.ts';
import { CountedTraffic } from './traffic.ts';

const MEGABYTE = 1024 * 1024;
const bytes = sample(ref(0, 1), { body: 2 * MEGABYTE });

const s3 = useS3();
const proxied = useProxies();
let proxy: Proxy;
let destination: Destination;
let traffic: CountedTraffic;

beforeEach(async () => {
  await s3Destination(optionsOf(s3)).write(ref(0, 1), stream(bytes, 65_536));
  const made = await proxied(s3.endpoint);
  proxy = made.proxy;
  traffic = new CountedTraffic();
  // No waits between tries: what is tested is what they do.
  const clock = { ...optionsOf(s3).clock, sleep: () => Promise.resolve() };
  destination = s3Destination(
    optionsOf(s3, { location: { ...s3.location, endpoint: made.endpoint }, traffic, clock }),
  );
});

const isGet = ({ method }: { readonly method: string }): boolean => method === 'GET';
const ranges = (): (string | undefined)[] => proxy.seen.filter(isGet).map(({ headers }) => headers.range);

test('asks for a range, always', async () => {
  await collect(destination.open(ref(0, 1)));
  await collect(destination.open(ref(0, 1), { range: { offset: 7 } }));
  await collect(destination.open(ref(0, 1), { range: { offset: 7, length: 5 } }));
  await collect(destination.open(ref(0, 1), { range: { offset: 7, length: 0 } }));
  expect(ranges()).toEqual(['bytes=0-', 'bytes=7-', 'bytes=7-11']);
});

describe('a cut answer', () => {
  test('goes on where it stopped, with the same object', async () => {
    proxy.once(isGet, { cutAfter: 700_000 });
    expect((await collect(destination.open(ref(0, 1)))).equals(bytes)).toBe(true);
    const [first, second, ...others] = proxy.seen.filter(isGet);
    expect(others).toEqual([]);
    expect(first?.headers['if-match']).toBeUndefined();
    expect(second?.headers['if-match']).toMatch(/^"[0-9a-f]{32}"$/);
    const [, from] = /^bytes=(\d+)-$/.exec(second?.headers.range ?? '') ?? [];
    expect(Number(from)).toBeGreaterThan(0);
    expect(Number(from)).toBeLessThanOrEqual(700_000);
    expect(traffic.bytes.down).toBe(bytes.length);
  });

  test('of a range stays within it', async () => {
    proxy.once(isGet, { cutAfter: 10_000 });
    const read = await collect(destination.open(ref(0, 1), { range: { offset: 5000, length: 100_000 } }));
    expect(read.equals(bytes.subarray(5000, 105_000))).toBe(true);
    expect(ranges()[1]).toMatch(/^bytes=\d+-104999$/);
  });

  test('may come as often as something is read in between', async () => {
    proxy.once(isGet, { cutAfter: 300_000 }, 6);
    expect((await collect(destination.open(ref(0, 1)))).equals(bytes)).toBe(true);
    expect(ranges()).toHaveLength(7);
  });

  test('three times without a byte is the end', async () => {
    let gets = 0;
    proxy.decide = (seen) => (isGet(seen) && ++gets > 1 ? 'hang-up' : { cutAfter: 500_000 });
    await expect(collect(destination.open(ref(0, 1)))).rejects.toMatchObject({
      code: 'destination-absent',
      retry: 'later',
    });
  });

  test('is not put together with another object', async () => {
    const other = s3Destination(optionsOf(s3));
    proxy.once(isGet, { cutAfter: 100_000 });
    const reading = (async () => {
      let seen = 0;
      for await (const piece of destination.open(ref(0, 1))) {
        if (seen === 0) {
          await other.remove([ref(0, 1)]);
          await other.write(ref(0, 1), stream(sample(ref(0, 1), { seed: 5, body: 2 * MEGABYTE })));
        }
        seen += piece.length;
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'destination-failed', retry: 'now' });
  });
});

test('silence in the middle ends in another try', async () => {
  const patience = { connect: 1000, idle: 300 };
  const { proxy: silent, endpoint } = await proxied(s3.endpoint);
  const patient = s3Destination(optionsOf(s3, { location: { ...s3.location, endpoint }, patience }));
  silent.once(isGet, 'silence');
  expect((await collect(patient.open(ref(0, 1)))).equals(bytes)).toBe(true);
});

test('a consumer that takes its time is waited for', async () => {
  const patience = { connect: 1000, idle: 200 };
  const slow = s3Destination(optionsOf(s3, { patience }));
  const pieces: Uint8Array[] = [];
  for await (const piece of slow.open(ref(0, 1))) {
    if (pieces.length === 0) await new Promise((resolve) => setTimeout(resolve, 600));
    pieces.push(piece);
  }
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
});
