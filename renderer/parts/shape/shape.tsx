// The five shapes of a state: they differ in silhouette, so that colour only repeats what the shape says.
import type { Shape as ShapeKind } from '../../../main/ipc/contract/words/overall.ts';
import { cx } from '../cx.ts';
import styles from './shape.module.css';

export type { ShapeKind };

interface ShapeProps {
  readonly kind: ShapeKind;
  /** 0 to 1, for `working`: how far the level has risen. Half when it is not known. */
  readonly level?: number | undefined;
  /** Px; 16 when absent. */
  readonly size?: number;
  /** Read aloud; a shape beside its own word needs none. */
  readonly label?: string;
}

export function Shape({ kind, level, size = 16, label }: ShapeProps) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" className={cx(styles.shape, styles[kind])} focusable="false" {...named}>
      <Drawing kind={kind} level={level ?? 0.5} />
    </svg>
  );
}

function Drawing({ kind, level }: { readonly kind: ShapeKind; readonly level: number }) {
  switch (kind) {
    case 'safe':
      return (
        <>
          <circle cx="8" cy="8" r="6.5" className={styles.fill} />
          <path d="M3.8 8h8.4" className={styles.cut} />
        </>
      );
    case 'working':
      return <Level level={level} />;
    case 'paused':
      return (
        <>
          <circle cx="8" cy="8" r="5.8" className={styles.outline} />
          <path d="M6.3 5.6v4.8M9.7 5.6v4.8" className={styles.outline} />
        </>
      );
    case 'waiting':
      return <circle cx="8" cy="8" r="5.8" className={cx(styles.outline, styles.dots)} />;
    case 'needs-you':
      return (
        <>
          <path d="M8 1.9 15 14H1z" className={styles.fill} />
          <path d="M8 6.2v3.6M8 11.9v.1" className={styles.cut} />
        </>
      );
    default:
      return kind satisfies never;
  }
}

/** Water in a round glass: the part below the level is filled. */
function Level({ level }: { readonly level: number }) {
  const radius = 4.6;
  const depth = Math.min(1, Math.max(0.06, level)) * 2 * radius;
  const surface = 8 + radius - depth;
  const half = Math.sqrt(Math.max(0, radius ** 2 - (surface - 8) ** 2));
  const wide = depth > radius ? 1 : 0;
  const water = depth >= 2 * radius ? undefined : `M${8 - half} ${surface}A${radius} ${radius} 0 ${wide} 0 ${8 + half} ${surface}Z`;
  return (
    <>
      <circle cx="8" cy="8" r="5.8" className={styles.outline} />
      {water === undefined ? <circle cx="8" cy="8" r={radius} className={styles.fill} /> : <path d={water} className={styles.fill} />}
    </>
  );
}
