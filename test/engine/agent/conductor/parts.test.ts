// The small parts: what is put off, and what is counted, under a clock that a test moves.
import { describe, expect, it } from 'vitest';
import { historyName } from '../../../../main/engine/agent/conductor/history-folder.ts';
import { Timer } from '../../../../main/engine/agent/conductor/timer.ts';
import { WriteDensity } from '../../../../main/engine/agent/conductor/write-density.ts';
import { FakeClock } from '../../fake-clock.ts';

const MINUTE = 60_000;
const settle = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

describe('Timer', () => {
  it('does one thing, later, and only the last that was set', async () => {
    const clock = new FakeClock();
    const done: string[] = [];
    const timer = new Timer(clock);
    timer.set(10, () => done.push('first'));
    timer.set(20, () => done.push('second'));
    clock.advance(15);
    await settle();
    expect(done).toEqual([]);
    clock.advance(5);
    await settle();
    expect(done).toEqual(['second']);
    timer.set(10, () => done.push('third'));
    timer.ring();
    expect(done).toEqual(['second', 'third']);
    timer.ring();
    clock.advance(100);
    await settle();
    expect(done).toEqual(['second', 'third']);
  });

  it('goes by the wall clock, whatever happens to it', async () => {
    const clock = new FakeClock();
    const done: string[] = [];
    const timer = new Timer(clock);
    timer.setUntil(clock.now() + 60 * MINUTE, () => done.push('woken'));
    timer.ring();
    expect(done).toEqual([]);
    clock.jump(-30 * MINUTE);
    clock.advance(65 * MINUTE);
    await settle();
    expect(done).toEqual([]);
    clock.jump(60 * MINUTE);
    timer.ring();
    expect(done).toEqual(['woken']);
  });
});

describe('WriteDensity', () => {
  it('counts periods of five minutes, and forgets the oldest', () => {
    const start = 1000 * 5 * MINUTE;
    const density = new WriteDensity();
    density.add(start, 10);
    density.add(start + 4 * MINUTE, 5);
    density.add(start + 5 * MINUTE, 1);
    expect(density.at(start + 5 * MINUTE).slice(-3)).toEqual([0, 15, 1]);
    expect(density.at(start + 120 * MINUTE)).toEqual([1, ...new Array<number>(23).fill(0)]);
    expect(density.at(start + 500 * MINUTE)).toEqual(new Array<number>(24).fill(0));
    // Set back: nothing is lost of what came since, and nothing old returns.
    density.add(start, 7);
    expect(density.at(start).at(-1)).toBe(7);
  });
});

describe('historyName', () => {
  it('has a name that every file system takes, and that two databases never share', () => {
    const names = ['/a/shop.db', '/b/shop.db', '/a/Buch: "Läden"?.db', '/a/...', `/a/${'ü'.repeat(200)}.db`, '/a/CON'];
    const folders = names.map((name) => historyName(name, 'this'));
    expect(new Set(folders).size).toBe(names.length);
    for (const folder of folders) {
      expect(folder).toMatch(/^[\p{L}\p{N}_-][\p{L}\p{N}._-]*-[0-9a-f]{6}$/u);
      expect(Buffer.byteLength(folder)).toBeLessThan(100);
    }
    expect(historyName('/a/shop.db', 'other')).not.toBe(folders[0]);
  });
});
