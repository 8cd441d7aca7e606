// The databases at one destination, how far the copy of each is, and who holds the pen. Those that are not safe come first.
import type { CopyView, DatabaseView, PenView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { number } from '../../../main/ipc/contract/words/format.ts';
import { capitalised } from '../../../main/ipc/contract/words/sentence.ts';
import { formatRoute } from '../../app/routes.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { duration } from '../../parts/text/duration.ts';
import { useNow } from '../../state/hooks.ts';
import styles from './copies-list.module.css';
import { PenLine } from './pen/pen-line.tsx';

/** The rest is shown when it is asked for. */
const SHOWN = 4;

interface CopiesListProps {
  readonly destination: string;
  readonly databases: readonly DatabaseView[];
}

interface Row {
  readonly database: DatabaseView;
  readonly copy: CopyView;
  /** Not safe there, or another computer's turn. */
  readonly behind: boolean;
}

export function CopiesList({ destination, databases }: CopiesListProps) {
  const { t } = useText();
  const rows = rowsOf(destination, databases);
  const calm = rows.every(({ behind }) => !behind);
  const count = t.destinations.databases(rows.length);
  if (rows.length === 0) return <p className={styles.none}>{count}</p>;
  const [first, rest] = calm ? [[], rows] : [rows.slice(0, SHOWN), rows.slice(SHOWN)];
  const pen = sharedPen(rows);
  return (
    <div>
      <Rows rows={first} destination={destination} />
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>{calm ? `${count}, ${rows.length === 1 ? t.destinations.safe : t.destinations.allSafe}` : t.destinations.more(rest.length)}</summary>
          <Rows rows={rest} destination={destination} />
        </details>
      )}
      {pen !== undefined && <PenLine {...pen} destination={destination} className={styles.pen} />}
    </div>
  );
}

function Rows({ rows, destination }: { readonly rows: readonly Row[]; readonly destination: string }) {
  const text = useText();
  const now = useNow(10_000);
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.database.id} className={styles.row}>
          <a href={formatRoute({ screen: 'database', database: row.database.id })} className={styles.name}>{row.database.name}</a>
          <span className={styles.lag} title={lagOf(row, text, now)}>{lagOf(row, text, now)}</span>
          {row.copy.pen.kind === 'theirs' && (
            <PenLine pen={row.copy.pen} destination={destination} databases={[row.database.id]} className={styles.turn} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** Behind ones first; else as they come. */
export function rowsOf(destination: string, databases: readonly DatabaseView[]): readonly Row[] {
  const rows = databases.flatMap((database) => {
    const copy = database.copies.find((one) => one.destination === destination);
    return copy === undefined ? [] : [{ database, copy, behind: isBehind(database, copy) }];
  });
  return rows.sort((a, b) => Number(b.behind) - Number(a.behind));
}

function isBehind(database: DatabaseView, { txid, safeAt, state, pen }: CopyView): boolean {
  return txid < database.txid || safeAt === 0 || 'reason' in state || pen.kind === 'theirs';
}

/** The pens of this computer in one line, until the first of them ends; that nobody has one, if so. */
function sharedPen(rows: readonly Row[]): { readonly pen: PenView; readonly databases: readonly string[] } | undefined {
  const [first, ...more] = rows.flatMap(({ database, copy: { pen } }) => (pen.kind === 'ours' ? [{ id: database.id, pen }] : []));
  if (first !== undefined) {
    const until = Math.min(first.pen.until, ...more.map(({ pen }) => pen.until));
    return { pen: { ...first.pen, until }, databases: [first, ...more].map(({ id }) => id) };
  }
  return rows.every(({ copy }) => copy.pen.kind === 'free') ? { pen: { kind: 'free' }, databases: [] } : undefined;
}

function lagOf({ database, copy }: Row, { t, words, language }: Text, now: number): string {
  const { destinations } = t;
  const { state, safeAt, pen } = copy;
  const count = Math.max(0, database.txid - copy.txid);
  if (state.kind === 'failed') return capitalised(errorIn(language, state.reason).message);
  if (safeAt === 0) return destinations.notYet;
  if (count > 0) {
    // Since the last copy nothing may have changed for long: a single change is as old as itself.
    const since = count === 1 ? Math.max(safeAt, database.changedAt) : safeAt;
    const lag = duration(language, Math.max(1000, now - since));
    return destinations.behind(lag, destinations.behindChanges(count, number(language, count)));
  }
  if (state.kind === 'waiting' && pen.kind !== 'theirs') return capitalised(errorIn(language, state.reason).message);
  return state.kind === 'paused' ? destinations.paused : words.shape.safe;
}
