// The lines of a trial, one below the other as they come.
import type { TestLine } from '../../../main/ipc/contract/views.ts';
import { bytes, number } from '../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { CheckIcon } from '../../parts/icons/icons.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import styles from './test-lines.module.css';
import type { Trial } from './use-trial.ts';

interface TestLinesProps {
  readonly trial: Trial;
  readonly onAgain: () => void;
}

export function TestLines({ trial, onAgain }: TestLinesProps) {
  const text = useText();
  const { t } = text;
  const failed = trial.lines.find(({ result }) => result === 'failed');
  const error = trial.kind === 'broken' ? trial.error : trial.kind === 'failed' ? failed?.reason : undefined;
  return (
    <div className={styles.trial}>
      <ul aria-label={t.destinations.test} aria-live="polite" className={styles.lines}>
        {trial.lines.map((line) => (
          <li key={line.step} className={styles.line}>
            {line.result === 'ok' ? <CheckIcon size={14} /> : <Shape kind="needs-you" size={14} />}
            <span>{t.destinations.testStep[line.step]}</span>
            {line.result === 'ok' && <span className={styles.value}>{valueOf(line, text)}</span>}
          </li>
        ))}
        {trial.kind === 'running' && (
          <li className={styles.line}>
            <Shape kind="waiting" size={14} />
            <span className={styles.value}>{t.destinations.testing}</span>
          </li>
        )}
      </ul>
      {error !== undefined && <ErrorNote error={error} onRetry={onAgain} />}
    </div>
  );
}

function valueOf({ step, value }: TestLine, { t, language }: Text): string {
  switch (step) {
    case 'space':
      return t.protect.where.free(bytes(language, value));
    case 'clock':
      return t.destinations.within(number(language, Math.abs(value)));
    case 'reach':
    case 'write':
    case 'read-back':
      return t.destinations.milliseconds(number(language, value));
    default:
      return step satisfies never;
  }
}
