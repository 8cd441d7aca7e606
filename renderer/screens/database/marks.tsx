// Names that a person gave to moments: added to the present, shown on the timeline, removed again.
import { type SyntheticEvent, useState } from 'react';
import type { DatabaseView, MarkView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button, IconButton } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { TextInput } from '../../parts/field/field.tsx';
import { CloseIcon, FlagIcon } from '../../parts/icons/icons.tsx';
import { Age } from '../../parts/text/age.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import styles from './aside.module.css';

interface MarksProps {
  readonly database: DatabaseView;
  readonly onChoose: (txid: number) => void;
}

export function Marks({ database, onChoose }: MarksProps) {
  const { t } = useText();
  const { client } = useSession();
  const removal = useAction();
  const newestFirst = database.marks.toSorted((a, b) => b.at - a.at);
  const remove = (name: string): void => {
    void removal.run(async () => {
      await client.call('database.removeMark', { database: database.id, name });
    });
  };
  return (
    <section aria-labelledby="marks" className={styles.section}>
      <h2 id="marks">{t.database.marks}</h2>
      {newestFirst.length === 0 && <p className={styles.quiet}>{t.database.noMarks}</p>}
      <ul>
        {newestFirst.map((mark) => (
          <Mark key={mark.name} mark={mark} onChoose={onChoose} onRemove={() => { remove(mark.name); }} />
        ))}
      </ul>
      {removal.state.kind === 'failed' && <ErrorNote error={removal.state.error} />}
      <AddMark database={database} />
    </section>
  );
}

interface MarkProps {
  readonly mark: MarkView;
  readonly onChoose: (txid: number) => void;
  readonly onRemove: () => void;
}

function Mark({ mark, onChoose, onRemove }: MarkProps) {
  const { t } = useText();
  return (
    <li className={styles.mark}>
      <button type="button" className={styles.markName} title={t.database.showMark(mark.name)} onClick={() => { onChoose(mark.txid); }}>
        <FlagIcon size={12} />
        <span>{mark.name}</span>
      </button>
      <Age at={mark.at} className={styles.age} />
      <IconButton label={t.database.removeMark(mark.name)} size="small" onClick={onRemove}><CloseIcon size={12} /></IconButton>
    </li>
  );
}

function AddMark({ database }: { readonly database: DatabaseView }) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run, clear } = useAction();
  const [name, setName] = useState<string>();
  const close = (): void => {
    setName(undefined);
    clear();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const trimmed = name?.trim() ?? '';
    if (trimmed === '') return;
    void run(async () => {
      await client.call('database.addMark', { database: database.id, name: trimmed });
      setName(undefined);
    });
  };
  if (name === undefined) {
    return (
      <Button size="small" disabled={database.txid === 0} onClick={() => { setName(''); }}>{t.database.addMark}</Button>
    );
  }
  return (
    <form onSubmit={submit} onKeyDown={(event) => { if (event.key === 'Escape') close(); }} className={styles.form}>
      <TextInput
        autoFocus
        aria-label={t.database.markName}
        placeholder={t.database.markExample}
        maxLength={100}
        value={name}
        onChange={(event) => { setName(event.target.value); }}
      />
      <Button type="submit" size="small" tone="primary" disabled={name.trim() === ''} working={state.kind === 'working'}>{t.database.save}</Button>
      <Button size="small" onClick={close}>{t.parts.cancel}</Button>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </form>
  );
}
