// How far behind something is, as a shore: the waterline at the right is now, the mark is where it has got to. Each tick
// is ten times further away than the one before, so that moments and hours both have room.
import { memo } from 'react';
import { cx } from '../cx.ts';
import type { ShapeKind } from '../shape/shape.tsx';
import styles from './lag-track.module.css';

interface LagTrackProps {
  readonly kind: ShapeKind;
  /** Ms; undefined when it is not known. */
  readonly lag: number | undefined;
  /** Read aloud. */
  readonly label: string;
  /** What stands below the ticks; none in narrow rows. */
  readonly ticks?: Readonly<Record<'second' | 'minute' | 'hour' | 'now', string>>;
}

/** Ms at the left edge. */
const FURTHEST = 6 * 3_600_000;
/** What is closer than this is at the waterline, ms. */
const NEAREST = 100;

const TICKS = [['hour', 3_600_000], ['minute', 60_000], ['second', 1000], ['now', 0]] as const;

/** 0 at the waterline, 1 at the left edge. */
export function distanceOf(lag: number): number {
  return Math.min(1, Math.log10(1 + Math.max(0, lag) / NEAREST) / Math.log10(1 + FURTHEST / NEAREST));
}

export const LagTrack = memo(function LagTrack({ kind, lag, label, ticks }: LagTrackProps) {
  const share = lag === undefined ? undefined : distanceOf(lag);
  return (
    <div role="img" aria-label={label} className={cx(styles.track, styles[kind], ticks !== undefined && styles.tall)}>
      <span className={styles.shore} />
      {TICKS.map(([name, ms]) => (
        <span key={name} className={cx(styles.tick, name === 'now' && styles.now)} style={at(1 - distanceOf(ms))}>
          {ticks !== undefined && <span className={styles.word}>{ticks[name]}</span>}
        </span>
      ))}
      {share !== undefined && (
        <>
          <span className={styles.missing} style={{ transform: `scaleX(${share})` }} />
          <span className={styles.reach} style={at(1 - share)}><span className={styles.mark} /></span>
        </>
      )}
    </div>
  );
});

/** Moved by its own width, which is all of the track's: nothing is laid out anew while it glides. */
function at(share: number): { readonly transform: string } {
  return { transform: `translateX(${share * 100}%)` };
}
