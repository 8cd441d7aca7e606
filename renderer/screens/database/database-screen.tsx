// One database: how it is, its past as a timeline and as a list, the chosen moment beside now, and where its copies are.
import { useState } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { useEngine } from '../../state/hooks.ts';
import { DatabaseDialog, type DialogKind } from '../databases/database-dialog.tsx';
import { Copies } from './copies.tsx';
import { DatabaseHeader } from './database-header.tsx';
import styles from './database-screen.module.css';
import { Facts } from './facts.tsx';
import { Marks } from './marks.tsx';
import { Past } from './past.tsx';
import { StateNote } from './state-note.tsx';
import { UndoBanner } from './undo-banner.tsx';
import { useChosen } from './use-chosen.ts';
import { useDatabaseKeys } from './use-database-keys.tsx';

export function DatabaseScreen({ database: id }: { readonly database: string }) {
  const database = useEngine((view) => view.databases[id]);
  if (database === undefined) return <Gone />;
  return <Shown key={id} database={database} />;
}

function Shown({ database }: { readonly database: DatabaseView }) {
  const chosen = useChosen(database);
  const [dialog, setDialog] = useState<DialogKind>();
  useDatabaseKeys(database, chosen.txid);
  return (
    <div className={styles.screen}>
      <DatabaseHeader database={database} chosen={chosen.txid} onDialog={setDialog} />
      <div className={styles.notes}>
        <StateNote database={database} onDialog={setDialog} />
        <UndoBanner database={database} />
      </div>
      <div className={styles.columns}>
        <Past database={database} chosen={chosen} />
        <aside className={styles.aside}>
          <Marks database={database} onChoose={chosen.chooseTxid} />
          <Copies database={database} onDialog={setDialog} />
          <Facts database={database} onDialog={setDialog} />
        </aside>
      </div>
      {dialog !== undefined && <DatabaseDialog kind={dialog} database={database.id} onClose={setDialog} />}
    </div>
  );
}

function Gone() {
  const { t } = useText();
  return (
    <EmptyState
      title={t.database.goneTitle}
      action={<Button onClick={() => { go({ screen: 'databases' }); }}>{t.database.back}</Button>}
    >
      {t.database.gone}
    </EmptyState>
  );
}
