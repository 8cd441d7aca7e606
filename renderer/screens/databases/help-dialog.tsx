// What a database needs from a person: what happened, what it means for the data, and the ways on.
import type { CopyView, DatabaseView } from '../../../main/ipc/contract/views.ts';
import { copiedAt } from '../../../main/ipc/contract/words/overall.ts';
import { ago } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { useEngine, useNow, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';

interface HelpDialogProps {
  readonly database: DatabaseView;
  readonly onClose: (next?: 'places') => void;
}

export function HelpDialog({ database, onClose }: HelpDialogProps) {
  const { t, language } = useText();
  const now = useNow();
  const { client } = useSession();
  const { state: action, run } = useAction();
  const { state, name, id } = database;
  const at = copiedAt(database);
  const copied = at === 0 ? t.databases.help.neverCopied : t.databases.help.copied(ago(language, at, now));
  const parts = usePartsOf(database);
  const meaning = parts === undefined ? `${t.databases.help.meaning} ${copied}` : t.databases.help.goesOn(...parts);
  const reason = action.kind === 'failed' ? action.error : 'reason' in state ? state.reason : undefined;
  const retry = async (): Promise<void> => {
    await client.call('database.backUp', { databases: [id] });
    onClose();
  };
  return (
    <Dialog
      title={reason === undefined ? name : t.databases.help.title(name)}
      description={reason === undefined ? undefined : meaning}
      closeLabel={t.parts.close}
      onClose={() => { onClose(); }}
      footer={
        <>
          <Button onClick={() => { onClose('places'); }}>{t.databases.help.places}</Button>
          <Button tone="primary" working={action.kind === 'working'} onClick={() => { void run(retry); }}>
            {t.databases.help.retry}
          </Button>
        </>
      }
    >
      {reason === undefined ? <StatusWord kind="safe">{t.databases.help.well(name)}</StatusWord> : <ErrorNote error={reason} />}
    </Dialog>
  );
}

/** The places that are stuck, and those that are not; undefined when it is not about some of several. */
function usePartsOf({ copies }: DatabaseView): readonly [stuck: string, others: string] | undefined {
  const { language } = useText();
  const destinations = useEngine((view) => view.destinations);
  const names = (those: readonly CopyView[]): string =>
    new Intl.ListFormat(language).format(those.map(({ destination, url }) => destinations?.[destination]?.name ?? url));
  const stuck = copies.filter(({ state }) => state.kind === 'failed');
  const others = copies.filter(({ state, safeAt }) => safeAt > 0 && (state.kind === 'idle' || state.kind === 'uploading'));
  return stuck.length === 0 || others.length === 0 ? undefined : [names(stuck), names(others)];
}
