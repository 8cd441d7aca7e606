// A path as people read it: ~ for home, and shortened in the middle of what does not fit, so that both ends stay.
import { useShell } from '../../state/hooks.ts';
import { cx } from '../cx.ts';
import { bareAddress, splitPath, tildePath } from './paths.ts';
import styles from './path-text.module.css';

interface PathTextProps {
  readonly path: string;
  readonly className?: string | undefined;
}

export function PathText({ path, className }: PathTextProps) {
  const home = useShell()?.home ?? '';
  const shown = tildePath(bareAddress(path), home);
  const [start, end] = splitPath(shown);
  return (
    <span className={cx(styles.path, className)} title={path}>
      <span className={styles.start}>{start}</span>
      <span className={styles.end}>{end}</span>
    </span>
  );
}
