// Whether Tidemark starts with the computer, as far as the system lets it.
import type { SettingsView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { Segments } from '../../parts/field/segments.tsx';
import { SettingRow } from '../../parts/field/setting-row.tsx';
import { useShell } from '../../state/hooks.ts';
import { type Change, optionsOf } from './change.ts';

interface LoginRowProps {
  readonly settings: SettingsView;
  readonly onChange: Change;
}

export function LoginRow({ settings, onChange }: LoginRowProps) {
  const { t } = useText();
  const login = useShell()?.login ?? 'not here';
  const help = login === 'not here'
    ? t.settings.loginNotHere
    : login === 'needs-approval' ? t.settings.loginApproval : t.settings.loginHelp;
  return (
    <SettingRow label={t.settings.login} help={help}>
      {login !== 'not here' && (
        <Segments
          label={t.settings.login}
          value={settings.startAtLogin}
          options={optionsOf(t.settings.switches)}
          onChange={(startAtLogin) => { onChange({ startAtLogin }); }}
        />
      )}
    </SettingRow>
  );
}
