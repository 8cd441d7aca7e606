// What a policy would keep of the gallery's points: the newest of each hour, day and week, as the engine does.
import type { RetentionCounts, RetentionPolicy, RetentionPreview } from '../../../main/ipc/contract/views.ts';
import { CHOICES, NOW } from '../rig/states.ts';

const HOUR = 3_600_000;
const TIERS = [['hourly', HOUR], ['daily', 24 * HOUR], ['weekly', 168 * HOUR]] as const;

export function previewOf(times: readonly number[], policy: RetentionPolicy = CHOICES.retention): RetentionPreview {
  const owed = new Map<number, keyof RetentionCounts>();
  for (const [tier, every] of [...TIERS].reverse()) {
    const newest = new Map(times.map((at) => [Math.floor(at / every), at]));
    for (const at of newest.values()) if (NOW - at < policy[tier]) owed.set(at, tier);
  }
  for (const at of times) if (NOW - at < policy.changes) owed.set(at, 'changes');
  const counts = { changes: 0, hourly: 0, daily: 0, weekly: 0, others: 0 };
  for (const tier of owed.values()) counts[tier]++;
  const [stays, fades] = [times.filter((at) => owed.has(at)), times.filter((at) => !owed.has(at))];
  return {
    files: fades.length, frees: fades.length * 220_000, stored: 2.5e9, points: times.length, keptPoints: stays.length,
    oldestKept: stays[0] ?? NOW, counts, stays: thinned(stays), fades: thinned(fades),
  };
}

function thinned(times: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.ceil(times.length / 500));
  return times.filter((_, i) => i % step === 0);
}
