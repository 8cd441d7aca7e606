// A report for whoever helps, on the clipboard.
import { useState } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { SettingRow } from '../../parts/field/setting-row.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';

export function ReportRow() {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const [copied, setCopied] = useState<'no' | 'yes'>('no');
  const copy = async (): Promise<void> => {
    setCopied('no');
    await navigator.clipboard.writeText(await client.call('diagnostics.report', {}));
    setCopied('yes');
  };
  return (
    <SettingRow label={t.settings.copyReport} help={t.settings.diagnosticsHelp}>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
      <span role="status">{copied === 'yes' ? t.settings.copied : ''}</span>
      <Button working={state.kind === 'working'} onClick={() => { void run(copy); }}>{t.settings.copyReport}</Button>
    </SettingRow>
  );
}
