// Where the copy goes.
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Field, TextInput } from '../../../parts/field/field.tsx';
import { useChoosePaths } from '../../picker/choose-paths.tsx';
import styles from '../../destinations/place/place.module.css';
import type { Follow } from './use-follow.ts';

export function CopyField({ wizard: { path, setPath } }: { readonly wizard: Follow }) {
  const { t } = useText();
  const choose = useChoosePaths();
  const pick = async (): Promise<void> => {
    const [chosen] = await choose('new-file', path === '' ? undefined : path).catch(() => []);
    if (chosen !== undefined) setPath(chosen);
  };
  return (
    <Field label={t.replicas.file} help={t.replicas.fileHelp}>
      {(control) => (
        <div className={styles.inline}>
          <TextInput {...control} maxLength={4096} value={path} onChange={(event) => { setPath(event.target.value); }} />
          <Button onClick={() => { void pick(); }}>{t.replicas.fileChoose}</Button>
        </div>
      )}
    </Field>
  );
}
