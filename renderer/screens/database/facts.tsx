// What is known of the file, and what is kept of its past.
import type { ReactNode } from 'react';
import type { DatabaseView, Language } from '../../../main/ipc/contract/views.ts';
import { bytes, number, timesOf } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import type { DialogKind } from '../databases/database-dialog.tsx';
import styles from './aside.module.css';

interface FactsProps {
  readonly database: DatabaseView;
  readonly onDialog: (kind: DialogKind) => void;
}

export function Facts({ database, onDialog }: FactsProps) {
  const { t, language, words } = useText();
  const { path, app, size, pageSize, mode, effective, own, addedAt } = database;
  return (
    <>
      <section aria-labelledby="kept" className={styles.section}>
        <h2 id="kept">{t.database.kept}</h2>
        <p>{words.kept.policy(effective.retention)}</p>
        <p className={styles.quiet}>{own.retention === undefined ? t.database.byDefault : t.database.own}</p>
        <Button size="small" onClick={() => { onDialog('retention'); }}>{t.database.changeRetention}</Button>
      </section>
      <section aria-labelledby="about" className={styles.section}>
        <h2 id="about">{t.database.about}</h2>
        <dl className={styles.facts}>
          <Fact name={t.database.path}><PathText path={path} /></Fact>
          {app !== undefined && <Fact name={t.database.app}>{app}</Fact>}
          <Fact name={t.database.size}>{bytes(language, size)}</Fact>
          <Fact name={t.database.pageSize}>{number(language, pageSize)} B</Fact>
          <Fact name={t.database.mode}>{t.database.modes[mode]}</Fact>
          <Fact name={t.database.since}>{t.database.sinceDay(day(language, addedAt))}</Fact>
        </dl>
        {mode === 'rollback' && <p className={styles.quiet}>{t.database.rollbackNote}</p>}
      </section>
    </>
  );
}

function day(language: Language, at: number): string {
  return new Intl.DateTimeFormat(timesOf(language), { dateStyle: 'medium' }).format(at);
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
