// What would stay and what would fade, drawn as the timeline is: a bar for each stretch of time, the present at the right.
// The axis is logarithmic in age, so that the last hour and the last year both have room; so are the heights. Behind the
// bars the water is deeper where more is kept: each time of the policy adds a layer.
import type { RetentionPolicy, RetentionPreview } from '../../../../main/ipc/contract/views.ts';
import { number, span } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { cx } from '../../../parts/cx.ts';
import styles from './picture.module.css';
import { KEPT } from './policy.ts';

interface PictureProps {
  readonly policy: RetentionPolicy;
  /** The last one known: it stays while the next is worked out. */
  readonly preview: RetentionPreview | undefined;
  readonly now: number;
}

const WIDTH = 1000;
const HEIGHT = 56;
/** Bars beside each other, of the drawing's own units. */
const BARS = 100;
const BAR = WIDTH / BARS;
/** What is younger is drawn at the right edge, ms. */
const YOUNGEST = 60_000;

export function Picture({ policy, preview, now }: PictureProps) {
  const { t, language } = useText();
  const { stays = [], fades = [], points = 0, keptPoints = 0 } = preview ?? {};
  const edges = [...new Set(KEPT.map((kept) => policy[kept]).filter((age) => age > 0))];
  const oldest = Math.max(...edges, now - Math.min(now, ...stays, ...fades)) * 1.2;
  const label = t.retention.picture(number(language, keptPoints), number(language, points - keptPoints));
  const drawn = barsOf(stays.map((at) => placeOf(now - at, oldest)), fades.map((at) => placeOf(now - at, oldest)));
  return (
    <figure className={styles.picture}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label} className={styles.drawing}>
        {edges.map((age) => <rect key={age} x={placeOf(age, oldest)} y="0" width={WIDTH} height={HEIGHT} className={styles.kept} />)}
        <path d={drawn.fades} className={styles.fades} />
        <path d={drawn.stays} className={styles.stays} />
        <path d={`M0 ${HEIGHT}H${WIDTH}`} className={styles.shore} />
      </svg>
      <figcaption className={styles.axis} aria-hidden="true">
        {edges.map((age) => (
          <span key={age} className={styles.edge} style={{ left: `${placeOf(age, oldest) / (WIDTH / 100)}%` }}>{span(language, age, 'narrow')}</span>
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

/** Paths of the bars: what fades stands on what stays. Places from 0 to `WIDTH`. */
export function barsOf(stays: readonly number[], fades: readonly number[]): { readonly stays: string; readonly fades: string } {
  const [kept, gone] = [countsOf(stays), countsOf(fades)];
  const most = Math.log1p(Math.max(1, ...kept.map((count, bar) => count + gone[bar]!)));
  const paths = { stays: '', fades: '' };
  for (const [bar, count] of kept.entries()) {
    const all = count + gone[bar]!;
    if (all === 0) continue;
    const tall = Math.max(4, (Math.log1p(all) / most) * (HEIGHT - 8));
    const lower = Math.round((tall * count) / all);
    if (lower > 0) paths.stays += box(bar, HEIGHT, lower);
    if (count < all) paths.fades += box(bar, HEIGHT - lower, Math.round(tall) - lower);
  }
  return paths;
}

function countsOf(places: readonly number[]): number[] {
  const counts = new Array<number>(BARS).fill(0);
  for (const place of places) counts[Math.min(BARS - 1, Math.floor(place / BAR))]!++;
  return counts;
}

function box(bar: number, bottom: number, tall: number): string {
  return `M${bar * BAR + 1} ${bottom}v-${tall}h${BAR - 2}v${tall}z`;
}
