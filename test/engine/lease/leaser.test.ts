// What every leaser promises, wherever the pen lies (FACTS C.2).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import type { LeaseHeldError } from '../../../main/engine/lease/errors.ts';
import type { Lease } from '../../../main/engine/lease/leaser.ts';
import { DEFAULT_TERMS } from '../../../main/engine/lease/terms.ts';
import { useS3 } from '../../servers/s3.ts';
import { BucketPlace } from './bucket-place.ts';
import { FolderPlace, type LeasePlace, MemoryPlace } from './places.ts';

const { ttl, skew } = DEFAULT_TERMS;
const HOUR = 3_600_000;

const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error);
const codeOf = (error: unknown): unknown => isTidemarkError(error) && error.code;
const body = async (place: LeasePlace): Promise<Record<string, unknown>> =>
  JSON.parse((await place.raw())!) as Record<string, unknown>;

describe('the pen in a folder', () => {
  promises(() => FolderPlace.make());
});

describe('the pen at a server in memory', () => {
  promises(() => MemoryPlace.make());
});

describe('the pen in a bucket', () => {
  const s3 = useS3();
  promises(() => Promise.resolve(new BucketPlace(s3)));
});

function promises(make: () => Promise<LeasePlace>): void {
  let place: LeasePlace;
  beforeEach(async () => {
    place = await make();
  });
  afterEach(() => place.dispose());

  describe('acquire', () => {
    test('takes what nobody has, and writes it as others read it', async () => {
      const before = place.now();
      const lease = await place.client('MacBook of Ana').leaser.acquire();
      const written = await body(place);
      expect(Object.keys(written)).toEqual(['generation', 'expires_at', 'owner', 'nonce']);
      expect(written).toMatchObject({ generation: 1, owner: 'MacBook of Ana', nonce: lease.nonce });
      expect(written['expires_at']).toBe(new Date(lease.expiresAt).toISOString());
      expect(lease.nonce).toMatch(/^[0-9a-f]{32}$/);
      expect(lease.expiresAt).toBeGreaterThanOrEqual(Math.floor(before + ttl) - 1000);
      expect(lease.expiresAt).toBeLessThan(place.now() + ttl + 1000);
    });

    test('tells who has it, and until when', async () => {
      const held = await place.client('MacBook of Ana · 0123abcd').leaser.acquire();
      const error = await failure(place.client('NAS').leaser.acquire());
      expect(error).toMatchObject({ code: 'lease-held', retry: 'later' });
      const { holder, message } = error as LeaseHeldError;
      expect(holder).toMatchObject({ generation: 1, expiresAt: held.expiresAt });
      expect(message).toContain('MacBook of Ana holds the pen');
      expect(message).toContain(new Date(held.expiresAt).toISOString());
    });

    test('does not take one name for one writer', async () => {
      await place.client('Ana').leaser.acquire();
      await expect(place.client('Ana').leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    });

    test('is refused to who has it already', async () => {
      const { leaser } = place.client();
      await leaser.acquire();
      await expect(leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    });

    test('takes what has expired, as the next generation', async () => {
      const late = place.client('NAS');
      await place.client().leaser.acquire();
      place.pass(ttl - 5000);
      await expect(late.leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
      place.pass(10_000);
      expect(await late.leaser.acquire()).toMatchObject({ generation: 2, owner: 'NAS' });
    });

    test('is won by one of many at once, time and again', async () => {
      const clients = Array.from({ length: 12 }, (_, i) => place.client(`${i}`));
      for (let generation = 1; generation <= 8; generation++) {
        const results = await Promise.allSettled(clients.map(({ leaser }) => leaser.acquire()));
        const won = results.filter((result): result is PromiseFulfilledResult<Lease> => result.status === 'fulfilled');
        expect(won.map(({ value }) => value.generation)).toEqual([generation]);
        for (const { reason } of results.filter((result) => result.status === 'rejected')) {
          expect(isTidemarkError(reason, 'lease-held')).toBe(true);
        }
        place.pass(2 * ttl);
      }
    });

    test('is not begun when it was cancelled before', async () => {
      await expect(place.client().leaser.acquire(AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
      expect(await place.raw()).toBeUndefined();
    });
  });

  describe('renew', () => {
    test('makes it last longer, with the same generation', async () => {
      const { leaser } = place.client();
      const first = await leaser.acquire();
      place.pass(ttl / 2);
      const second = await leaser.renew(first);
      expect(second.generation).toBe(1);
      expect(second.expiresAt - first.expiresAt).toBeGreaterThan(ttl / 2 - 2000);
      expect(second.etag).not.toBe(first.etag);
      expect(await body(place)).toMatchObject({ generation: 1, nonce: second.nonce });
      place.pass(ttl - 5000);
      await expect(place.client('NAS').leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    });

    test('goes on saying where the holder can be followed, until it lets go', async () => {
      const advertise = 'http://127.0.0.1:7674';
      const { leaser } = place.client('Ana', { advertise });
      const renewed = await leaser.renew(await leaser.acquire());
      expect(renewed.url).toBe(advertise);
      expect(await leaser.read()).toMatchObject({ url: advertise });
      const resumed = await leaser.resume(renewed);
      expect(await body(place)).toMatchObject({ 'advertise-url': advertise });
      await leaser.release(resumed);
      expect(await body(place)).not.toHaveProperty('advertise-url');
    });

    test('is refused when its own time is over, though nobody took it', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      place.pass(ttl - skew);
      await expect(leaser.renew(lease)).rejects.toMatchObject({ code: 'lease-lost', retry: 'now' });
    });

    test('by an older version is refused', async () => {
      const { leaser } = place.client();
      const first = await leaser.acquire();
      await leaser.renew(first);
      await expect(leaser.renew(first)).rejects.toMatchObject({ code: 'lease-lost' });
    });

    test('says who took it meanwhile', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await place.client('NAS').leaser.seize();
      await expect(leaser.renew(lease)).rejects.toThrow('NAS took it (generation 2)');
    });

    test('of what somebody removed is refused', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await place.empty();
      expect(['lease-lost', 'destination-absent']).toContain(codeOf(await failure(leaser.renew(lease))));
    });

    test('needs a lease, and its tag', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await expect(leaser.renew(undefined)).rejects.toMatchObject({ code: 'lease-required' });
      await expect(leaser.renew({ ...lease, etag: '' })).rejects.toMatchObject({ code: 'lease-etag-required' });
    });
  });

  describe('resume', () => {
    test('takes up what nobody had since, as the next generation', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      place.pass(HOUR);
      expect(await leaser.resume(lease)).toMatchObject({ generation: 2 });
      await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    });

    test('is refused when somebody had it since, also if they let go', async () => {
      const { leaser } = place.client();
      const other = place.client('NAS');
      const lease = await leaser.acquire();
      place.pass(HOUR);
      await other.leaser.release(await other.leaser.acquire());
      await expect(leaser.resume(lease)).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await leaser.acquire()).toMatchObject({ generation: 3 });
    });

    test('is won by one of two, the other being one who takes it', async () => {
      const [one, two] = [place.client(), place.client('NAS')];
      let lease = await one.leaser.acquire();
      for (let round = 0; round < 10; round++) {
        place.pass(HOUR);
        const [resumed, acquired] = await Promise.allSettled([one.leaser.resume(lease), two.leaser.acquire()]);
        expect([resumed.status, acquired.status].sort()).toEqual(['fulfilled', 'rejected']);
        place.pass(HOUR);
        lease = resumed.status === 'fulfilled' ? resumed.value : await one.leaser.acquire();
      }
    });
  });

  describe('release', () => {
    test('leaves a tombstone, from which the generation goes on', async () => {
      const { leaser } = place.client();
      await leaser.release(await leaser.acquire());
      expect(await body(place)).toMatchObject({ generation: 1, expires_at: '1970-01-01T00:00:00.000Z' });
      expect(await body(place)).not.toHaveProperty('owner');
      expect(await place.client('NAS').leaser.acquire()).toMatchObject({ generation: 2, owner: 'NAS' });
    });

    test('twice is said so', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await leaser.release(lease);
      await expect(leaser.release(lease)).rejects.toMatchObject({ code: 'lease-released' });
    });

    test('of what somebody else has changes nothing', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      const theirs = await place.client('NAS').leaser.seize();
      await expect(leaser.release(lease)).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await body(place)).toMatchObject({ nonce: theirs.nonce });
    });

    test('needs a lease, and its tag', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await expect(leaser.release(undefined)).rejects.toMatchObject({ code: 'lease-required' });
      await expect(leaser.release({ ...lease, etag: '' })).rejects.toMatchObject({ code: 'lease-etag-required' });
    });

    test('of what somebody removed is said so', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await place.empty();
      expect(['lease-released', 'destination-absent']).toContain(codeOf(await failure(leaser.release(lease))));
      expect(await leaser.acquire()).toMatchObject({ generation: 2 });
    });
  });

  describe('read', () => {
    test('changes nothing and tells what lies there', async () => {
      const { leaser } = place.client();
      expect(await leaser.read()).toBeUndefined();
      expect(await place.raw()).toBeUndefined();
      const { generation, expiresAt, owner, nonce } = await leaser.acquire();
      expect(await place.client('NAS').leaser.read()).toEqual({ generation, expiresAt, owner, nonce });
    });
  });

  describe('taking over', () => {
    test('is told to who had it by the next renewal', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      const other = place.client('NAS');
      const theirs = await other.leaser.seize();
      expect(theirs.generation).toBe(2);
      await expect(leaser.renew(lease)).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await other.leaser.renew(theirs)).toMatchObject({ generation: 2 });
    });

    test('by breaking leaves it to whoever comes first', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      await place.client('NAS').leaser.break();
      await expect(leaser.renew(lease)).rejects.toThrow('it was let go of (generation 2)');
      expect(await place.client('NAS').leaser.acquire()).toMatchObject({ generation: 3 });
    });
  });

  describe('what other programs left', () => {
    const foreign = (generation: number, expiresAt: number): string =>
      JSON.stringify({ generation, expires_at: new Date(expiresAt).toISOString().replace('Z', '456789+00:00'), owner: 'db1:4711' });

    test('is honoured while it lasts, and followed then', async () => {
      await place.plant(foreign(41, place.now() + 20_000));
      await expect(place.client().leaser.acquire()).rejects.toThrow('db1:4711 holds the pen');
      place.pass(25_000);
      expect(await place.client().leaser.acquire()).toMatchObject({ generation: 42 });
    });

    test('behind a lease of ours takes it from us, and we from it', async () => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      place.pass(ttl + 1000);
      await place.plant(foreign(2, place.now() + 20_000));
      await expect(leaser.acquire()).rejects.toThrow('db1:4711 holds the pen');
      await expect(leaser.resume(lease)).rejects.toMatchObject({ code: 'lease-lost' });
      place.pass(25_000);
      expect(await leaser.acquire()).toMatchObject({ generation: 3 });
    });

    test.each([
      ['nothing', ''],
      ['half a lease', '{"generation":7,"expires_at":"2026-0'],
      ['no object', '[7]'],
      ['null', 'null'],
      ['zeros', '\0\0\0\0'],
      ['no time', '{"generation":7}'],
      ['no day of the calendar', '{"generation":7,"expires_at":"2026-13-01T00:00:00Z"}'],
      ['no generation', '{"expires_at":"2026-01-01T00:00:00Z"}'],
      ['a generation below zero', '{"generation":-1,"expires_at":"2026-01-01T00:00:00Z"}'],
      ['a generation past all counting', '{"generation":9223372036854775807,"expires_at":"2026-01-01T00:00:00Z"}'],
      ['an owner that is no text', '{"generation":1,"expires_at":"2026-01-01T00:00:00Z","owner":7}'],
      ['a megabyte', ' '.repeat(1 << 20)],
    ])('is not guessed at: %s', async (_name, text) => {
      await place.plant(text);
      place.pass(10_000);
      const { leaser } = place.client();
      await expect(leaser.acquire()).rejects.toMatchObject({ code: 'lease-corrupt' });
      await expect(leaser.read()).rejects.toMatchObject({ code: 'lease-corrupt' });
      expect(await place.raw()).toBe(text);
      await leaser.break();
      const { generation } = await leaser.acquire();
      expect(generation).toBeGreaterThan(1_700_000_000);
    });

    test('is not believed when it reaches too far, until somebody breaks it', async () => {
      await place.plant(foreign(7, place.now() + 2 * HOUR));
      const { leaser } = place.client();
      await expect(leaser.acquire()).rejects.toMatchObject({ code: 'lease-corrupt' });
      await leaser.break();
      expect(await leaser.acquire()).toMatchObject({ generation: 9 });
    });
  });

  describe('a clock that jumps', () => {
    test.each([HOUR, -HOUR])("by %d ms takes nothing from others, for the place's clock counts", async (jump) => {
      const { leaser } = place.client();
      const lease = await leaser.acquire();
      const other = place.client('NAS');
      other.clock.advance(jump);
      await expect(other.leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
      place.pass(ttl + 5000);
      const theirs = await other.leaser.acquire();
      expect(theirs.generation).toBe(2);
      expect(Math.abs(theirs.expiresAt - place.now() - ttl)).toBeLessThan(10_000);
      await expect(leaser.resume(lease)).rejects.toMatchObject({ code: 'lease-lost' });
    });

    test.each([HOUR, -HOUR])('by %d ms while it is held does not move what is written', async (jump) => {
      const { leaser, clock } = place.client();
      const lease = await leaser.acquire();
      clock.jump(jump);
      const renewed = await leaser.renew(lease).catch((error: unknown) => error);
      if (jump > 0) expect(renewed).toMatchObject({ code: 'lease-lost' });
      else expect(Math.abs((renewed as Lease).expiresAt - place.now() - ttl)).toBeLessThan(10_000);
    });
  });

  test('terms that leave no room are refused', () => {
    const asked = (terms: object): unknown => {
      try {
        return place.client('Ana', terms);
      } catch (error) {
        return error;
      }
    };
    expect(asked({ ttl: 700_000 })).toMatchObject({ code: 'lease-ttl' });
    expect(asked({ ttl: 30_000, maxTtl: 30_000 })).toMatchObject({ code: 'lease-ttl' });
    expect(asked({ ttl: 50_000 })).toMatchObject({ code: 'lease-ttl' });
    expect(asked({ ttl: 60_000 })).toMatchObject({ leaser: { maxTtl: 600_000 } });
  });
}
