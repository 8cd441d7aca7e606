// Copies that had gone another way and were set apart: shown, or kept for good elsewhere.
import type { ReplicaView } from '../../../main/ipc/contract/views.ts';
import { clock, timesOf } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useNow, useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { useChoosePaths } from '../picker/choose-paths.tsx';
import { suggestedPath } from '../restore/suggested-name.ts';
import styles from './replicas.module.css';

/** Ms that they stay. */
const KEPT = 30 * 86_400_000;

export function SetApart({ replica }: { readonly replica: ReplicaView }) {
  const { t } = useText();
  const { id, name, path, quarantined } = replica;
  return (
    <details className={styles.apart}>
      <summary>{t.replicas.setApart(quarantined.length)}</summary>
      <p>{t.replicas.setApartText}</p>
      <ul>
        {quarantined.map((copy) => <Copy key={copy.path} followed={id} name={name} beside={path} copy={copy} />)}
      </ul>
    </details>
  );
}

interface CopyProps {
  readonly followed: string;
  readonly name: string;
  /** The file that it was. */
  readonly beside: string;
  readonly copy: ReplicaView['quarantined'][number];
}

function Copy({ followed, name, beside, copy: { path, at, why } }: CopyProps) {
  const { t, language } = useText();
  const { client } = useSession();
  const choose = useChoosePaths();
  const toasts = useToasts();
  const { state, run } = useAction();
  const reveal = useShell()?.reveal === 'possible';
  const until = new Intl.DateTimeFormat(timesOf(language), { dateStyle: 'medium' }).format(at + KEPT);
  const save = async (): Promise<void> => {
    const [output] = await choose('new-file', suggestedPath(beside, name, at));
    if (output === undefined) return;
    await client.call('live.saveSetApart', { followed, path, output });
    toasts.show({ id: `apart-${path}`, tone: 'plain', lasts: 8000, content: t.replicas.setApartSaved(output) });
  };
  return (
    <li>
      <span title={why}>{t.replicas.setApartOf(clock(language, at, useNow(60_000)))}, {t.replicas.setApartUntil(until)}</span>
      {reveal && <Button size="small" onClick={() => { void run(async () => { await client.call('files.reveal', { path }); }); }}>{t.replicas.setApartShow}</Button>}
      <Button size="small" working={state.kind === 'working'} onClick={() => { void run(save); }}>{t.replicas.setApartSave}</Button>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </li>
  );
}
