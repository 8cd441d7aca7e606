import { beforeEach, expect, test } from 'vitest';
import { Console } from '../../../main/cli/terminal/console.ts';
import { ProgressLine } from '../../../main/cli/terminal/progress-line.ts';
import { FakeClock } from '../../engine/fake-clock.ts';
import { Recorder } from '../support/streams.ts';

const MB = 1e6;
let err: Recorder;
let clock: FakeClock;
let line: ProgressLine;

beforeEach(() => {
  err = new Recorder('terminal', 200);
  clock = new FakeClock();
  line = new ProgressLine(new Console(new Recorder(), err), clock, 'shop.db');
});

/** The line as it stands. */
const shown = (): string => err.text.split('\r\u001b[K').at(-1) ?? '';

const feed = (step: string, seconds: number, rate: number, total?: number): void => {
  for (let ms = 0; ms <= seconds * 1000; ms += 50) {
    line.update({ step, done: (rate * ms) / 1000, ...(total === undefined ? {} : { total }) });
    clock.advance(50);
  }
};

test('short work shows nothing', () => {
  feed('snapshot', 0.4, 100 * MB, 1000 * MB);
  line.end();
  expect(err.text).toBe('');
});

test('longer work shows bytes, share and rate, and the time left once it is steady', () => {
  feed('snapshot', 1, 100 * MB, 1200 * MB);
  expect(shown()).toBe('shop.db  copying all of it  100 MB of 1.2 GB  8 %  100 MB/s');
  feed('restore', 4, 100 * MB, 1200 * MB);
  expect(shown()).toBe('shop.db  restoring  400 MB of 1.2 GB  33 %  100 MB/s  8 s left');
});

test('without a total there is no share and no time left', () => {
  feed('verify', 4, 10 * MB);
  expect(shown()).toBe('shop.db  verifying  40 MB  10 MB/s');
});

test('it is drawn ten times a second at most', () => {
  feed('upload', 2, MB);
  expect(err.text.split('\r').length - 1).toBeLessThanOrEqual(16);
});

test('done twice over is still 100 %', () => {
  clock.advance(1000);
  line.update({ step: 'check', done: 0, total: 10 });
  clock.advance(1000);
  line.update({ step: 'check', done: 20, total: 10 });
  expect(shown()).toContain('100 %');
});

test('the end takes the line away, and what comes next starts afresh', () => {
  feed('upload', 2, MB);
  line.end();
  expect(shown()).toBe('');
  const before = err.text;
  feed('upload', 0.4, MB);
  expect(err.text).toBe(before);
});
