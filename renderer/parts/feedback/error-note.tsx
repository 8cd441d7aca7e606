// An error where the action was: what happened, what to do, a retry; and its code and the engine's own words for
// whoever helps.
import { type ReactNode, useState } from 'react';
import type { ErrorView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { sentenceOf } from '../../../main/ipc/contract/words/sentence.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../button/button.tsx';
import { Shape } from '../shape/shape.tsx';
import styles from './error-note.module.css';

interface ErrorNoteProps {
  readonly error: ErrorView;
  /** What was being done: `orders.db was not added`. */
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
  /** More buttons beside the retry. */
  readonly actions?: ReactNode;
}

export function ErrorNote({ error, title, onRetry, actions }: ErrorNoteProps) {
  const { t, language } = useText();
  const { message, hint } = errorIn(language, error);
  return (
    <div role="alert" className={styles.note}>
      <Shape kind="needs-you" />
      <div className={styles.words}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        <p>{sentenceOf(message)}</p>
        {hint !== '' && <p className={styles.hint}>{hint}</p>}
        <div className={styles.actions}>
          {onRetry !== undefined && <Button size="small" onClick={onRetry}>{t.parts.retry}</Button>}
          {actions}
          <Details error={error} />
        </div>
      </div>
    </div>
  );
}

function Details({ error }: { readonly error: ErrorView }) {
  const { t } = useText();
  const [copied, setCopied] = useState<'no' | 'yes'>('no');
  const text = `${error.code}: ${error.message}${error.hint === '' ? '' : `\n${error.hint}`}`;
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => { setCopied('yes'); }, () => undefined);
  };
  return (
    <details className={styles.details}>
      <summary>{t.parts.details}</summary>
      <code>{text}</code>
      <Button size="small" onClick={copy}>{copied === 'yes' ? t.parts.copied : t.parts.copy}</Button>
    </details>
  );
}
