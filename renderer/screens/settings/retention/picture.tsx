// What would stay and what would fade, drawn as the timeline is: one tick for each point, the present at the right. The
// axis is logarithmic in age, so that the last hour and the last year both have room.
import type { RetentionPolicy, RetentionPreview } from '../../../../main/ipc/contract/views.ts';
import { number } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { cx } from '../../../parts/cx.ts';
import styles from './picture.module.css';
import { span } from './span.ts';

interface PictureProps {
  readonly policy: RetentionPolicy;
  /** The last one known: it stays, faint, while the next is worked out. */
  readonly preview: RetentionPreview | undefined;
  readonly now: number;
}

const WIDTH = 1000;
const HEIGHT = 48;
/** Ticks stand this far apart at least, so that thinning shows as gaps. */
const GRID = 7;
/** What is younger is drawn at the right edge, ms. */
const YOUNGEST = 60_000;

export function Picture({ policy, preview, now }: PictureProps) {
  const { t, language } = useText();
  const times = [...(preview?.stays ?? []), ...(preview?.fades ?? [])];
  const oldest = Math.max(policy.snapshots, now - Math.min(now, ...times)) * 1.3;
  const place = (at: number): number => placeOf(now - at, oldest);
  const gone = (preview?.points ?? 0) - (preview?.keptPoints ?? 0);
  const label = t.retention.picture(number(language, preview?.keptPoints ?? 0), number(language, gone));
  const edges = policy.changes === policy.snapshots ? [policy.changes] : [policy.changes, policy.snapshots];
  return (
    <figure className={styles.picture}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label} className={styles.drawing}>
        <rect x={placeOf(policy.changes, oldest)} y="0" width={WIDTH - placeOf(policy.changes, oldest)} height={HEIGHT} className={styles.all} />
        <path d={ticks(preview?.fades ?? [], place, 16)} className={styles.fades} />
        <path d={ticks(preview?.stays ?? [], place, 36)} className={styles.stays} />
        <path d={`M0 ${HEIGHT}H${WIDTH}`} className={styles.shore} />
      </svg>
      <figcaption className={styles.axis} aria-hidden="true">
        {edges.map((age) => (
          <span key={age} className={styles.edge} style={{ left: `${placeOf(age, oldest) / (WIDTH / 100)}%` }}>{span(language, age)}</span>
        ))}
        <span className={cx(styles.edge, styles.now)}>{t.retention.now}</span>
      </figcaption>
    </figure>
  );
}

/** @returns from 0 at `oldest` to `WIDTH` now */
export function placeOf(age: number, oldest: number): number {
  const reach = Math.log(1 + oldest / YOUNGEST);
  const near = Math.log(1 + Math.max(0, age) / YOUNGEST);
  return Math.round(WIDTH * Math.max(0, 1 - near / reach));
}

/** Ticks at the same place are drawn once. */
function ticks(times: readonly number[], place: (at: number) => number, tall: number): string {
  const places = new Set(times.map((at) => Math.min(WIDTH - GRID, Math.round(place(at) / GRID) * GRID)));
  return [...places].map((x) => `M${x} ${HEIGHT}v-${tall}`).join('');
}
