// Rows that are on their way: seen only when they take longer than a fifth of a second.
import styles from './skeleton.module.css';

interface SkeletonProps {
  readonly rows?: number;
  /** Read aloud. */
  readonly label: string;
}

export function Skeleton({ rows = 3, label }: SkeletonProps) {
  return (
    <div role="status" className={styles.skeleton}>
      <span className="hidden-text">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} aria-hidden="true">
          <span style={{ width: `${38 - (row % 3) * 7}%` }} />
          <span style={{ width: `${16 + (row % 2) * 5}%` }} />
        </div>
      ))}
    </div>
  );
}
