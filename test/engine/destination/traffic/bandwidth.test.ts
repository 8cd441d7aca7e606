// A line of which only a part may be used.
import { describe, expect, it } from 'vitest';
import { Bandwidth } from '../../../../main/engine/destination/traffic/bandwidth.ts';
import { FakeClock } from '../../fake-clock.ts';

/** Lets promises that are due come first, then moves to the next timer; until `over`. Returns the ms it took. */
async function runUntil(clock: FakeClock, over: () => boolean): Promise<number> {
  const start = clock.monotonic();
  for (;;) {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    if (over()) return clock.monotonic() - start;
    clock.advance(await clock.asleep());
  }
}

async function timeOf(clock: FakeClock, passes: readonly Promise<void>[]): Promise<number> {
  let open = passes.length;
  for (const pass of passes) {
    void pass.then(() => {
      open -= 1;
    });
  }
  return runUntil(clock, () => open === 0);
}

describe('Bandwidth', () => {
  it.each([1000, 65_536, 10_000_000, 2_000_000_000])('passes %d bytes a second', async (limit) => {
    const clock = new FakeClock();
    const line = new Bandwidth(clock, limit);
    const pieces = Array.from({ length: 100 }, () => line.pass(limit / 10));
    const took = await timeOf(clock, pieces);
    expect(took).toBeGreaterThanOrEqual(9799);
    expect(took).toBeLessThanOrEqual(10_200);
  });

  it('passes a request larger than a second of the line', async () => {
    const clock = new FakeClock();
    const took = await timeOf(clock, [new Bandwidth(clock, 1000).pass(64_000)]);
    expect(took).toBeGreaterThanOrEqual(63_700);
    expect(took).toBeLessThanOrEqual(64_100);
  });

  it('lets everything pass without a limit, at once', async () => {
    const clock = new FakeClock();
    expect(await timeOf(clock, [new Bandwidth(clock, 0).pass(1e12)])).toBe(0);
  });

  it('does not save up what was not used', async () => {
    const clock = new FakeClock();
    const line = new Bandwidth(clock, 1000);
    clock.advance(3_600_000);
    expect(await timeOf(clock, [line.pass(2000)])).toBeGreaterThanOrEqual(1700);
  });

  it('takes turns: a small request does not wait for all of a large one, and equals end in order', async () => {
    const clock = new FakeClock();
    const line = new Bandwidth(clock, 1000);
    const ended: string[] = [];
    const pass = (name: string, bytes: number): Promise<void> =>
      line.pass(bytes).then(() => {
        ended.push(name);
      });
    await timeOf(clock, [pass('large', 100_000), pass('a', 500), pass('b', 500), pass('c', 500)]);
    expect(ended).toEqual(['a', 'b', 'c', 'large']);
  });

  it('never starves a large request among many small ones', async () => {
    const clock = new FakeClock();
    const line = new Bandwidth(clock, 1000);
    let large: 'waits' | 'passed' = 'waits';
    void line.pass(5000).then(() => (large = 'passed'));
    const small = async (): Promise<void> => {
      while (large === 'waits') await line.pass(50);
    };
    const smalls = [small(), small(), small()];
    const took = await runUntil(clock, () => large === 'passed');
    expect(took).toBeLessThanOrEqual(4 * 5000 + 500);
    await timeOf(clock, smalls);
  });

  it('leaves the queue when aborted, and its turn to the next', async () => {
    const clock = new FakeClock();
    const line = new Bandwidth(clock, 1000);
    const abort = new AbortController();
    const first = line.pass(1_000_000, abort.signal);
    const second = line.pass(1000);
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await timeOf(clock, [second])).toBeLessThanOrEqual(1100);
    await expect(line.pass(1, abort.signal)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('takes another limit while somebody waits, and none', async () => {
    const clock = new FakeClock();
    const line = new Bandwidth(clock, 10);
    const slow = line.pass(10_000);
    await Promise.resolve();
    clock.advance(1000);
    line.limit = 10_000;
    expect(await timeOf(clock, [slow])).toBeLessThanOrEqual(1100);
    line.limit = 1;
    const stuck = line.pass(1_000_000);
    await Promise.resolve();
    line.limit = 0;
    expect(await timeOf(clock, [stuck])).toBe(0);
    line.limit = 1000;
    expect(await timeOf(clock, [line.pass(2000)])).toBeGreaterThanOrEqual(1700);
  });
});
