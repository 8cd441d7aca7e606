// A policy and what it would do, in a sentence.
import { describe, expect, test } from 'vitest';
import type { RetentionPreview } from '../../../../main/engine/agent/engine.ts';
import { WORDS } from '../../../../main/ipc/contract/words/languages.ts';
import { span } from '../../../../main/ipc/contract/words/format.ts';

const DAY = 86_400_000;
const POLICY = { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY, every: DAY };
const NOW = Date.UTC(2026, 10, 21);
const PREVIEW: RetentionPreview = {
  files: 40,
  frees: 1.2e9,
  stored: 2.5e9,
  points: 9812,
  keptPoints: 290,
  oldestKept: NOW - 340 * DAY,
  counts: { changes: 73, hourly: 143, daily: 23, weekly: 47, others: 4 },
  stays: [],
  fades: [],
};

test('a policy', () => {
  expect(WORDS.en.kept.policy(POLICY)).toBe('Every change for 1 day, hourly for 7 days, daily for 30 days, weekly for 1 year.');
  expect(WORDS.de.kept.policy(POLICY)).toBe('Jede Änderung für 1 Tag, stündlich für 7 Tage, täglich für 30 Tage, wöchentlich für 1 Jahr.');
  expect(WORDS.en.kept.policy({ ...POLICY, hourly: 0, weekly: 0 })).toBe('Every change for 1 day, daily for 30 days.');
});

describe('a preview', () => {
  test('says what is freed, and what stays for what', () => {
    expect(WORDS.en.kept.preview(PREVIEW, NOW)).toBe(
      'Frees 1.2 GB of 2.5 GB. Keeps 290 of 9,812 points: 73 of every change, 143 hourly, 23 daily, 47 weekly, ' +
        '4 named or on the way to others; the oldest from 11 months ago.',
    );
    expect(WORDS.de.kept.preview(PREVIEW, NOW)).toBe(
      'Macht 1,2 GB von 2,5 GB frei. Behält 290 von 9.812 Zeitpunkten: 73 mit jeder Änderung, 143 stündlich, 23 täglich, ' +
        '47 wöchentlich, 4 benannt oder auf dem Weg zu anderen; der älteste entstand vor 11 Monaten.',
    );
  });

  test('leaves out what there is none of', () => {
    const counts = { changes: 290, hourly: 0, daily: 0, weekly: 0, others: 0 };
    const said = WORDS.en.kept.preview({ ...PREVIEW, counts, oldestKept: 0 }, NOW);
    expect(said).toBe('Frees 1.2 GB of 2.5 GB. Keeps 290 of 9,812 points: 290 of every change.');
  });

  test('says when nothing fades, or there is nothing', () => {
    expect(WORDS.en.kept.preview({ ...PREVIEW, frees: 0, keptPoints: 9812 }, NOW)).toBe('Nothing fades: all 9,812 points stay.');
    expect(WORDS.en.kept.preview({ ...PREVIEW, frees: 0, keptPoints: 1, points: 1 }, NOW)).toBe('Nothing fades: the one point stays.');
    expect(WORDS.de.kept.preview({ ...PREVIEW, points: 0 }, NOW)).toBe('Noch ist nichts gespeichert.');
  });
});

test('spans are never rounded', () => {
  expect([3_600_000, DAY, 7 * DAY, 365 * DAY, 730 * DAY, 90 * 60_000].map((ms) => span('en', ms))).toEqual([
    '1 hour', '1 day', '7 days', '1 year', '2 years', '90 minutes',
  ]);
  expect(span('de', 7 * DAY)).toBe('7 Tage');
});
