// The databases at one destination, and how far the copy of each is. Those that are not up to date come first.
import type { CopyView, DatabaseView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { ago, number } from '../../../main/ipc/contract/words/format.ts';
import { formatRoute } from '../../app/routes.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { useNow } from '../../state/hooks.ts';
import styles from './copies-list.module.css';

/** The rest is shown when it is asked for. */
const SHOWN = 4;

interface CopiesListProps {
  readonly destination: string;
  readonly databases: readonly DatabaseView[];
}

interface Row {
  readonly database: DatabaseView;
  readonly copy: CopyView;
  readonly behind: boolean;
}

export function CopiesList({ destination, databases }: CopiesListProps) {
  const { t } = useText();
  const rows = rowsOf(destination, databases);
  const calm = rows.every(({ behind }) => !behind);
  const count = t.destinations.databases(rows.length);
  if (rows.length === 0) return <p className={styles.none}>{count}</p>;
  const [first, rest] = calm ? [[], rows] : [rows.slice(0, SHOWN), rows.slice(SHOWN)];
  return (
    <div>
      <Rows rows={first} />
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>{calm ? `${count}, ${rows.length === 1 ? t.destinations.upToDate : t.destinations.allUpToDate}` : t.destinations.more(rest.length)}</summary>
          <Rows rows={rest} />
        </details>
      )}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const text = useText();
  const now = useNow(10_000);
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.database.id} className={styles.row}>
          <a href={formatRoute({ screen: 'database', database: row.database.id })} className={styles.name}>{row.database.name}</a>
          <span className={styles.lag}>{lagOf(row, text, now)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Behind ones first; else as they come. */
export function rowsOf(destination: string, databases: readonly DatabaseView[]): readonly Row[] {
  const rows = databases.flatMap((database) => {
    const copy = database.copies.find((one) => one.destination === destination);
    return copy === undefined ? [] : [{ database, copy, behind: copy.txid < database.txid || copy.safeAt === 0 || copy.state.kind === 'failed' || copy.state.kind === 'waiting' }];
  });
  return rows.sort((a, b) => Number(b.behind) - Number(a.behind));
}

function lagOf({ database, copy, behind }: Row, { t, language }: Text, now: number): string {
  const { destinations } = t;
  if (!behind) return copy.state.kind === 'paused' ? destinations.paused : destinations.upToDate;
  if (copy.state.kind === 'failed') return errorIn(language, copy.state.reason).message;
  if (copy.safeAt === 0) return destinations.notYet;
  const count = Math.max(0, database.txid - copy.txid);
  if (count === 0) return copy.state.kind === 'waiting' ? errorIn(language, copy.state.reason).message : destinations.upToDate;
  return destinations.behind(destinations.behindChanges(count, number(language, count)), ago(language, copy.safeAt, now));
}
