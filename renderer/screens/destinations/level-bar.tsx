// What is stored at a destination, as one bar: every change, merged changes, snapshots.
import type { LevelView } from '../../../main/ipc/contract/views.ts';
import { bytes } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { cx } from '../../parts/cx.ts';
import styles from './level-bar.module.css';

type Kind = 'changes' | 'merged' | 'snapshots';

const KINDS: readonly Kind[] = ['changes', 'merged', 'snapshots'];
const SNAPSHOTS = 9;

interface LevelBarProps {
  readonly levels: readonly LevelView[];
  /** Of a place that copies have reached, nothing means that it could not be looked at yet. */
  readonly reached: 'never' | 'once';
}

export function LevelBar({ levels, reached }: LevelBarProps) {
  const { t, language } = useText();
  const sums = sumsOf(levels);
  const total = sums.changes + sums.merged + sums.snapshots;
  const shown = KINDS.filter((kind) => sums[kind] > 0);
  const { storedNothing, storedUnknown } = t.destinations;
  if (total === 0) return <p className={styles.none}>{reached === 'once' ? storedUnknown : storedNothing}</p>;
  return (
    <div className={styles.levels}>
      <p className={styles.total}>{t.destinations.stored(bytes(language, total))}</p>
      <div className={styles.bar} aria-hidden="true">
        {shown.map((kind) => <span key={kind} className={styles[kind]} style={{ flexGrow: sums[kind] / total }} />)}
      </div>
      <ul className={styles.legend}>
        {shown.map((kind) => (
          <li key={kind}>
            <span className={cx(styles.key, styles[kind])} aria-hidden="true" />
            {t.destinations.levelSize(t.destinations.level[kind], bytes(language, sums[kind]))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Bytes of each kind. */
export function sumsOf(levels: readonly LevelView[]): Readonly<Record<Kind, number>> {
  const sums = { changes: 0, merged: 0, snapshots: 0 };
  for (const { level, bytes: size } of levels) sums[level === 0 ? 'changes' : level === SNAPSHOTS ? 'snapshots' : 'merged'] += size;
  return sums;
}
