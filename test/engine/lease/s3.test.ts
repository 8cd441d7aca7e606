// What only a server of objects does: refusing without a winner, telling no time, and counting what it is asked.
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { ConditionalStore } from '../../../main/engine/destination/conditional.ts';
import { s3Objects } from '../../../main/engine/destination/s3/objects.ts';
import { freeTraffic } from '../../../main/engine/destination/traffic.ts';
import { PenHolder } from '../../../main/engine/lease/holder.ts';
import type { Leaser } from '../../../main/engine/lease/leaser.ts';
import { objectLeaser } from '../../../main/engine/lease/s3.ts';
import { useS3 } from '../../servers/s3.ts';
import { MemoryServer } from './memory-store.ts';

const leaserOf = (store: ConditionalStore): Leaser =>
  objectLeaser({ store, owner: 'Ana', clock: systemClock, random: systemRandom });

/** Refuses so many writes though nothing changed, as servers do when two come at once (409). */
function contended(refusals: number): { store: ConditionalStore; refuse: (count: number) => void } {
  const server = new MemoryServer();
  let left = refusals;
  const store: ConditionalStore = {
    url: server.url,
    read: (name) => server.read(name),
    write: (...args) => (left-- > 0 ? Promise.resolve('lost') : server.write(...args)),
  };
  return { store, refuse: (count) => void (left = count) };
}

describe('a refusal that nobody won', () => {
  test('is no loss, for who takes it, renews it, resumes it or lets go of it', async () => {
    const { store, refuse } = contended(2);
    const leaser = leaserOf(store);
    let lease = await leaser.acquire();
    refuse(2);
    lease = await leaser.renew(lease);
    refuse(2);
    lease = await leaser.resume(lease);
    refuse(2);
    await leaser.release(lease);
    expect(await leaser.read()).toMatchObject({ generation: 2, owner: '' });
  });

  test('again and again is a conflict, to be tried later', async () => {
    const { store } = contended(1000);
    await expect(leaserOf(store).acquire()).rejects.toMatchObject({ code: 'destination-conflict', retry: 'later' });
  });
});

test('a server that has nothing to replace says that it is not the same', async () => {
  const server = new MemoryServer();
  const leaser = leaserOf({
    url: server.url,
    read: (name) => server.read(name),
    write: (name, bytes, expected) => {
      if (expected.kind === 'absent' || server.objects.has(name)) return server.write(name, bytes, expected);
      return Promise.reject(new TidemarkError('object-missing', 'no such key'));
    },
  });
  const lease = await leaser.acquire();
  server.objects.clear();
  await expect(leaser.renew(lease)).rejects.toMatchObject({ code: 'lease-lost' });
  await expect(leaser.release(lease)).rejects.toMatchObject({ code: 'lease-released' });
  expect(await leaser.acquire()).toMatchObject({ generation: 2 });
});

test('a server that judges no conditions is refused', async () => {
  const server = new MemoryServer();
  const store: ConditionalStore = {
    url: server.url,
    read: (name) => server.read(name),
    write: () => Promise.reject(new TidemarkError('unsupported', 'no conditional writes here')),
  };
  await expect(leaserOf(store).acquire()).rejects.toMatchObject({ code: 'unsupported', retry: 'never' });
});

describe('a real server', () => {
  const s3 = useS3();

  test('is asked for nothing while the pen is ours and nothing is due', async (context) => {
    if (!s3.hasLog) context.skip('this server keeps no log here');
    const { location, secrets } = s3;
    const store = s3Objects({ location, secrets, traffic: freeTraffic, random: systemRandom, clock: systemClock, env: {} });
    const holder = new PenHolder({ leaser: leaserOf(store), clock: systemClock });
    const { signal } = new AbortController();
    const start = await s3.mark();
    expect(await holder.ensure(signal)).toBe('fresh');
    expect((await s3.requests(start)).map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
    const before = await s3.mark();
    for (let i = 0; i < 100; i++) {
      expect(await holder.ensure(signal)).toBe('kept');
      holder.check();
    }
    expect(await s3.requests(before)).toEqual([]);
    await holder.letGo();
    expect((await s3.requests(before)).map(({ method }) => method)).toEqual(['PUT']);
  });
});
