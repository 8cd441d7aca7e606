// Everything that was done, newest first, in rows of one shape; what runs now stands on top.
import { useEffect, useMemo, useRef, useState } from 'react';
import { isRestore } from '../../../main/ipc/contract/restores.ts';
import type { OperationView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { ScreenHeader } from '../../parts/list/screen-header.tsx';
import { VirtualList, type VirtualListHandle } from '../../parts/list/virtual-list.tsx';
import { useEngine } from '../../state/hooks.ts';
import styles from './activity.module.css';
import { Filters } from './filters.tsx';
import { OperationRow } from './operation-row.tsx';
import { type Activity, type Filter, useActivity } from './use-activity.ts';

const ROW = 52;
/** How far back a deep link is looked for, operations. */
const SEARCHED = 2000;

export function ActivityScreen({ operation }: { readonly operation?: string }) {
  const { t } = useText();
  const [filter, setFilter] = useState<Filter>({});
  return (
    <div className={styles.screen}>
      <ScreenHeader title={t.activity.title}>
        <Filters filter={filter} onFilter={setFilter} />
      </ScreenHeader>
      <List key={JSON.stringify(filter)} filter={filter} linked={operation} />
    </div>
  );
}

interface ListProps {
  readonly filter: Filter;
  /** Id of an operation to show. */
  readonly linked: string | undefined;
}

function List({ filter, linked }: ListProps) {
  const { t } = useText();
  const activity = useActivity(filter);
  const running = useRunning(filter);
  const rows = useMemo(() => [...running, ...withoutThose(activity.operations, running)], [running, activity.operations]);
  if (rows.length === 0 && activity.state === 'loading') return <Skeleton label={t.activity.loading} rows={8} />;
  if (activity.state === 'failed') {
    const { error, retry } = activity;
    return <div className={styles.note}>{error && <ErrorNote title={t.activity.failed} error={error} onRetry={retry} />}</div>;
  }
  if (rows.length === 0) {
    const filtered = filter.only !== undefined || filter.database !== undefined;
    return <EmptyState title={filtered ? t.activity.noneFit : t.activity.emptyTitle}>{filtered ? undefined : t.activity.empty}</EmptyState>;
  }
  return <Rows rows={rows} activity={activity} linked={linked} />;
}

interface RowsProps {
  readonly rows: readonly OperationView[];
  readonly activity: Activity;
  readonly linked: string | undefined;
}

function Rows({ rows, activity, linked }: RowsProps) {
  const { t } = useText();
  const list = useRef<VirtualListHandle>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(linked === undefined ? [] : [linked]));
  useLinked(rows, activity, linked, (index) => { list.current?.scrollTo(index); });
  const toggle = (id: string): void => {
    setOpen((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  };
  const count = rows.length + (activity.next === undefined ? 0 : 1);
  return (
    <div role="list" aria-label={t.activity.title} className={styles.list}>
      <VirtualList ref={list} count={count} rowHeight={ROW} rows="measured" keyOf={(index) => rows[index]?.id ?? 'more'}>
        {(index) => {
          const operation = rows[index];
          if (operation === undefined) return <More onSeen={activity.loadMore} />;
          return (
            <OperationRow
              operation={operation}
              open={open.has(operation.id) ? 'yes' : 'no'}
              linked={operation.id === linked ? 'yes' : 'no'}
              onToggle={() => { toggle(operation.id); }}
            />
          );
        }}
      </VirtualList>
    </div>
  );
}

/** The last row: older ones are asked for when it comes into sight. */
function More({ onSeen }: { readonly onSeen: () => void }) {
  const { t } = useText();
  useEffect(onSeen, [onSeen]);
  return <div role="listitem" className={styles.more}>{t.activity.loading}</div>;
}

/** Scrolls to the operation that a link names; looks further back while it is not among those that are known. */
function useLinked(
  rows: readonly OperationView[],
  { next, loadMore }: Activity,
  linked: string | undefined,
  scrollTo: (index: number) => void,
): void {
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (linked === undefined || shown.current === linked) return;
    const index = rows.findIndex(({ id }) => id === linked);
    if (index === -1) {
      if (next !== undefined && rows.length < SEARCHED) loadMore();
      return;
    }
    shown.current = linked;
    scrollTo(index);
  }, [rows, next, loadMore, linked, scrollTo]);
}

function useRunning({ database, only }: Filter): readonly OperationView[] {
  const operations = useEngine((view) => view.operations);
  return useMemo(() => {
    const all = Object.values(operations ?? {}).filter(({ state }) => state.kind === 'running');
    const fits = only === undefined || only === 'restores' ? all : [];
    return fits
      .filter((one) => (database === undefined || one.database === database) && (only === undefined || isRestore(one.facts)))
      .toSorted((a, b) => b.startedAt - a.startedAt);
  }, [operations, database, only]);
}

function withoutThose(all: readonly OperationView[], those: readonly OperationView[]): readonly OperationView[] {
  const ids = new Set(those.map(({ id }) => id));
  return all.filter(({ id, state }) => !ids.has(id) && state.kind !== 'running');
}
