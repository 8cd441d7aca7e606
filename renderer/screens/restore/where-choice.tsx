// Where to: back in place, or a copy somewhere else.
import { type ReactNode, type RefObject, useId } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useAction } from '../../state/use-action.ts';
import { useChoosePaths } from '../picker/choose-paths.tsx';
import type { Choice } from './machine.ts';
import type { ChoiceProps } from './moment-choice.tsx';
import styles from './restore.module.css';

interface WhereChoiceProps extends ChoiceProps {
  readonly output: string;
  readonly first: RefObject<HTMLInputElement | null>;
}

export function WhereChoice({ choice, output, dispatch, first }: WhereChoiceProps) {
  const { t } = useText();
  const choose = useChoosePaths();
  const { state, run } = useAction();
  const name = useId();
  const pick = (): void => {
    void run(async () => {
      const [path] = await choose('new-file', output);
      if (path !== undefined) dispatch({ kind: 'output', output: path });
    });
  };
  const option = (where: Choice['where'], title: string, children: ReactNode) => (
    <label className={styles.option}>
      <input
        type="radio"
        name={name}
        checked={choice.where === where}
        onChange={() => { dispatch({ kind: 'where', where }); }}
        {...(choice.where === where && { ref: first })}
      />
      <span className={styles.strong}>{title}</span>
      <span className={styles.about}>{children}</span>
    </label>
  );
  return (
    <fieldset className={styles.where}>
      <legend className="hidden-text">{t.restore.where}</legend>
      {option('here', t.restore.here, hereWords(choice, t.restore))}
      {option('copy', t.restore.copy, t.restore.copyAbout)}
      {choice.where === 'copy' && output !== '' && (
        <div className={styles.output}>
          <PathText path={output} />
          <Button size="small" working={state.kind === 'working'} onClick={pick}>{t.restore.choosePath}</Button>
        </div>
      )}
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </fieldset>
  );
}

function hereWords({ preview }: Choice, t: Readonly<Record<'inTransaction' | 'replaces' | 'missing', string>>): string {
  if (preview.kind !== 'ready' || preview.preview.inPlace === 'transaction') return t.inTransaction;
  return preview.preview.presentSize === 0 ? t.missing : t.replaces;
}
