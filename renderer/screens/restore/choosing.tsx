// Before a restore: the moment, what going back to it means, and where to.
import { useEffect } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { isReady } from './machine.ts';
import { MomentChoice } from './moment-choice.tsx';
import { Preview } from './preview.tsx';
import type { PaneProps } from './pane.ts';
import styles from './restore.module.css';
import { suggestedPath } from './suggested-name.ts';
import { useMoment } from './use-moment.ts';
import { WhereChoice } from './where-choice.tsx';

export function Choosing({ database, restore, first }: PaneProps) {
  const { state, dispatch } = restore;
  // After a restore that failed the button that led back here is gone, and the focus with it.
  useEffect(() => {
    if (document.activeElement === document.body) first.current?.focus();
  }, [first]);
  return (
    <div className={styles.choosing}>
      <MomentChoice database={database} choice={state.choice} dispatch={dispatch} />
      <Preview database={database} choice={state.choice} dispatch={dispatch} />
      <WhereChoice database={database} choice={state.choice} output={outputOf(database, restore)} dispatch={dispatch} first={first} />
    </div>
  );
}

/** Where a copy goes: as chosen, else beside the database. */
function outputOf({ path, name }: PaneProps['database'], { state: { choice } }: PaneProps['restore']): string {
  if (choice.output !== '' || choice.preview.kind !== 'ready') return choice.output;
  return suggestedPath(path, name, choice.preview.preview.at);
}

export function ChoosingFooter({ database, restore, onClose }: PaneProps) {
  const { t } = useText();
  const moment = useMoment();
  const { choice } = restore.state;
  const output = outputOf(database, restore);
  const at = choice.preview.kind === 'ready' ? moment(choice.preview.preview.at) : undefined;
  const text = choice.where === 'copy' ? t.restore.startCopy : at === undefined ? t.restore.startHere : t.restore.startHereAt(at);
  return (
    <>
      <Button onClick={onClose}>{t.parts.cancel}</Button>
      <Button
        tone={choice.where === 'here' ? 'danger' : 'primary'}
        disabled={!isReady(choice, output)}
        onClick={() => { restore.start(choice.where, { output }); }}
      >
        {text}
      </Button>
    </>
  );
}
