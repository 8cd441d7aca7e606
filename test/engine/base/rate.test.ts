import { describe, expect, test } from 'vitest';
import { Rate } from '../../../main/engine/base/rate.ts';

const fed = (bytesAt: (at: number) => number, until: number, step = 100): Rate => {
  const rate = new Rate();
  for (let at = 0; at <= until; at += step) rate.add(at, bytesAt(at));
  return rate;
};

describe('Rate', () => {
  test('knows nothing from nothing, or from one sample', () => {
    const rate = new Rate();
    expect(rate.perSecond()).toBeUndefined();
    rate.add(0, 0);
    expect(rate.perSecond()).toBeUndefined();
    expect(rate.remaining(100)).toBeUndefined();
  });

  test('two samples at the same moment are no rate', () => {
    const rate = new Rate();
    rate.add(5, 0);
    rate.add(5, 100);
    expect(rate.perSecond()).toBeUndefined();
  });

  test('steady work has a rate and, after two seconds, a remaining time', () => {
    expect(fed((at) => at * 1000, 1900).remaining(10e6)).toBeUndefined();
    const rate = fed((at) => at * 1000, 2000);
    expect(rate.perSecond()).toBeCloseTo(1e6);
    expect(rate.remaining(10e6)).toBeCloseTo(8000);
  });

  test('forgets what is older than five seconds', () => {
    const rate = fed((at) => (at < 10_000 ? at * 10 : 100_000 + (at - 10_000) * 1000), 16_000);
    expect(rate.perSecond()).toBeCloseTo(1e6);
  });

  test('says no remaining time while the rate jumps', () => {
    const rate = fed((at) => (at < 2500 ? at * 1000 : 2.5e6 + (at - 2500) * 10), 5000);
    expect(rate.perSecond()).toBeDefined();
    expect(rate.remaining(10e6)).toBeUndefined();
  });

  test('stalled work has rate 0 and no remaining time', () => {
    const rate = fed(() => 1000, 6000);
    expect(rate.perSecond()).toBe(0);
    expect(rate.remaining(2000)).toBeUndefined();
  });

  test('a rare report far apart still measures', () => {
    const rate = fed((at) => at * 1000, 40_000, 20_000);
    expect(rate.perSecond()).toBeCloseTo(1e6);
  });

  test('done means nothing remains, even past the total', () => {
    expect(fed((at) => at * 1000, 4000).remaining(1e6)).toBe(0);
  });
});
