// A history that is there already, Litestream's or our own, is gone on with.
import { type DragEvent, useState } from 'react';
import type { Adopted, ProgressView } from '../../../main/ipc/contract/views.ts';
import type { CallNews } from '../../../main/ipc/contract/wire.ts';
import { readDrop } from '../../app/protect/dropped.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Field, TextInput } from '../../parts/field/field.tsx';
import { Progress } from '../../parts/progress/progress.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { nameOf } from '../../parts/text/paths.ts';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { useChoosePaths } from '../picker/choose-paths.tsx';
import styles from './place/place.module.css';
import { useWizard } from './place/use-wizard.ts';
import { WizardFooter } from './place/wizard-footer.tsx';
import { WizardSteps } from './place/wizard-steps.tsx';

export function AdoptDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const wizard = useWizard();
  const { state, run } = useAction();
  const [path, setPath] = useState('');
  const [progress, setProgress] = useState<ProgressView>();
  const [control, setControl] = useState<AbortController>();
  const [adopted, setAdopted] = useState<Adopted>();
  const { step, trial } = wizard;
  if (adopted !== undefined) return <Done adopted={adopted} name={nameOf(path.trim())} onClose={onClose} />;
  const working = state.kind === 'working';
  const adopt = async (command: 'destination.adopt' | 'destination.import'): Promise<void> => {
    if (step.kind !== 'trial') return;
    const controller = new AbortController();
    setControl(controller);
    const onNews = (news: CallNews): void => { if (news.kind === 'progress') setProgress(news.progress); };
    setAdopted(await client.call(command, { place: step.place, path: path.trim() }, { signal: controller.signal, onNews }));
  };
  return (
    <Dialog
      title={t.place.adoptTitle}
      description={t.place.adoptText}
      onClose={onClose}
      footer={
        <WizardFooter
          wizard={wizard}
          onClose={working ? () => { control?.abort(); } : onClose}
          last={{
            text: t.place.adoptDo,
            disabled: trial.kind !== 'passed' || path.trim() === '',
            working,
            run: () => { void run(() => adopt('destination.adopt')); },
          }}
        />
      }
    >
      <div className={styles.steps}>
        <WizardSteps wizard={wizard} />
        {step.kind === 'trial' && trial.kind === 'passed' && <PathField path={path} onChange={setPath} />}
        {working && <Progress label={t.place.adopting} progress={progress} />}
        {state.kind === 'failed' && (
          <ErrorNote
            error={state.error}
            actions={state.error.code === 'history-older' && (
              <Button size="small" onClick={() => { void run(() => adopt('destination.import')); }}>{t.place.adoptImport}</Button>
            )}
          />
        )}
      </div>
    </Dialog>
  );
}

/** Typed, chosen, or dropped on it. */
function PathField({ path, onChange }: { readonly path: string; readonly onChange: (path: string) => void }) {
  const { t } = useText();
  const { link } = useSession();
  const choose = useChoosePaths();
  const pick = async (): Promise<void> => {
    const [chosen] = await choose('databases').catch(() => []);
    if (chosen !== undefined) onChange(chosen);
  };
  const drop = (event: DragEvent): void => {
    const dropped = readDrop(event.dataTransfer, (file) => link.pathOf(file)).find((one) => one.kind === 'path');
    if (dropped === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(dropped.path);
  };
  return (
    <Field label={t.place.adoptPath} help={t.place.adoptPathHelp}>
      {(control) => (
        <div className={styles.inline} onDrop={drop}>
          <TextInput {...control} maxLength={4096} value={path} onChange={(event) => { onChange(event.target.value); }} />
          <Button onClick={() => { void pick(); }}>{t.place.adoptChoose}</Button>
        </div>
      )}
    </Field>
  );
}

function Done({ adopted, name, onClose }: { readonly adopted: Adopted; readonly name: string; readonly onClose: () => void }) {
  const { t } = useText();
  const show = (): void => {
    onClose();
    go({ screen: 'database', database: adopted.database });
  };
  return (
    <Dialog
      title={t.place.adoptTitle}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.close}</Button>
          <Button tone="primary" onClick={show}>{t.place.adoptShow}</Button>
        </>
      }
    >
      <StatusWord kind="safe">{t.place[adopted.how](name)}</StatusWord>
    </Dialog>
  );
}
