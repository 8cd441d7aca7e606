// Where the copies of a database are, and how far each of them is.
import type { CopyView, DatabaseView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { number } from '../../../main/ipc/contract/words/format.ts';
import { shapeOfCopy } from '../../../main/ipc/contract/words/overall.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button, IconButton } from '../../parts/button/button.tsx';
import { FolderIcon } from '../../parts/icons/icons.tsx';
import { ProgressBar, shareOf, useProgressWords } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { Age } from '../../parts/text/age.tsx';
import { KindIcon } from '../../parts/icons/kind-icon.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useEngine, useSession, useShell } from '../../state/hooks.ts';
import { PenLine } from '../destinations/pen/pen-line.tsx';
import type { DialogKind } from '../databases/database-dialog.tsx';
import styles from './aside.module.css';

interface CopiesProps {
  readonly database: DatabaseView;
  readonly onDialog: (kind: DialogKind) => void;
}

export function Copies({ database, onDialog }: CopiesProps) {
  const { t } = useText();
  return (
    <section aria-labelledby="copies" className={styles.section}>
      <h2 id="copies">{t.database.copies}</h2>
      <ul>
        {database.copies.map((copy) => <Copy key={copy.destination} database={database} copy={copy} />)}
      </ul>
      <Button size="small" onClick={() => { onDialog('places'); }}>{t.database.changePlaces}</Button>
    </section>
  );
}

function Copy({ database, copy }: { readonly database: DatabaseView; readonly copy: CopyView }) {
  const { t, language, words } = useText();
  const { client } = useSession();
  const reveal = useShell()?.reveal === 'possible';
  const destination = useEngine((view) => view.destinations[copy.destination]);
  const name = destination?.name ?? copy.destination;
  const kind = shapeOfCopy(copy);
  const behind = Math.max(0, database.txid - copy.txid);
  const progress = useProgressWords(copy.progress);
  return (
    <li className={styles.copy}>
      <Shape kind={kind} size={14} level={shareOf(copy.progress)} label={words.shape[kind]} />
      <div className={styles.copyWords}>
        <p className={styles.place}><KindIcon kind={destination?.kind} size={14} />{name}</p>
        {'reason' in copy.state && copy.pen.kind !== 'theirs' && <p>{errorIn(language, copy.state.reason).message}</p>}
        <p className={styles.quiet}>
          {copy.safeAt === 0 ? t.database.never : <>{t.database.complete} <Age at={copy.safeAt} /></>}
          {behind > 0 && ` · ${t.database.behind(number(language, behind), behind)}`}
        </p>
        {copy.progress !== undefined && (
          <>
            <ProgressBar label={t.database.copyingTo(name)} progress={copy.progress} />
            <p className={styles.quiet}>{progress}</p>
          </>
        )}
        <PathText path={copy.url} className={styles.path} />
        <PenLine pen={copy.pen} destination={copy.destination} databases={[database.id]} />
      </div>
      {reveal && destination?.kind === 'folder' && (
        <IconButton label={t.database.showCopy(name)} size="small" onClick={() => { client.call('files.reveal', { path: copy.url }).catch(() => undefined); }}>
          <FolderIcon size={14} />
        </IconButton>
      )}
    </li>
  );
}
