// Where the copy goes, and whether it takes over by itself.
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Field, TextInput } from '../../../parts/field/field.tsx';
import { Segments } from '../../../parts/field/segments.tsx';
import { SettingRow } from '../../../parts/field/setting-row.tsx';
import { useChoosePaths } from '../../picker/choose-paths.tsx';
import styles from '../../destinations/place/place.module.css';
import type { Follow } from './use-follow.ts';

interface CopyFieldsProps {
  readonly wizard: Follow;
  /** Name of the other computer; a history has none that could be gone. */
  readonly server?: string;
}

export function CopyFields({ wizard: { copy, path, setCopy }, server }: CopyFieldsProps) {
  const { t } = useText();
  const choose = useChoosePaths();
  const pick = async (): Promise<void> => {
    const [chosen] = await choose('new-file', path === '' ? undefined : path).catch(() => []);
    if (chosen !== undefined) setCopy({ ...copy, path: chosen });
  };
  return (
    <>
      <Field label={t.replicas.file} help={t.replicas.fileHelp}>
        {(control) => (
          <div className={styles.inline}>
            <TextInput {...control} maxLength={4096} value={path} onChange={(event) => { setCopy({ ...copy, path: event.target.value }); }} />
            <Button onClick={() => { void pick(); }}>{t.replicas.fileChoose}</Button>
          </div>
        )}
      </Field>
      {server !== undefined && (
        <SettingRow label={t.replicas.takeOverBy} help={t.replicas.takeOverByHelp(server)}>
          <Segments
            label={t.replicas.takeOverBy}
            value={copy.candidate}
            options={[{ value: 'yes', text: t.settings.switches.yes }, { value: 'no', text: t.settings.switches.no }]}
            onChange={(candidate) => { setCopy({ ...copy, candidate }); }}
          />
        </SettingRow>
      )}
    </>
  );
}
