// A clock that is wrong for a while.
import { describe, expect, it } from 'vitest';
import { believedTime } from '../../../../main/engine/agent/conductor/believed-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function book(): { setting: (key: string) => unknown; setSetting: (key: string, value: unknown) => void } {
  const kept = new Map<string, string>();
  return {
    setting: (key) => {
      const text = kept.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    setSetting: (key, value) => void kept.set(key, JSON.stringify(value)),
  };
}

describe('the time that is believed', () => {
  it('is that of the clock, forwards up to a day and backwards', () => {
    const kept = book();
    for (const now of [10 * DAY, 10 * DAY + HOUR, 11 * DAY, 3 * DAY, 4 * DAY]) expect(believedTime(kept, now)).toBe(now);
  });

  it('stands still over a leap until a day has passed behind it', () => {
    const kept = book();
    believedTime(kept, DAY);
    for (const now of [60 * DAY, 60 * DAY + HOUR, 61 * DAY - 1]) expect(believedTime(kept, now)).toBe(DAY);
    expect(believedTime(kept, 61 * DAY)).toBe(61 * DAY);
  });

  it('never followed a leap that was taken back', () => {
    const kept = book();
    believedTime(kept, DAY);
    expect(believedTime(kept, 9000 * DAY)).toBe(DAY);
    expect(believedTime(kept, 8000 * DAY)).toBe(DAY);
    expect(believedTime(kept, DAY + HOUR)).toBe(DAY + HOUR);
    expect(believedTime(kept, 9000 * DAY + DAY)).toBe(DAY + HOUR);
  });
});
