// The kinds of servers there are: with passwords, with certificates, and without one thing or another.
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import type { RequestKind, Traffic } from '../../../../main/engine/destination/traffic.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { collect, ref, sample, stream } from '../samples.ts';
import { useWebdavServer, type WebdavRig } from './rig.ts';
import { ANSWERS, REDIRECTS, WITHOUT_CHUNKS, WITHOUT_MOVE, WITHOUT_RANGES } from './rules.ts';

const MEGABYTE = 1024 * 1024;
/** More than is sent with its length. */
const LARGE = sample(ref(0, 2), { body: 6 * MEGABYTE });

async function roundTrip(rig: WebdavRig): Promise<void> {
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  await destination.write(ref(0, 2), stream(LARGE, 300_000));
  expect((await collect(rig.connect().open(ref(0, 2)))).equals(LARGE)).toBe(true);
  expect(
    (await collect(rig.connect().open(ref(0, 2), { range: { offset: 5_000_000, length: 9 } }))).equals(
      LARGE.subarray(5_000_000, 5_000_009),
    ),
  ).toBe(true);
  expect(await destination.list(0)).toHaveLength(2);
  await expect(destination.write(ref(0, 2), stream(LARGE, 300_000))).rejects.toMatchObject({ code: 'object-exists' });
  expect(await rig.files()).toHaveLength(2);
}

/** Every request, as it was counted. */
function counting(): {
  readonly traffic: Traffic;
  readonly requests: RequestKind[];
  readonly bytes: { up: number; down: number };
} {
  const [requests, bytes] = [[] as RequestKind[], { up: 0, down: 0 }];
  const traffic: Traffic = {
    request: (kind) => void requests.push(kind),
    moved: (direction, count) => void (bytes[direction] += count),
    pass: () => Promise.resolve(),
  };
  return { traffic, requests, bytes };
}

describe.each([
  ['digest', { sign: 'digest' as const }],
  ['no password', {}],
  ['a certificate', { sign: 'basic' as const, encryption: 'tls' as const }],
  ['no ranges', { rules: WITHOUT_RANGES }],
])('with %s', (_, options) => {
  const makeRig = useWebdavServer(options);

  test('files go there and come back', async () => {
    const rig = await makeRig();
    await roundTrip(rig);
    await rig.dispose();
  });
});

describe('with nonces that are too old', () => {
  const makeRig = useWebdavServer({ sign: 'digest', rules: ['AuthDigestNonceLifetime 1'] });

  test('a large file arrives whole', async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    await destination.list(0);
    await systemClock.sleep(2100);
    await destination.write(ref(0, 2), stream(LARGE, 300_000));
    expect((await collect(destination.open(ref(0, 2)))).equals(LARGE)).toBe(true);
    await rig.dispose();
  });
});

describe('that looks first and renames then', () => {
  const makeRig = useWebdavServer();

  test('lets one of eight writers win, each time', async () => {
    for (let round = 1; round <= 4; round++) await race(await makeRig());
  });
});

