// What is known of the file, and what is kept of its past.
import type { ReactNode } from 'react';
import type { DatabaseView, Language, RetentionPolicy } from '../../../main/ipc/contract/views.ts';
import { bytes, number, timesOf } from '../../../main/ipc/contract/words/format.ts';
import type { TextsOf } from '../../app/text/texts.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { duration } from '../../parts/text/duration.ts';
import { PathText } from '../../parts/text/path-text.tsx';
import type { DialogKind } from '../databases/database-dialog.tsx';
import styles from './aside.module.css';

const DAY = 86_400_000;

interface FactsProps {
  readonly database: DatabaseView;
  readonly onDialog: (kind: DialogKind) => void;
}

export function Facts({ database, onDialog }: FactsProps) {
  const { t, language } = useText();
  const { path, app, size, pageSize, mode, effective, own, addedAt } = database;
  return (
    <>
      <section aria-labelledby="kept" className={styles.section}>
        <h2 id="kept">{t.database.kept}</h2>
        <p>{retentionWords(effective.retention, t.database, language)}</p>
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

function retentionWords({ changes, every, snapshots }: RetentionPolicy, t: TextsOf<'database'>, language: Language): string {
  const [forChanges, forSnapshots] = [days(language, changes), days(language, snapshots)];
  if (every === DAY) return t.retentionDaily(forChanges, forSnapshots);
  return t.retention(forChanges, days(language, every), forSnapshots);
}

/** A day is a day here, not 24 hours. */
function days(language: Language, ms: number): string {
  if (ms % DAY !== 0) return duration(language, ms, 'long');
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(ms / DAY);
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
