// What is put together, under a clock that a test moves.
import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../../main/engine/base/coalescer.ts';
import { FakeClock } from '../fake-clock.ts';

const settle = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

describe('Coalescer', () => {
  it('tells the first change at once, and those after it together', async () => {
    const clock = new FakeClock();
    let told = 0;
    const coalescer = new Coalescer(clock, 100, () => told++);
    coalescer.mark();
    coalescer.mark();
    clock.advance(0);
    await settle();
    expect(told).toBe(1);
    for (let i = 0; i < 10; i++) coalescer.mark();
    clock.advance(99);
    await settle();
    expect(told).toBe(1);
    clock.advance(1);
    await settle();
    expect(told).toBe(2);
    clock.advance(1000);
    await settle();
    expect(told).toBe(2);
    coalescer.stop();
    coalescer.mark();
    clock.advance(1000);
    await settle();
    expect(told).toBe(2);
  });
});