describe('with a certificate that nobody has signed', () => {
  const makeRig = useWebdavServer({ sign: 'basic', encryption: 'tls' });

  test('nothing is sent', async () => {
    const rig = await makeRig();
    const { traffic, bytes } = counting();
    const destination = rig.connect({ trusted: [], traffic });
    await expect(destination.list(0)).rejects.toMatchObject({ code: 'destination-untrusted', retry: 'never' });
    await expect(destination.write(ref(0, 1), stream(sample(ref(0, 1))))).rejects.toMatchObject({
      code: 'destination-untrusted',
    });
    expect(bytes.down).toBe(0);
    await rig.dispose();
  });

  test('one for another name is none', async () => {
    const rig = await makeRig();
    const { location } = rig.options();
    const destination = rig.connect({ location: { ...location, url: location.url.replace('127.0.0.1', 'localhost') } });
    await expect(destination.list(0)).rejects.toMatchObject({ code: 'destination-untrusted' });
    await rig.dispose();
  });

  test('https where there is none says so', async () => {
    const rig = await makeRig();
    const { location } = rig.options();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const other = rig.connect({
      location: { ...location, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/x` },
    });
    await expect(other.list(0)).rejects.toMatchObject({
      code: 'destination-failed',
      message: expect.stringContaining('TLS') as string,
    });
    server.close();
    await rig.dispose();
  });
});

describe('that cannot rename', () => {
  const makeRig = useWebdavServer({ rules: WITHOUT_MOVE });

  test('small files are written in place', async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    await expect(destination.write(ref(0, 1), stream(sample(ref(0, 1), { seed: 2 })))).rejects.toMatchObject({
      code: 'object-exists',
    });
    expect((await collect(destination.open(ref(0, 1)))).equals(sample(ref(0, 1)))).toBe(true);
    expect(await rig.files()).toHaveLength(1);
    await rig.dispose();
  });

  test('a large one is asked for once more', async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    await expect(destination.write(ref(0, 2), stream(LARGE, 300_000))).rejects.toMatchObject({
      code: 'destination-failed',
      retry: 'now',
    });
    expect(await rig.files()).toEqual([]);
    await destination.write(ref(0, 2), stream(LARGE, 300_000));
    expect((await collect(destination.open(ref(0, 2)))).equals(LARGE)).toBe(true);
    await rig.dispose();
  });

  test('one that is given up in the middle is not to be seen', async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    const given = new AbortController();
    const onBytes = (bytes: number): void => {
      if (bytes > 5 * MEGABYTE) given.abort();
    };
    await expect(
      destination.write(ref(0, 2), stream(LARGE, 300_000), { signal: given.signal, onBytes }),
    ).rejects.toMatchObject({ code: 'aborted' });
    expect(await destination.list(0)).toHaveLength(1);
    await rig.dispose();
  });

  test('one of eight writers wins, each time', async () => {
    for (let round = 1; round <= 4; round++) await race(await makeRig());
  });
});

describe('that wants to know sizes', () => {
  const makeRig = useWebdavServer({ rules: WITHOUT_CHUNKS });

  test('small files pass, and large ones are refused before they are sent', async () => {
    const rig = await makeRig();
    const { traffic, bytes } = counting();
    const destination = rig.connect({ traffic });
    await destination.write(ref(0, 1), stream(sample(ref(0, 1), { body: MEGABYTE })));
    const write = destination.write(ref(0, 2), stream(LARGE, 300_000));
    await expect(write).rejects.toMatchObject({
      code: 'destination-failed',
      message: expect.stringContaining('HTTP 411') as string,
    });
    expect(bytes.up).toBeLessThan(2 * MEGABYTE);
    await rig.dispose();
  });
});

describe('that says no', () => {
  const makeRig = useWebdavServer({ rules: ANSWERS });

  test.each([
    [403, 'destination-denied', 'later'],
    [413, 'destination-failed', 'never'],
    [423, 'destination-failed', 'later'],
    [429, 'destination-failed', 'later'],
    [500, 'destination-failed', 'later'],
    [503, 'destination-failed', 'later'],
    [507, 'destination-full', 'later'],
  ])('HTTP %i is %s, to be tried %s', async (status, code, retry) => {
    const rig = await makeRig();
    const { location } = rig.options();
    await mkdir(join(rig.path, `answers-${status}`), { recursive: true });
    giveAway(rig.path);
    const destination = rig.connect({ location: { ...location, url: `${location.url}/answers-${status}` } });
    for (const bytes of [sample(ref(0, 2)), LARGE]) {
      await expect(destination.write(ref(0, 2), stream(bytes, 300_000))).rejects.toMatchObject({
        code,
        retry,
        message: expect.stringContaining(`HTTP ${status}`) as string,
      });
    }
    await rig.dispose();
  });
});

describe('that sends us elsewhere', () => {
  const makeRig = useWebdavServer({ sign: 'basic', rules: REDIRECTS });

  test('is not followed', async () => {
    const rig = await makeRig();
    const { location } = rig.options();
    const destination = rig.connect({ location: { ...location, url: `${location.url}/elsewhere/x` } });
    await expect(destination.list(0)).rejects.toMatchObject({
      code: 'destination-failed',
      retry: 'never',
      message: expect.stringContaining('http://127.0.0.1:9/there') as string,
    });
    await rig.dispose();
  });
});

describe('that is counted', () => {
  const makeRig = useWebdavServer({ sign: 'basic' });

  test('every request is, and every byte of a file', async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    const { traffic, requests, bytes } = counting();
    const counted = rig.connect({ traffic });
    await counted.list(0);
    expect(requests).toEqual(['list', 'list']);
    const down = bytes.down;
    await collect(counted.open(ref(0, 1)));
    expect(requests.slice(2)).toEqual(['read']);
    expect(bytes.down - down).toBe(500);
    await counted.remove([ref(0, 1)]);
    expect(requests.slice(3)).toEqual(['delete']);
    await rig.dispose();
  });
});

async function race(rig: WebdavRig): Promise<void> {
  const contents = Array.from({ length: 8 }, (_, seed) => sample(ref(0, 5), { seed, body: 40_000 }));
  const results = await Promise.allSettled(
    contents.map((bytes) => rig.connect().write(ref(0, 5), stream(bytes, 3000))),
  );
  const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
  expect(winners).toHaveLength(1);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'object-exists' });
  }
  expect((await collect(rig.connect().open(ref(0, 5)))).equals(contents[winners[0]!]!)).toBe(true);
  expect(await rig.files()).toHaveLength(1);
  await rig.dispose();
}
