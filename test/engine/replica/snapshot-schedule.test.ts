// Snapshots by age: due by the age of the newest one at the destination, when there is something new to show.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SnapshotSchedule } from '../../../main/engine/replica/snapshot-schedule.ts';
import { FakeClock } from '../fake-clock.ts';
import { History } from './history.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { Rig } from './rig.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a snapshot is due', () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });

  test('when the newest is as old as was asked for', () => {
    const schedule = new SnapshotSchedule(clock, () => DAY);
    expect(schedule.isDue(clock.now() - DAY + 1)).toBe(false);
    expect(schedule.isDue(clock.now() - DAY)).toBe(true);
  });

  test('never when none are wanted, at once when they are wanted more often', () => {
    let every = 0;
    const schedule = new SnapshotSchedule(clock, () => every);
    expect(schedule.isDue(0)).toBe(false);
    every = HOUR;
    expect(schedule.isDue(clock.now() - 2 * HOUR)).toBe(true);
  });

  test('not again right after one that shows an old change', () => {
    const schedule = new SnapshotSchedule(clock, () => DAY);
    const old = clock.now() - 3 * DAY;
    schedule.taken();
    expect(schedule.isDue(old)).toBe(false);
    clock.advance(DAY);
    expect(schedule.isDue(old)).toBe(true);
  });

  test('by the time that passes for us when the newest is from the future', () => {
    const schedule = new SnapshotSchedule(clock, () => DAY);
    const future = clock.now() + 365 * DAY;
    expect(schedule.isDue(future)).toBe(false);
    clock.advance(DAY);
    expect(schedule.isDue(future)).toBe(true);
    schedule.taken();
    expect(schedule.isDue(future)).toBe(false);
  });

  test('by the time that passes for us when the clock is put back', () => {
    const schedule = new SnapshotSchedule(clock, () => DAY);
    schedule.taken();
    clock.jump(-100 * DAY);
    expect(schedule.isDue(clock.now() - DAY)).toBe(false);
    clock.advance(DAY);
    expect(schedule.isDue(clock.now() - DAY)).toBe(true);
  });
});

describe('a replica', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.make();
    rig.restart(rig.outbox, { snapshotEvery: () => DAY });
    rig.outbox.grow(3);
    await rig.drain();
    await rig.untilIdleAt(3n);
  });
  afterEach(() => rig.dispose());

  /** The history's own times are a second apart from the clock's start on. */
  const stored = (snapshot: string): Promise<unknown> =>
    rig.until(({ state }) => state.kind === 'idle' && rig.destination.writes.includes(snapshot));

  test('takes none while the newest, or the beginning, is young', () => {
    expect(rig.destination.writes).toEqual(['0/1-1', '0/2-2', '0/3-3']);
  });

  test('takes one with the first change after its time', async () => {
    rig.clock.advance(DAY + HOUR);
    rig.outbox.grow();
    rig.replica.poke();
    await stored('9/1-4');
  });

  test('takes one of changes that came before its time, when it is poked', async () => {
    rig.clock.advance(DAY + HOUR);
    rig.replica.poke();
    await stored('9/1-3');
    const calls = rig.destination.calls.length;
    rig.clock.advance(100 * DAY);
    rig.replica.poke();
    await rig.replica.settled();
    expect(rig.destination.calls).toHaveLength(calls);
  });

  test('counts from the newest snapshot there, not from its own start', async () => {
    rig.clock.advance(DAY + HOUR);
    rig.replica.poke();
    await stored('9/1-3');
    rig.outbox.grow();
    rig.replica.poke();
    await rig.untilIdleAt(4n);
    rig.restart(rig.outbox, { snapshotEvery: () => DAY });
    await rig.drain();
    await rig.replica.settled();
    expect(await rig.held()).toContain('9/1-4');
  });

  test('has stored a snapshot that was due when it has settled', async () => {
    rig.clock.advance(2 * DAY);
    rig.outbox.grow();
    await rig.drain();
    await rig.replica.settled();
    expect(await rig.held()).toContain('9/1-4');
  });

  test('tells when everything was known to be there', async () => {
    const safeAt = rig.replica.status().safeAt;
    expect(safeAt).toBe(rig.clock.now());
    rig.clock.advance(HOUR);
    expect(rig.replica.status().safeAt).toBe(safeAt);
    rig.outbox.grow();
    await rig.drain();
    expect(rig.replica.status().safeAt).toBe(safeAt + HOUR);
  });

  test('is fit where it may go on, and not where it may not', async () => {
    rig.outbox.grow();
    expect(await rig.replica.recheck()).toBe('fit');
    expect(await rig.held()).toContain('0/4-4');
    rig.restart(new MemoryOutbox(new History(2)).grow(4));
    expect(await rig.replica.recheck()).toBe('unfit');
    rig.replica.start();
    await rig.untilKind('failed');
    expect(await rig.replica.recheck()).toBe('unfit');
  });
});
