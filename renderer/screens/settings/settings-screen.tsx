// What a person can choose about Tidemark itself. Every choice applies at once; retention shows first what it would do.
import type { ReactNode } from 'react';
import type { SettingsView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Segments } from '../../parts/field/segments.tsx';
import { SettingRow } from '../../parts/field/setting-row.tsx';
import { ScreenHeader } from '../../parts/list/screen-header.tsx';
import { useEngine, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { type Change, optionsOf } from './change.ts';
import { LoginRow } from './login-row.tsx';
import { ReportRow } from './report-row.tsx';
import { DefaultRetention } from './retention/default-retention.tsx';
import styles from './settings-screen.module.css';
import { VersionRow } from './version-row.tsx';

export function SettingsScreen() {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const settings = useEngine((view) => view.settings);
  if (settings === undefined) return null;
  const change: Change = (next) => { void run(async () => { await client.call('settings.set', next); }); };
  return (
    <div className={styles.screen}>
      <ScreenHeader title={t.settings.title} />
      <div className={styles.sections}>
        {state.kind === 'failed' && <ErrorNote error={state.error} />}
        <General settings={settings} onChange={change} />
        <Section title={t.settings.retention} help={t.settings.retentionHelp}>
          <DefaultRetention defaults={settings.defaults} />
          <CheckpointsRow settings={settings} onChange={change} />
        </Section>
        <Section title={t.settings.diagnostics}>
          <ReportRow />
          <VersionRow />
        </Section>
      </div>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly help?: string;
  readonly children: ReactNode;
}

function Section({ title, help, children }: SectionProps) {
  return (
    <section aria-label={title} className={styles.section}>
      <h2 className={styles.title}>{title}</h2>
      {help !== undefined && <p className={styles.help}>{help}</p>}
      <div className={styles.rows}>{children}</div>
    </section>
  );
}

interface PartProps {
  readonly settings: SettingsView;
  readonly onChange: Change;
}

function General({ settings, onChange }: PartProps) {
  const { t } = useText();
  return (
    <Section title={t.settings.general}>
      <SettingRow label={t.settings.language}>
        <Segments
          label={t.settings.language}
          value={settings.language}
          options={optionsOf(t.settings.languages)}
          onChange={(language) => { onChange({ language }); }}
        />
      </SettingRow>
      <SettingRow label={t.settings.theme}>
        <Segments
          label={t.settings.theme}
          value={settings.theme}
          options={optionsOf(t.settings.themes)}
          onChange={(theme) => { onChange({ theme }); }}
        />
      </SettingRow>
      <SettingRow label={t.settings.notifications} help={t.settings.notificationsHelp}>
        <Segments
          label={t.settings.notifications}
          value={settings.notifications}
          options={optionsOf(t.settings.notificationKinds)}
          onChange={(notifications) => { onChange({ notifications }); }}
        />
      </SettingRow>
      <LoginRow settings={settings} onChange={onChange} />
    </Section>
  );
}

function CheckpointsRow({ settings, onChange }: PartProps) {
  const { t } = useText();
  return (
    <SettingRow label={t.settings.checkpoints} help={t.settings.checkpointsHelp}>
      <Segments
        label={t.settings.checkpoints}
        value={settings.defaults.checkpoints}
        options={optionsOf(t.settings.checkpointKinds)}
        onChange={(checkpoints) => { onChange({ defaults: { ...settings.defaults, checkpoints } }); }}
      />
    </SettingRow>
  );
}
