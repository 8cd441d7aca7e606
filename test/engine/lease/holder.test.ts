// The pen in a process: when it is asked for, renewed, left to lapse, lost and let go of; and what that costs.
import { beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { Pen } from '../../../main/engine/destination/permit.ts';
import { type KeptLease, type LeaseKeeper, PenHolder } from '../../../main/engine/lease/holder.ts';
import type { Leaser } from '../../../main/engine/lease/leaser.ts';
import { objectLeaser } from '../../../main/engine/lease/s3.ts';
import { DEFAULT_TERMS } from '../../../main/engine/lease/terms.ts';
import { FakeClock } from '../fake-clock.ts';
import { MemoryServer, type MemoryServerOptions } from './memory-store.ts';

const { ttl, skew } = DEFAULT_TERMS;
const HOUR = 3_600_000;
const { signal } = new AbortController();

let clock: FakeClock;
let server: MemoryServer;
let interfere: MemoryServerOptions['interfere'];

beforeEach(() => {
  clock = new FakeClock();
  interfere = undefined;
  server = new MemoryServer({ time: () => clock.now(), interfere: (...step) => interfere?.(...step) });
});

const leaserOf = (owner: string, own = clock): Leaser => objectLeaser({ store: server, owner, clock: own, random: systemRandom });
const holderOf = (owner = 'Ana', keeper?: LeaseKeeper): PenHolder =>
  new PenHolder({ leaser: leaserOf(owner), clock, ...(keeper && { keeper }) });

/** What was asked of the server since the last call. */
const asked = (): string[] => server.requests.splice(0);
const mayWrite = (holder: PenHolder): boolean => {
  try {
    holder.check();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'lease-lost' });
    return false;
  }
};
/** Lets what was begun beside finish. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a holder', () => {
  test('asks when there is something to send, and not again while its time is young', async () => {
    const holder = holderOf();
    expect(mayWrite(holder)).toBe(false);
    expect(await holder.ensure(signal)).toBe('fresh');
    // The first time ever, the server has to be asked for its time once more.
    expect(asked()).toEqual(['GET', 'PUT', 'GET']);
    for (let i = 0; i < 59; i++) {
      clock.advance(1000);
      expect(await holder.ensure(signal)).toBe('kept');
      expect(mayWrite(holder)).toBe(true);
    }
    expect(asked()).toEqual([]);
    expect(holder.pen).toMatchObject({ kind: 'ours', generation: 1 });
  });

  test('costs one conditional write for each half of its time while sending', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    asked();
    for (let second = 0; second < 3600; second++) {
      clock.advance(1000);
      await holder.ensure(signal);
      holder.check();
    }
    expect(asked()).toEqual(Array.from({ length: 60 }, () => 'PUT'));
    expect(holder.pen).toMatchObject({ generation: 1 });
  });

  test('costs nothing when idle, and one conditional write to go on', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    asked();
    clock.advance(HOUR);
    await settle();
    expect(asked()).toEqual([]);
    expect(holder.pen).toEqual({ kind: 'free' });
    expect(mayWrite(holder)).toBe(false);
    expect(await holder.ensure(signal)).toBe('kept');
    expect(asked()).toEqual(['PUT']);
    expect(holder.pen).toMatchObject({ kind: 'ours', generation: 2 });
  });

  test('learns that others may have written while it was idle', async () => {
    const [ours, theirs] = [holderOf(), holderOf('NAS')];
    await ours.ensure(signal);
    clock.advance(HOUR);
    expect(await theirs.ensure(signal)).toBe('fresh');
    await theirs.letGo();
    expect(await ours.ensure(signal)).toBe('fresh');
    expect(await ours.ensure(signal)).toBe('kept');
  });

  test('stops before its time is over for others', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    interfere = () => {
      throw new TidemarkError('destination-failed', 'away');
    };
    clock.advance(ttl - skew - 1);
    expect(mayWrite(holder)).toBe(true);
    clock.advance(1);
    expect(mayWrite(holder)).toBe(false);
    await expect(leaserOf('NAS').acquire()).rejects.toMatchObject({ code: 'destination-failed' });
    interfere = undefined;
    await expect(leaserOf('NAS').acquire()).rejects.toMatchObject({ code: 'lease-held' });
  });

  test('is renewed by what is being sent, which does not wait for it', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    asked();
    for (let part = 0; part < 10; part++) {
      clock.advance(ttl / 2);
      holder.check();
      await settle();
    }
    expect(asked()).toEqual(Array.from({ length: 10 }, () => 'PUT'));
    expect(holder.pen).toMatchObject({ kind: 'ours', generation: 1 });
  });

  test('goes on without an answer while its time lasts, and stops then', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    interfere = () => {
      throw new TidemarkError('destination-absent', 'the server is away', { retry: 'later' });
    };
    clock.advance(ttl / 2 + 1);
    expect(await holder.ensure(signal)).toBe('kept');
    expect(mayWrite(holder)).toBe(true);
    clock.advance(ttl / 2);
    await expect(holder.ensure(signal)).rejects.toMatchObject({ code: 'destination-absent' });
    expect(mayWrite(holder)).toBe(false);
    interfere = undefined;
    expect(await holder.ensure(signal)).toBe('kept');
  });

  test.each([1, 2, 3])('finds out about %d writings whose answers were lost', async (lost) => {
    const holder = holderOf();
    await holder.ensure(signal);
    clock.advance(ttl / 2);
    for (let i = 0; i < lost; i++) {
      clock.advance(1000);
      let failing = 2;
      interfere = (step) => {
        if (step !== 'write' && failing-- > 0) throw new TidemarkError('destination-failed', 'no answer');
      };
      expect(await holder.ensure(signal)).toBe('kept');
    }
    interfere = undefined;
    clock.advance(1000);
    expect(await holder.ensure(signal)).toBe('kept');
    clock.advance(ttl / 2 - 1);
    expect(mayWrite(holder)).toBe(true);
  });

  test('waits for one who has it, and says who', async () => {
    const [ours, theirs] = [holderOf(), holderOf('NAS')];
    await theirs.ensure(signal);
    await expect(ours.ensure(signal)).rejects.toMatchObject({ code: 'lease-held' });
    expect(ours.pen).toMatchObject({ kind: 'theirs', owner: 'NAS', generation: 1 });
    expect(() => {
      ours.check();
    }).toThrow('NAS has it');
    clock.advance(ttl + 1);
    expect(ours.pen).toEqual({ kind: 'free' });
    expect(await ours.ensure(signal)).toBe('fresh');
  });

  test('asks once, however many want to send', async () => {
    const holder = holderOf();
    const answers = await Promise.all(Array.from({ length: 8 }, () => holder.ensure(signal)));
    expect(answers.filter((answer) => answer === 'fresh')).toHaveLength(1);
    expect(asked().filter((request) => request === 'PUT')).toHaveLength(1);
  });

  test('lets nobody wait who gave up', async () => {
    const holder = holderOf();
    interfere = () => new Promise(() => undefined);
    const stop = new AbortController();
    const waiting = [holder.ensure(stop.signal), holder.ensure(stop.signal)];
    stop.abort();
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('a holder whose clocks jump', () => {
  test('an hour ahead stops at once, and loses nothing', async () => {
    const own = new FakeClock();
    const holder = new PenHolder({ leaser: leaserOf('Ana', own), clock: own });
    await holder.ensure(signal);
    own.jump(HOUR);
    expect(mayWrite(holder)).toBe(false);
    own.jump(-HOUR);
    expect(mayWrite(holder)).toBe(false);
    expect(await holder.ensure(signal)).toBe('kept');
    expect(mayWrite(holder)).toBe(true);
  });

  test('an hour back stops when its time is over', async () => {
    const own = new FakeClock();
    const holder = new PenHolder({ leaser: leaserOf('Ana', own), clock: own });
    await holder.ensure(signal);
    own.jump(-HOUR);
    own.advance(ttl - skew - 1);
    expect(mayWrite(holder)).toBe(true);
    own.advance(1);
    expect(mayWrite(holder)).toBe(false);
  });

  test.each([HOUR, -HOUR])('by %d ms writes what others understand', async (jump) => {
    const own = new FakeClock();
    const holder = new PenHolder({ leaser: leaserOf('Ana', own), clock: own });
    await holder.ensure(signal);
    own.jump(jump);
    own.advance(ttl / 2);
    clock.advance(ttl / 2);
    expect(await holder.ensure(signal)).toBe('kept');
    await expect(leaserOf('NAS').acquire()).rejects.toMatchObject({ code: 'lease-held' });
  });
});

describe('taking over', () => {
  test('takes it from who has it, who learns so at the next renewal', async () => {
    const [ours, theirs] = [holderOf(), holderOf('NAS')];
    await theirs.ensure(signal);
    await ours.takeOver(signal);
    expect(ours.pen).toMatchObject({ kind: 'ours', generation: 2 });
    expect(await ours.ensure(signal)).toBe('fresh');
    clock.advance(ttl / 2);
    theirs.check();
    await settle();
    expect(mayWrite(theirs)).toBe(false);
    await expect(theirs.ensure(signal)).rejects.toMatchObject({ code: 'lease-held' });
  });
});

describe('letting go', () => {
  test('lets others in at once', async () => {
    const [ours, theirs] = [holderOf(), holderOf('NAS')];
    await ours.ensure(signal);
    await ours.letGo();
    expect(ours.pen).toEqual({ kind: 'free' });
    expect(mayWrite(ours)).toBe(false);
    expect(await theirs.ensure(signal)).toBe('fresh');
  });

  test('costs nothing when it lapsed already, or was never held', async () => {
    const holder = holderOf();
    await holder.letGo();
    await holder.ensure(signal);
    asked();
    clock.advance(HOUR);
    await holder.letGo();
    expect(asked()).toEqual([]);
  });

  test('of what others took meanwhile is no failure, and leaves it to them', async () => {
    const [ours, theirs] = [holderOf(), holderOf('NAS')];
    await ours.ensure(signal);
    await theirs.takeOver(signal);
    await ours.letGo();
    expect(await theirs.ensure(signal)).toBe('fresh');
    clock.advance(ttl / 2);
    expect(await theirs.ensure(signal)).toBe('kept');
  });

  test('takes no longer than it may', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    interfere = () => new Promise(() => undefined);
    const going = holder.letGo();
    await clock.asleep();
    clock.advance(5000);
    await expect(going).rejects.toMatchObject({ code: 'aborted' });
    expect(mayWrite(holder)).toBe(false);
  });

  test('does not wait for a renewal under way, and ends what that began', async () => {
    const holder = holderOf();
    await holder.ensure(signal);
    clock.advance(ttl / 2);
    interfere = async (step, over) => {
      if (step !== 'answer') return;
      interfere = undefined;
      await new Promise((resolve) => over?.addEventListener('abort', resolve));
      throw new TidemarkError('aborted', 'no answer');
    };
    holder.check();
    await settle();
    await holder.letGo();
    expect(await leaserOf('NAS').acquire()).toMatchObject({ generation: 2 });
  });
});

describe('views', () => {
  test('are told when the pen changes', async () => {
    const [ours, theirs] = [holderOf(), holderOf('NAS')];
    const seen: Pen[] = [];
    ours.changed.on((pen) => seen.push(pen));
    await theirs.ensure(signal);
    await expect(ours.ensure(signal)).rejects.toMatchObject({ code: 'lease-held' });
    await theirs.letGo();
    await ours.ensure(signal);
    await ours.ensure(signal);
    clock.advance(ttl / 2);
    await ours.ensure(signal);
    await ours.letGo();
    expect(seen.map(({ kind }) => kind)).toEqual(['theirs', 'ours', 'ours', 'free']);
  });
});

describe('a process that was killed', () => {
  const memory = (): LeaseKeeper & { kept: KeptLease | undefined } => ({
    kept: undefined,
    load(): KeptLease | undefined {
      return this.kept && (JSON.parse(JSON.stringify(this.kept)) as KeptLease);
    },
    save(lease): void {
      this.kept = lease;
    },
  });

  test('goes on with its own lease when it comes back', async () => {
    const keeper = memory();
    await holderOf('Ana', keeper).ensure(signal);
    clock.advance(1000);
    const back = holderOf('Ana', keeper);
    expect(mayWrite(back)).toBe(false);
    expect(await back.ensure(signal)).toBe('fresh');
    expect(back.pen).toMatchObject({ kind: 'ours', generation: 2 });
  });

  test('waits like everybody when another took it', async () => {
    const keeper = memory();
    await holderOf('Ana', keeper).ensure(signal);
    await holderOf('NAS').takeOver(signal);
    await expect(holderOf('Ana', keeper).ensure(signal)).rejects.toMatchObject({ code: 'lease-held' });
  });

  test('remembers nothing of what it let go of', async () => {
    const keeper = memory();
    const holder = holderOf('Ana', keeper);
    await holder.ensure(signal);
    await holder.letGo();
    expect(keeper.kept).toBeUndefined();
  });

  test('waits when what it kept cannot be kept', async () => {
    const keeper: LeaseKeeper = {
      load: () => undefined,
      save: () => {
        throw new Error('disk full');
      },
    };
    expect(await holderOf('Ana', keeper).ensure(signal)).toBe('fresh');
    await expect(holderOf('Ana', keeper).ensure(signal)).rejects.toMatchObject({ code: 'lease-held' });
  });
});
