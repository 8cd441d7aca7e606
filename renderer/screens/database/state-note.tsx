// What keeps a database from being safe, in plain words, with the one best thing to do. Nothing while all is well.
import type { DatabaseView, ErrorView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { clock } from '../../../main/ipc/contract/words/format.ts';
import { holderOf, shapeOf } from '../../../main/ipc/contract/words/overall.ts';
import { sentenceOf } from '../../../main/ipc/contract/words/sentence.ts';
import type { CommandId, InputOf } from '../../../main/ipc/contract/commands.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Progress } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { useEngine, useNow, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import type { DialogKind } from '../databases/database-dialog.tsx';
import styles from './notes.module.css';

interface NoteProps {
  readonly database: DatabaseView;
}

interface StateNoteProps extends NoteProps {
  readonly onDialog: (kind: DialogKind) => void;
}

export function StateNote({ database, onDialog }: StateNoteProps) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const { state } = database;
  switch (state.kind) {
    case 'safe':
      return null;
    case 'off':
    case 'opening':
    case 'behind':
      return database.progress === undefined ? null : <Progress label={t.database.copying} progress={database.progress} />;
    case 'paused': {
      const text = state.until === undefined ? t.database.paused : t.database.pausedUntil(clock(language, state.until, now));
      return <Note database={database} text={text} action={{ command: 'database.resume', text: t.database.resume }} />;
    }
    case 'waiting': {
      if (holderOf(database) !== undefined) return <Standby database={database} onDialog={onDialog} />;
      const { message, hint } = errorIn(language, state.reason);
      const when = state.retryAt === undefined ? t.database.waitingSelf : t.database.waitingRetry(clock(language, state.retryAt, now));
      return (
        <Note
          database={database}
          text={sentenceOf(message)}
          detail={`${hint} ${when}`.trim()}
          action={{ command: 'database.backUp', text: t.database.tryNow }}
        />
      );
    }
    case 'failed':
      return <Failed database={database} reason={state.reason} onDialog={onDialog} />;
    default:
      return state satisfies never;
  }
}

/** Another computer's turn: that is as it should be, and its pen can be had. */
function Standby({ database, onDialog }: StateNoteProps) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const holder = holderOf(database);
  const place = useEngine((view) => view.destinations[holder?.copy.destination ?? '']?.name) ?? '';
  if (holder === undefined) return null;
  return (
    <div role="status" className={styles.note}>
      <Shape kind="waiting" />
      <p className={styles.words}>
        {t.pen.standby(holder.owner, place, clock(language, holder.until, now))}
        <span className={styles.detail}> {t.pen.standbyText}</span>
      </p>
      <Button size="small" onClick={() => { onDialog('pen'); }}>{t.pen.take}</Button>
    </div>
  );
}

type Command = Extract<CommandId, 'database.resume' | 'database.backUp'>;

interface TextNoteProps extends NoteProps {
  readonly text: string;
  readonly detail?: string;
  readonly action: { readonly command: Command; readonly text: string };
}

function Note({ database, text, detail, action }: TextNoteProps) {
  const { state, act } = useAct(database, action.command);
  return (
    <div className={styles.stack}>
      <div role="status" className={styles.note}>
        <Shape kind={shapeOf(database.state)} />
        <p className={styles.words}>
          {text}
          {detail !== undefined && <span className={styles.detail}> {detail}</span>}
        </p>
        <Button size="small" working={state.kind === 'working'} onClick={act}>{action.text}</Button>
      </div>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </div>
  );
}

function Failed({ database, reason, onDialog }: StateNoteProps & { readonly reason: ErrorView }) {
  const { t } = useText();
  const { state, act } = useAct(database, 'database.backUp');
  const error = state.kind === 'failed' ? state.error : reason;
  return (
    <ErrorNote
      title={t.database.failedTitle}
      error={error}
      actions={
        <>
          <Button size="small" working={state.kind === 'working'} onClick={act}>{t.parts.retry}</Button>
          <Button size="small" onClick={() => { onDialog('places'); }}>{t.database.changePlaces}</Button>
        </>
      }
    />
  );
}

function useAct(database: DatabaseView, command: Command) {
  const { client } = useSession();
  const { state, run } = useAction();
  const input: InputOf<Command> = { databases: [database.id] };
  return { state, act: () => { void run(async () => { await client.call(command, input); }); } };
}
