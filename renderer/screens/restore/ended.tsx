// After a restore: what came of it, and the way back.
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { number } from '../../../main/ipc/contract/words/format.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import type { RestoreResult } from './machine.ts';
import type { PaneProps } from './pane.ts';
import styles from './restore.module.css';
import { useMoment } from './use-moment.ts';

/** Codes of errors after which nobody here knows how it went. */
const UNKNOWN_ENDS: ReadonlySet<string> = new Set(['lost', 'interrupted']);

export function Ended({ database, restore: { state } }: PaneProps) {
  const { t } = useText();
  switch (state.kind) {
    case 'choosing':
    case 'running':
      return null;
    case 'done':
      return <Done outcome={state.outcome} />;
    case 'cancelled':
      return <StatusWord kind="paused">{t.restore.cancelled[state.work](database.name)}</StatusWord>;
    case 'failed':
      return (
        <ErrorNote
          title={UNKNOWN_ENDS.has(state.error.code) ? t.restore.lost : t.restore.failed[state.work](database.name)}
          error={state.error}
          actions={<Button size="small" onClick={() => { go({ screen: 'activity' }); }}>{t.restore.showActivity}</Button>}
        />
      );
    default:
      return state satisfies never;
  }
}

function Done({ outcome }: { readonly outcome: RestoreResult }) {
  const { t, language } = useText();
  const moment = useMoment();
  const { kind, result } = outcome;
  const seconds = result.milliseconds === undefined ? undefined : number(language, Math.max(0.1, result.milliseconds / 1000), 1);
  return (
    <div className={styles.done} role="status">
      <p className={styles.result}><StatusWord kind="safe">{t.restore.done[kind](moment(result.at))}</StatusWord></p>
      {kind === 'copy' && <PathText path={result.path} />}
      {kind === 'copy' && result.proved !== undefined && <p>{t.restore.proved[result.proved]}</p>}
      {kind !== 'copy' && <p>{result.safety === '' ? t.restore.nothingKept : t.restore.kept}</p>}
      {seconds !== undefined && <p className={styles.quiet}>{t.restore.took(seconds)}</p>}
    </div>
  );
}

export function EndedFooter({ database, restore, onClose }: PaneProps) {
  const { t } = useText();
  const { state, dispatch, start } = restore;
  if (state.kind === 'cancelled' || state.kind === 'failed') {
    return (
      <>
        <Button autoFocus onClick={onClose}>{t.parts.close}</Button>
        <Button tone="primary" onClick={() => { dispatch({ kind: 'again' }); }}>{t.parts.retry}</Button>
      </>
    );
  }
  if (state.kind !== 'done') return null;
  const { outcome } = state;
  const undoable = outcome.kind !== 'copy' && outcome.result.safety !== '' ? outcome : undefined;
  return (
    <>
      {undoable !== undefined && (
        <Button onClick={() => { start('undo', { operation: undoable.result.operation }); }}>{t.restore.undo[undoable.kind]}</Button>
      )}
      <ShowFile path={outcome.kind === 'copy' ? outcome.result.path : database.path} />
      <Button tone="primary" autoFocus onClick={onClose}>{t.parts.close}</Button>
    </>
  );
}

function ShowFile({ path }: { readonly path: string }) {
  const { t, language } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const reveal = useShell()?.reveal === 'possible';
  if (!reveal) return null;
  const show = (): void => {
    void run(async () => {
      await client.call('files.reveal', { path });
    });
  };
  const title = state.kind === 'failed' ? errorIn(language, state.error).message : undefined;
  return <Button onClick={show} title={title}>{t.restore.showFile}</Button>;
}
