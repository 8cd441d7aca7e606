import { EventEmitter } from 'node:events';
import { beforeEach, expect, test } from 'vitest';
import { Interrupts, type Interrupt } from '../../../main/cli/terminal/interrupts.ts';
import { FakeClock } from '../../engine/fake-clock.ts';

let source: EventEmitter;
let clock: FakeClock;
let interrupts: Interrupts;

beforeEach(() => {
  source = new EventEmitter();
  clock = new FakeClock();
  interrupts = new Interrupts(source, clock);
});

const send = (signal: NodeJS.Signals): void => {
  source.emit(signal, signal);
};

test('nobody listens before somebody asks', () => {
  expect(source.eventNames()).toEqual([]);
  expect(interrupts.signal.aborted).toBe(false);
  expect(source.eventNames()).toContain('SIGTERM');
  void interrupts.nth(1);
  expect(source.listenerCount('SIGTERM')).toBe(1);
});

test('the first aborts, the second can be waited for', async () => {
  const [first, second] = [interrupts.nth(1), interrupts.nth(2)];
  send('SIGTERM');
  expect(interrupts.signal.aborted).toBe(true);
  expect(interrupts.first).toBe('SIGTERM');
  send('SIGINT');
  expect(await Promise.all([first, second])).toEqual(['SIGTERM', 'SIGINT']);
  expect(await interrupts.nth(2)).toBe('SIGINT');
});

test('an echo of the same signal is the same signal', () => {
  const seen: Interrupt[] = [];
  interrupts.arrived.on((interrupt) => seen.push(interrupt));
  send('SIGINT');
  clock.advance(20);
  send('SIGINT');
  clock.advance(499);
  send('SIGINT');
  clock.advance(501);
  send('SIGINT');
  expect(seen).toEqual([
    { signal: 'SIGINT', nth: 1 },
    { signal: 'SIGINT', nth: 2 },
  ]);
});

test('another signal right after is another signal', () => {
  const seen: Interrupt[] = [];
  interrupts.arrived.on((interrupt) => seen.push(interrupt));
  send('SIGHUP');
  send('SIGTERM');
  expect(seen.map(({ signal }) => signal)).toEqual(['SIGHUP', 'SIGTERM']);
});
