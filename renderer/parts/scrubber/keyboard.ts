// What the scrubber's keys mean, as an ARIA slider's do: right, up and PageUp go towards now.
import { newestBy, type Points } from '../../state/points.ts';

const DAY = 86_400_000;

export type KeyMeaning =
  /** A point's index; undefined is now. */
  | { readonly kind: 'choose'; readonly index: number | undefined }
  | { readonly kind: 'zoom'; readonly direction: 'in' | 'out' }
  /** A digit begins a typed time. */
  | { readonly kind: 'type'; readonly text: string };

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** @param chosen index of the chosen point; undefined for now */
export function meaningOf(pressed: PressedKey, points: Points, chosen: number | undefined): KeyMeaning | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  if (/^\d$/.test(pressed.key)) return { kind: 'type', text: pressed.key };
  if (pressed.key === '+' || pressed.key === '=') return { kind: 'zoom', direction: 'in' };
  if (pressed.key === '-') return { kind: 'zoom', direction: 'out' };
  if (pressed.key === 'Escape') return chosen === undefined ? undefined : { kind: 'choose', index: undefined };
  const index = points.count === 0 ? undefined : goal(pressed, points, chosen);
  return index === undefined ? undefined : { kind: 'choose', index };
}

function goal({ key, shiftKey }: PressedKey, points: Points, chosen: number | undefined): number | undefined {
  const last = points.count - 1;
  const from = chosen ?? points.count;
  const step = shiftKey ? 10 : 1;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, from - step);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, from + step);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return dayAway(points, Math.min(last, from), -DAY);
    case 'PageUp':
      return dayAway(points, Math.min(last, from), DAY);
    default:
      return undefined;
  }
}

/** The newest point a day away, and one point further at least: a gap of a week is crossed at once. */
function dayAway(points: Points, from: number, by: number): number {
  const found = newestBy(points, points.axis[from]! + by) ?? 0;
  const moved = by < 0 ? Math.min(from - 1, found) : Math.max(from + 1, found);
  return Math.min(points.count - 1, Math.max(0, moved));
}
