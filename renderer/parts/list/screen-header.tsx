// The head of a screen: its name, what can be done on it, and a line below.
import type { ReactNode } from 'react';
import styles from './screen-header.module.css';

interface ScreenHeaderProps {
  readonly title: ReactNode;
  /** Left of the title, and not part of it: the way back. */
  readonly before?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

export function ScreenHeader({ title, before, actions, children }: ScreenHeaderProps) {
  return (
    <div className={styles.header}>
      <div className={styles.line}>
        {before}
        <h1 className={styles.title}>{title}</h1>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
