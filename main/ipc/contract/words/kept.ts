// How much of the past is kept, and what a policy would do, as a sentence: put together here, worded by each language.
import type { RetentionCounts, RetentionPreview } from '../../../engine/agent/engine.ts';
import type { Language, RetentionPolicy } from '../../../engine/agent/views.ts';
import { ago, bytes, number, span } from './format.ts';

type Tier = Exclude<keyof RetentionCounts, 'changes' | 'others'>;

const TIERS: readonly Tier[] = ['hourly', 'daily', 'weekly'];

/** Times and figures come in words. */
export interface KeptWording {
  readonly changes: (time: string) => string;
  readonly tier: Readonly<Record<Tier, (time: string) => string>>;
  readonly counts: Readonly<Record<keyof RetentionCounts, (count: string) => string>>;
  readonly nothing: string;
  readonly allStay: (count: number, points: string) => string;
  readonly frees: (freed: string, stored: string) => string;
  readonly keeps: (kept: string, points: string) => string;
  readonly oldest: (age: string) => string;
}

export interface KeptWords {
  /** `Every change for 1 day, hourly for 7 days, daily for 30 days, weekly for 1 year.` */
  readonly policy: (policy: RetentionPolicy) => string;
  /** `Frees 1.2 GB of 2.5 GB. Keeps 286 of 9,812 points: 73 changes, 143 hourly, …; the oldest from 11 months ago.` */
  readonly preview: (preview: RetentionPreview, now: number) => string;
}

export function keptWords(language: Language, wording: KeptWording): KeptWords {
  return {
    policy: (policy) => {
      const tiers = TIERS.filter((tier) => policy[tier] > 0).map((tier) => wording.tier[tier](span(language, policy[tier])));
      return `${[wording.changes(span(language, policy.changes)), ...tiers].join(', ')}.`;
    },
    preview: (preview, now) => {
      const { points, keptPoints, frees, stored, oldestKept } = preview;
      if (points === 0) return wording.nothing;
      if (frees === 0 && keptPoints === points) return wording.allStay(points, number(language, points));
      const freed = wording.frees(bytes(language, frees), bytes(language, stored));
      const keeps = wording.keeps(number(language, keptPoints), number(language, points));
      const counts = countsIn(language, preview.counts, wording);
      const oldest = oldestKept === 0 ? '' : `; ${wording.oldest(ago(language, oldestKept, now))}`;
      return `${freed} ${keeps}${counts === '' ? '' : `: ${counts}`}${oldest}.`;
    },
  };
}

function countsIn(language: Language, counts: RetentionCounts, wording: KeptWording): string {
  return (['changes', ...TIERS, 'others'] as const)
    .filter((key) => counts[key] > 0)
    .map((key) => wording.counts[key](number(language, counts[key])))
    .join(', ');
}
