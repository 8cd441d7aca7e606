// All that is known of one operation, copyable; with the way back where there is one.
import { useState } from 'react';
import type { OperationView } from '../../../main/ipc/contract/views.ts';
import { formatRoute } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useEngine, useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import styles from './activity.module.css';
import { detailsOf, fileOf, titleOf, useFactWords } from './words.ts';

interface OperationDetailsProps {
  readonly operation: OperationView;
  readonly place: string | undefined;
}

export function OperationDetails({ operation, place }: OperationDetailsProps) {
  const { t } = useText();
  const words = useFactWords();
  const facts = detailsOf(operation, place, words);
  const copyable = [titleOf(operation, words), ...facts.map(({ name, value }) => `${name}: ${value}`)].join('\n');
  return (
    <div className={styles.details}>
      {operation.state.kind === 'failed' && <ErrorNote error={operation.state.reason} />}
      {operation.state.kind === 'interrupted' && <p>{t.activity.interrupted}</p>}
      <dl className={styles.facts}>
        {facts.map(({ name, value }) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.actions}>
        <Undo operation={operation} />
        <ShowDatabase operation={operation} />
        <ShowFile operation={operation} />
        <CopyText text={copyable} />
      </div>
    </div>
  );
}

/** Only for the restore that the engine says can be undone. */
function Undo({ operation }: { readonly operation: OperationView }) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const { database } = operation;
  const undoable = useEngine((view) => (database === undefined ? undefined : view.databases[database]?.undo?.operation));
  if (undoable !== operation.id) return null;
  const undo = (): void => {
    void run(async () => {
      await client.call('restore.undo', { operation: operation.id });
    });
  };
  return (
    <>
      <Button size="small" working={state.kind === 'working'} onClick={undo}>{t.activity.undo}</Button>
      {state.kind === 'failed' && <ErrorNote title={t.activity.undoFailed} error={state.error} onRetry={undo} />}
    </>
  );
}

function ShowDatabase({ operation: { database } }: { readonly operation: OperationView }) {
  const { t } = useText();
  const known = useEngine((view) => database !== undefined && view.databases[database] !== undefined) ?? false;
  if (database === undefined || !known) return null;
  return <a className={styles.link} href={formatRoute({ screen: 'database', database })}>{t.activity.showDatabase}</a>;
}

function ShowFile({ operation }: { readonly operation: OperationView }) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const reveal = useShell()?.reveal === 'possible';
  const path = operation.state.kind === 'done' ? fileOf(operation) : undefined;
  if (!reveal || path === undefined) return null;
  const show = (): void => {
    void run(async () => {
      await client.call('files.reveal', { path });
    });
  };
  return (
    <>
      <Button size="small" onClick={show}>{t.activity.showFile}</Button>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </>
  );
}

function CopyText({ text }: { readonly text: string }) {
  const { t } = useText();
  const [copied, setCopied] = useState<'no' | 'yes'>('no');
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => { setCopied('yes'); }, () => undefined);
  };
  return <Button size="small" onClick={copy}>{copied === 'yes' ? t.parts.copied : t.activity.copyDetails}</Button>;
}
