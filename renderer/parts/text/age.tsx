// How long ago something was; looks at the clock by itself, and says the exact moment when asked.
import { moment, shortAgo } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { useNow } from '../../state/hooks.ts';

interface AgeProps {
  /** Ms since the epoch. */
  readonly at: number;
  /** Shown when `at` is 0. */
  readonly never?: string;
  readonly className?: string | undefined;
}

export function Age({ at, never = '', className }: AgeProps) {
  const { language } = useText();
  const now = useNow();
  if (at === 0) return <span className={className}>{never}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={moment(language, at)} className={className}>
      {shortAgo(language, at, now)}
    </time>
  );
}
