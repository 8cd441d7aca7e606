// A shape beside its word: how a state is said where there is no row around it.
import type { ReactNode } from 'react';
import { Shape, type ShapeKind } from './shape.tsx';
import styles from './status-word.module.css';

interface StatusWordProps {
  readonly kind: ShapeKind;
  readonly level?: number | undefined;
  readonly children: ReactNode;
}

export function StatusWord({ kind, level, children }: StatusWordProps) {
  return (
    <span className={styles.status}>
      <Shape kind={kind} level={level} size={14} />
      <span>{children}</span>
    </span>
  );
}
