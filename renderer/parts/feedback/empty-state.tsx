// A screen with nothing on it yet: what would be here, and the one thing to do.
import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <Shore />
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <p className={styles.text}>{children}</p>}
      {action}
    </div>
  );
}

/** The mark of the product at rest: a circle cut by a level line, with the mark the tide left. */
function Shore() {
  return (
    <svg width="64" height="64" viewBox="0 0 64 64" fill="none" aria-hidden="true" className={styles.mark}>
      <circle cx="32" cy="32" r="21" />
      <path d="M4 38h56M50 30h8" />
    </svg>
  );
}
