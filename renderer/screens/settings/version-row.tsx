// Which version runs, and whether there is a newer one. Only the desktop app updates itself.
import type { UpdateView } from '../../../main/ipc/contract/shell.ts';
import { number } from '../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { SettingRow } from '../../parts/field/setting-row.tsx';
import { useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';

export function VersionRow() {
  const text = useText();
  const { t } = text;
  const { client } = useSession();
  const { state, run } = useAction();
  const shell = useShell();
  if (shell === undefined) return null;
  const ready = shell.update.kind === 'ready';
  const act = async (): Promise<void> => { await client.call(ready ? 'update.install' : 'update.check', {}); };
  const desktop = shell.face === 'desktop';
  return (
    <SettingRow label={t.settings.version(shell.version)} help={desktop ? updateWords(shell.update, text) : undefined}>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
      {state.kind !== 'failed' && shell.update.kind === 'failed' && (
        <ErrorNote title={t.settings.updateFailed} error={{ code: 'update', message: shell.update.message, hint: '' }} />
      )}
      {desktop && (
        <Button working={state.kind === 'working' || shell.update.kind === 'checking'} onClick={() => { void run(act); }}>
          {ready ? t.settings.updateInstall : t.settings.updateCheck}
        </Button>
      )}
    </SettingRow>
  );
}

function updateWords(update: UpdateView, { t, language }: Text): string | undefined {
  const { settings } = t;
  switch (update.kind) {
    case 'none':
      return settings.updateNone;
    case 'checking':
      return settings.updateChecking;
    case 'available':
      return settings.updateAvailable(update.version);
    case 'downloading':
      return settings.updateDownloading(update.version, number(language, update.percent));
    case 'ready':
      return settings.updateReady(update.version);
    case 'failed':
      return undefined;
    default:
      return update satisfies never;
  }
}
