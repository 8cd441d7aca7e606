// How far long work is: a bar, what is done of how much, how fast, how long still; and a way to end it.
import type { ProgressView } from '../../../main/ipc/contract/views.ts';
import { bytes } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../button/button.tsx';
import { cx } from '../cx.ts';
import { duration } from '../text/duration.ts';
import styles from './progress.module.css';

interface BarProps {
  /** What it is the progress of: read aloud. */
  readonly label: string;
  readonly progress: ProgressView | undefined;
  readonly className?: string | undefined;
}

/** The share done, 0 to 1; undefined while the whole is not known. */
export function shareOf(progress: ProgressView | undefined): number | undefined {
  if (progress?.total === undefined || progress.total === 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

export function ProgressBar({ label, progress, className }: BarProps) {
  const share = shareOf(progress);
  const value = share === undefined ? {} : { 'aria-valuenow': Math.floor(share * 100) };
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} {...value} className={cx(styles.bar, className)}>
      <div
        className={cx(styles.level, share === undefined && styles.unknown)}
        style={{ transform: `scaleX(${share ?? 1})` }}
      />
    </div>
  );
}

/** `682 MB of 1.1 GB · 24 MB/s · 18 s left`, as much of it as is known. */
export function useProgressWords(progress: ProgressView | undefined): string {
  const { language, t } = useText();
  if (progress === undefined) return '';
  const { done, total, rate, remaining } = progress;
  const amount = total === undefined ? bytes(language, done) : t.parts.of(bytes(language, done), bytes(language, total));
  const speed = rate === undefined ? [] : [t.parts.perSecond(bytes(language, rate))];
  const left = remaining === undefined ? [] : [t.parts.left(duration(language, remaining))];
  return [amount, ...speed, ...left].join(' · ');
}

interface ProgressProps extends BarProps {
  readonly onCancel?: (() => void) | undefined;
}

export function Progress({ label, progress, className, onCancel }: ProgressProps) {
  const { t } = useText();
  const words = useProgressWords(progress);
  return (
    <div className={cx(styles.progress, className)}>
      <ProgressBar label={label} progress={progress} />
      <div className={styles.below}>
        <span>{words}</span>
        {onCancel !== undefined && <Button size="small" onClick={onCancel}>{t.parts.cancel}</Button>}
      </div>
    </div>
  );
}
