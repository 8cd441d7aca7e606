// What going back to the chosen moment means: what lies between, what is read and from where.
import type { RestorePreview } from '../../../main/ipc/contract/views.ts';
import { bytes, number } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { useEngine } from '../../state/hooks.ts';
import type { ChoiceProps } from './moment-choice.tsx';
import styles from './restore.module.css';
import { useMoment } from './use-moment.ts';

export function Preview({ choice, dispatch }: ChoiceProps) {
  const { t } = useText();
  const { preview, target } = choice;
  switch (preview.kind) {
    case 'loading':
      return <Skeleton label={t.restore.looking} rows={1} />;
    case 'failed':
      return (
        <ErrorNote title={t.restore.previewFailed} error={preview.error} onRetry={() => { dispatch({ kind: 'target', target: { ...target } }); }} />
      );
    case 'ready':
      return <Known preview={preview.preview} target={target} />;
    default:
      return preview satisfies never;
  }
}

function Known({ preview, target }: { readonly preview: RestorePreview; readonly target: ChoiceProps['choice']['target'] }) {
  const { t, language } = useText();
  const moment = useMoment();
  const place = useEngine((view) => view.destinations[preview.destination]?.name) ?? preview.destination;
  const { changesSince, files } = preview;
  return (
    <ul className={styles.preview}>
      {target.kind === 'time' && preview.fit === 'before' && <li>{t.restore.before(moment(target.at))}</li>}
      {preview.fit === 'newest' && <li>{t.restore.fitNewest}</li>}
      <li>{changesSince === 0 ? t.restore.nothingSince : t.restore.changesSince(number(language, changesSince), changesSince)}</li>
      <li>{t.restore.reads(bytes(language, preview.bytes), t.restore.files(number(language, files), files), place)}</li>
    </ul>
  );
}
