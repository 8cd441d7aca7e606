// When to look and when to checkpoint: arithmetic on a clock that is not the system's.
import { describe, expect, it } from 'vitest';
import { CheckpointPolicy } from '../../../main/engine/agent/checkpoints.ts';
import { Pace } from '../../../main/engine/agent/pace.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/agent/settings.ts';
import { FakeClock } from '../fake-clock.ts';

describe('the pace of capture', () => {
  it('lets a lone commit through at once, whatever it cost', () => {
    const pace = new Pace();
    expect(pace.delay(0)).toBe(2);
    pace.captured(10_000, 3, 'short');
    expect(pace.delay(20_000)).toBe(2);
    expect(pace.busy).toBe(false);
  });

  it('looks less and less often while commits stream in, down to four times a second', () => {
    const pace = new Pace();
    const delays = [];
    for (let now = 1000, i = 0; i < 25; i++) {
      pace.captured(now, 1, 'short');
      delays.push(pace.delay(now));
      now += pace.delay(now) + 1;
    }
    expect(delays.slice(0, 17)).toEqual(Array.from({ length: 17 }, () => 9));
    expect(delays.slice(17)).toEqual([18, 36, 72, 144, 250, 250, 250, 250]);
    expect(pace.busy).toBe(true);
    pace.quiet();
    expect(pace.busy).toBe(false);
  });

  it('takes no more than a tenth of the time, and never rests for more than a second', () => {
    const pace = new Pace();
    pace.captured(1000, 50, 'short');
    expect(pace.delay(1000)).toBe(450);
    pace.captured(3000, 700, 'short');
    expect(pace.delay(3000)).toBe(1000);
  });

  it('rests no longer than a tenth of a second while the log is too long', () => {
    const pace = new Pace();
    pace.captured(1000, 50, 'long');
    expect(pace.delay(1000)).toBe(100);
  });
});

describe('the checkpoint policy', () => {
  const drained = { outcome: { kind: 'drained' }, held: 0 } as const;
  const partial = (held: number) => ({ outcome: { kind: 'partial', frames: 5, log: 1500 }, held }) as const;

  it('waits for the threshold, then may hold writers for the set time', () => {
    const policy = new CheckpointPolicy(new FakeClock(), DEFAULT_SETTINGS);
    expect(policy.judge(999)).toEqual({ kind: 'no' });
    expect(policy.judge(1000)).toEqual({ kind: 'checkpoint', maxBarrier: 100 });
  });

  it('leaves a drained log alone until it is started anew', () => {
    const policy = new CheckpointPolicy(new FakeClock(), DEFAULT_SETTINGS);
    policy.record(1200, drained);
    expect(policy.judge(1200).kind).toBe('no');
    expect(policy.judge(3).kind).toBe('no');
    expect(policy.judge(1200).kind).toBe('checkpoint');
  });

  it('holds writers for at most a twentieth of the time, and rarely after it took too long', () => {
    const clock = new FakeClock();
    const policy = new CheckpointPolicy(clock, DEFAULT_SETTINGS);
    policy.record(1500, partial(50));
    clock.advance(900);
    expect(policy.judge(1501)).toEqual({ kind: 'checkpoint', maxBarrier: 0 });
    clock.advance(101);
    expect(policy.judge(1502)).toEqual({ kind: 'checkpoint', maxBarrier: 100 });
    policy.record(1502, partial(150));
    clock.advance(29_000);
    expect(policy.judge(1503)).toEqual({ kind: 'checkpoint', maxBarrier: 0 });
    clock.advance(1001);
    expect(policy.judge(1504)).toEqual({ kind: 'checkpoint', maxBarrier: 100 });
  });

  it('checkpoints a quiet log once, without holding anybody', () => {
    const clock = new FakeClock();
    const policy = new CheckpointPolicy(clock, DEFAULT_SETTINGS);
    expect(policy.judge(10).kind).toBe('no');
    clock.advance(59_000);
    expect(policy.judge(10).kind).toBe('no');
    clock.advance(1001);
    expect(policy.judge(10)).toEqual({ kind: 'checkpoint', maxBarrier: 0 });
    policy.record(10, drained);
    clock.advance(600_000);
    expect(policy.judge(10).kind).toBe('no');
  });

  it('leaves checkpoints to the app if told so', () => {
    const clock = new FakeClock();
    const policy = new CheckpointPolicy(clock, { ...DEFAULT_SETTINGS, checkpointPages: 0, checkpointInterval: 0 });
    clock.advance(600_000);
    expect(policy.judge(1_000_000).kind).toBe('no');
  });
});
