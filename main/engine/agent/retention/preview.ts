// What a policy would keep and let go, as people are shown it before they choose it.
import type { HistoryPoint } from '../../replica/history/points.ts';
import type { KeptCounts, RetentionPlan } from '../../replica/retention/plan.ts';
import type { RetentionCounts, RetentionPreview } from '../engine.ts';

/** Most times shown of each kind. */
const MOST_SHOWN = 500;

/**
 * Of one database, from the plans of its destinations: files and bytes of all of them, points of the one that has
 * most.
 */
export function previewOf(plans: readonly RetentionPlan[]): RetentionPreview {
  const removed = plans.flatMap(({ remove }) => remove);
  const kept = plans.flatMap(({ keep }) => keep);
  const { keptPoints, fadedPoints, counts } = richest(plans);
  const frees = bytesOf(removed);
  return {
    files: removed.length,
    frees,
    stored: frees + bytesOf(kept),
    points: keptPoints.length + fadedPoints.length,
    keptPoints: keptPoints.length,
    oldestKept: keptPoints[0]?.createdAt ?? 0,
    counts: countsOf(counts),
    stays: thinnedInHalves(keptPoints.map(timeOf), keptPoints.length - counts.changes),
    fades: thinned(fadedPoints.map(timeOf), MOST_SHOWN),
  };
}

/** Of several databases together. */
export function joinPreviews(previews: readonly RetentionPreview[]): RetentionPreview {
  const sum = (pick: (preview: RetentionPreview) => number): number =>
    previews.reduce((total, preview) => total + pick(preview), 0);
  const oldest = previews.filter(({ keptPoints }) => keptPoints > 0).map(({ oldestKept }) => oldestKept);
  return {
    files: sum(({ files }) => files),
    frees: sum(({ frees }) => frees),
    stored: sum(({ stored }) => stored),
    points: sum(({ points }) => points),
    keptPoints: sum(({ keptPoints }) => keptPoints),
    oldestKept: oldest.length === 0 ? 0 : Math.min(...oldest),
    counts: {
      changes: sum(({ counts }) => counts.changes),
      hourly: sum(({ counts }) => counts.hourly),
      daily: sum(({ counts }) => counts.daily),
      weekly: sum(({ counts }) => counts.weekly),
      others: sum(({ counts }) => counts.others),
    },
    stays: thinned(previews.flatMap(({ stays }) => stays).sort((a, b) => a - b), MOST_SHOWN),
    fades: thinned(previews.flatMap(({ fades }) => fades).sort((a, b) => a - b), MOST_SHOWN),
  };
}

type Points = Pick<RetentionPlan, 'keptPoints' | 'fadedPoints' | 'counts'>;

const NOTHING: Points = { keptPoints: [], fadedPoints: [], counts: { changes: 0, tiers: [], others: 0 } };

function richest(plans: readonly RetentionPlan[]): Points {
  return plans.reduce<Points>((best, plan) => (totalOf(plan) > totalOf(best) ? plan : best), NOTHING);
}

function totalOf({ keptPoints, fadedPoints }: Points): number {
  return keptPoints.length + fadedPoints.length;
}

/** Tiers are those of `tiersOf`. */
function countsOf({ changes, tiers: [hourly = 0, daily = 0, weekly = 0], others }: KeptCounts): RetentionCounts {
  return { changes, hourly, daily, weekly, others };
}

function timeOf({ createdAt }: HistoryPoint): number {
  return createdAt;
}

/** The first `few`, of which one a day or a week is left, are not lost among the many after them. */
function thinnedInHalves(times: readonly number[], few: number): readonly number[] {
  return [...thinned(times.slice(0, few), MOST_SHOWN / 2), ...thinned(times.slice(few), MOST_SHOWN / 2)];
}

/** Evenly, the first and the last always among them. */
function thinned(times: readonly number[], most: number): readonly number[] {
  if (times.length <= most) return times;
  const step = (times.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => times[Math.round(i * step)]!);
}

function bytesOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
