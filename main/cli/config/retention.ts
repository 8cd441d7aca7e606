// What of the past is kept, as the file says it: times of one readable policy, for all databases and for one.
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import { firstShorter, type KeptSpans } from '../../engine/replica/retention/tiers.ts';
import { windowsOf } from '../../engine/replica/retention/windows.ts';
import type { Position, Problems } from './problems.ts';
import { duration, type Section, yesNo } from './rules.ts';

/** Ms; what is not there is not said. */
export interface RetentionDraft {
  changes?: number;
  /** Litestream's `l0-retention`: single changes stay at least so long, besides what the others keep. */
  leastChanges?: number;
  hourly?: number;
  daily?: number;
  weekly?: number;
  /** `off` keeps everything, whatever the times are. */
  removal?: 'as set' | 'off';
}

export interface WithRetention {
  readonly retention: RetentionDraft;
}

export const RETENTION_KEYS: Section<WithRetention> = {
  enabled: yesNo(({ retention }, on) => (retention.removal = on ? 'as set' : 'off')),
  changes: duration(({ retention }, ms) => (retention.changes = ms)),
  hourly: duration(({ retention }, ms) => (retention.hourly = ms)),
  daily: duration(({ retention }, ms) => (retention.daily = ms)),
  weekly: duration(({ retention }, ms) => (retention.weekly = ms)),
};

const NOTHING: KeptSpans = { changes: 24 * 3_600_000, hourly: 0, daily: 0, weekly: 0 };

/** What a database says goes before what is said for all, key by key. Empty when no time is said at all. */
export function retentionSettings(
  file: RetentionDraft,
  { retention, at }: WithRetention & { readonly at: Position },
  problems: Problems,
): Pick<Partial<DatabaseSettings>, 'retention'> {
  const { removal, leastChanges = 0, ...said } = { ...file, ...retention };
  const chosen = { ...NOTHING, ...said };
  const spans = { ...chosen, changes: Math.max(chosen.changes, leastChanges) };
  const shorter = firstShorter(spans);
  if (shorter !== undefined) {
    const { tier, than } = shorter;
    const hint = `Keep ${tier} at least as long as ${than}, or not at all: ${tier}: 0.`;
    problems.add(at, `what is kept ${tier} is kept shorter than ${than === 'changes' ? 'every change' : than}`, hint);
  }
  if (removal === 'off') return { retention: 'off' };
  const isSaid = Object.keys(said).length > 0 || leastChanges > 0;
  return isSaid ? { retention: windowsOf(spans) } : {};
}
