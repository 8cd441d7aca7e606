// What a policy would keep and let go, as people are shown it before they choose it.
import type { HistoryPoint } from '../../replica/history/points.ts';
import type { RetentionPlan } from '../../replica/retention/plan.ts';
import type { RetentionPreview } from '../engine.ts';

/** Most times shown of each kind. */
const MOST_SHOWN = 500;

/**
 * Of one database, from the plans of its destinations: files and bytes of all of them, points of the one that has
 * most.
 */
export function previewOf(plans: readonly RetentionPlan[]): RetentionPreview {
  const removed = plans.flatMap(({ remove }) => remove);
  const kept = plans.flatMap(({ keep }) => keep);
  const { keptPoints, fadedPoints } = richest(plans);
  const frees = bytesOf(removed);
  return {
    files: removed.length,
    frees,
    stored: frees + bytesOf(kept),
    points: keptPoints.length + fadedPoints.length,
    keptPoints: keptPoints.length,
    oldestKept: keptPoints[0]?.createdAt ?? 0,
    stays: thinned(keptPoints.map(timeOf)),
    fades: thinned(fadedPoints.map(timeOf)),
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
    stays: thinned(previews.flatMap(({ stays }) => stays).sort((a, b) => a - b)),
    fades: thinned(previews.flatMap(({ fades }) => fades).sort((a, b) => a - b)),
  };
}

const NOTHING: Pick<RetentionPlan, 'keptPoints' | 'fadedPoints'> = { keptPoints: [], fadedPoints: [] };

function richest(plans: readonly RetentionPlan[]): typeof NOTHING {
  return plans.reduce((best, plan) => (countOf(plan) > countOf(best) ? plan : best), NOTHING);
}

function countOf({ keptPoints, fadedPoints }: typeof NOTHING): number {
  return keptPoints.length + fadedPoints.length;
}

function timeOf({ createdAt }: HistoryPoint): number {
  return createdAt;
}

/** Evenly, the first and the last always among them. */
function thinned(times: readonly number[]): readonly number[] {
  if (times.length <= MOST_SHOWN) return times;
  const step = (times.length - 1) / (MOST_SHOWN - 1);
  return Array.from({ length: MOST_SHOWN }, (_, i) => times[Math.round(i * step)]!);
}

function bytesOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
