// The past operations that fit the filter, newest first: a page at a time, and what is new as it comes.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityPage, ActivityQuery, ErrorView, OperationView } from '../../../main/ipc/contract/views.ts';
import { useEngine, useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

export type Filter = Pick<ActivityQuery, 'database' | 'only'>;

export interface ActivityList {
  readonly operations: readonly OperationView[];
  /** `loading`: nothing is known yet. */
  readonly state: 'loading' | 'known' | 'failed';
  readonly error: ErrorView | undefined;
  /** Whether there are older ones. */
  readonly more: 'none' | 'some';
}

export interface Activity extends ActivityList {
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const PAGE = 100;
const EMPTY: ActivityList = { operations: [], state: 'loading', error: undefined, more: 'none' };

export function useActivity(filter: Filter): Activity {
  const { client } = useSession();
  const newest = useEngine((view) => view.lastEntry) ?? 0;
  const [list, setList] = useState<ActivityList>(EMPTY);
  const [tries, setTries] = useState(0);
  const before = useRef<number | undefined>(undefined);
  const busy = useRef(new Set<string>());
  const { database, only } = filter;

  const ask = useCallback((from: number | undefined): Promise<ActivityPage> => {
    const input = { limit: PAGE, ...(database !== undefined && { database }), ...(only !== undefined && { only }) };
    return client.call('activity.list', from === undefined ? input : { ...input, before: from });
  }, [client, database, only]);

  // What is new comes to what is known; with nothing in common the list begins anew.
  useEffect(() => {
    let left = false;
    ask(undefined).then(
      (page) => {
        if (left) return;
        setList((known) => {
          const joined = joinNewer(known.operations, page.operations);
          if (joined === page.operations) before.current = page.next;
          return { operations: joined, state: 'known', error: undefined, more: before.current === undefined ? 'none' : 'some' };
        });
      },
      (error: unknown) => {
        if (!left) setList((known) => ({ ...known, state: known.state === 'known' ? 'known' : 'failed', error: errorView(error) }));
      },
    );
    return () => { left = true; };
  }, [ask, newest, tries]);

  const loadMore = useCallback(() => {
    const from = before.current;
    if (from === undefined || busy.current.has(String(from))) return;
    busy.current.add(String(from));
    ask(from).then(
      (page) => {
        if (before.current !== from) return;
        before.current = page.next;
        setList((known) => ({
          ...known,
          operations: [...known.operations, ...page.operations],
          more: page.next === undefined ? 'none' : 'some',
        }));
      },
      (error: unknown) => { setList((known) => ({ ...known, error: errorView(error) })); },
    ).finally(() => { busy.current.delete(String(from)); });
  }, [ask]);

  const retry = useCallback(() => { setTries((count) => count + 1); }, []);
  return { ...list, loadMore, retry };
}

/** The newer ones first, then the known ones that they do not repeat; `page` itself when the two have nothing in common. */
export function joinNewer(known: readonly OperationView[], page: readonly OperationView[]): readonly OperationView[] {
  const ids = new Set(page.map(({ id }) => id));
  const kept = known.filter(({ id }) => !ids.has(id));
  return kept.length === known.length ? page : [...page, ...kept];
}
