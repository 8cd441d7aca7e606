// The lines of a trial, one below the other as they come, each that failed with its reason.
import type { HostKey, TestLine } from '../../../main/ipc/contract/views.ts';
import { bytes, number } from '../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { cx } from '../../parts/cx.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { CheckIcon, MinusIcon } from '../../parts/icons/icons.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { duration } from '../../parts/text/duration.ts';
import place from './place/place.module.css';
import styles from './test-lines.module.css';
import type { Trial } from './use-trial.ts';

interface TestLinesProps {
  readonly trial: Trial;
  readonly onAgain: () => void;
  readonly onPin: (key: HostKey) => void;
  /** Whether a key was accepted before: another one is a reason to look twice. */
  readonly pinned: 'yes' | 'no';
}

export function TestLines({ trial, onAgain, onPin, pinned }: TestLinesProps) {
  const text = useText();
  const { t } = text;
  const over = trial.kind === 'failed' || trial.kind === 'broken';
  return (
    <div className={styles.trial}>
      <ul aria-label={t.destinations.test} aria-live="polite" className={cx(styles.lines, trial.kind === 'running' && styles.running)}>
        {trial.lines.map((line) => (
          <li key={line.step}>
            <div className={styles.line}>
              {MARKS[line.result]}
              <span>{t.destinations.testStep[line.step]}</span>
              <span className={styles.value}>{valueOf(line, text)}</span>
            </div>
            {line.hostKey !== undefined
              ? <NewKey hostKey={line.hostKey} pinned={pinned} onPin={onPin} />
              : line.result === 'failed' && line.reason !== undefined && <ErrorNote error={line.reason} />}
          </li>
        ))}
        {trial.kind === 'running' && (
          <li className={styles.line}>
            <Shape kind="waiting" size={14} />
            <span className={styles.value}>{t.destinations.testing}</span>
          </li>
        )}
      </ul>
      {trial.kind === 'broken' && <ErrorNote error={trial.error} />}
      {over && <Button size="small" className={styles.again} onClick={onAgain}>{t.parts.retry}</Button>}
    </div>
  );
}

const MARKS = {
  ok: <CheckIcon size={14} />,
  unknown: <MinusIcon size={14} />,
  failed: <Shape kind="needs-you" size={14} />,
} as const;

function NewKey({ hostKey, pinned, onPin }: { readonly hostKey: HostKey } & Pick<TestLinesProps, 'pinned' | 'onPin'>) {
  const { t } = useText();
  return (
    <div role="alert" className={place.hostKey}>
      <p>{pinned === 'yes' ? t.place.hostKeyChanged : t.place.hostKey}</p>
      <p className={place.fingerprint}>{hostKey.type} {hostKey.fingerprint}</p>
      <p className={place.dim}>{t.place.hostKeyHelp(commandFor(hostKey))}</p>
      <Button onClick={() => { onPin(hostKey); }}>{t.place.hostKeyPin}</Button>
    </div>
  );
}

/** Shows the fingerprint at a server of OpenSSH. */
function commandFor({ type }: HostKey): string {
  return `ssh-keygen -lf /etc/ssh/ssh_host_${/rsa|ecdsa/.exec(type)?.[0] ?? 'ed25519'}_key.pub`;
}

function valueOf({ step, result, value }: TestLine, { t, language }: Text): string {
  if (result !== 'ok') return result === 'unknown' ? t.destinations.untold : '';
  switch (step) {
    case 'space':
      return t.protect.where.free(bytes(language, value));
    case 'clock':
      return t.destinations.within(duration(language, Math.abs(value)));
    case 'reach':
    case 'write':
    case 'read-back':
    case 'list':
    case 'exclusive':
    case 'delete':
      return t.destinations.milliseconds(number(language, value));
    default:
      return step satisfies never;
  }
}
