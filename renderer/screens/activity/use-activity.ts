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
  /** Where older ones go on; undefined at the end. */
  readonly next: number | undefined;
}

export interface Activity extends ActivityList {
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const PAGE = 100;
const EMPTY: ActivityList = { operations: [], state: 'loading', error: undefined, next: undefined };

export function useActivity(filter: Filter): Activity {
  const { client } = useSession();
  const newest = useEngine((view) => view.lastEntry) ?? 0;
  const [list, setList] = useState<ActivityList>(EMPTY);
  const [tries, setTries] = useState(0);
  const asked = useRef<number | undefined>(undefined);
  const questions = useRef({ asked: 0, answered: 0 });
  const { database, only } = filter;

  const ask = useCallback((before: number | undefined): Promise<ActivityPage> => {
    const input = { limit: PAGE, ...(database !== undefined && { database }), ...(only !== undefined && { only }) };
    return client.call('activity.list', before === undefined ? input : { ...input, before });
  }, [client, database, only]);

  useEffect(() => {
    const question = ++questions.current.asked;
    // An answer that was overtaken by a newer one says nothing new.
    const tell = (change: (known: ActivityList) => ActivityList): void => {
      if (question < questions.current.answered) return;
      questions.current.answered = question;
      setList(change);
    };
    ask(undefined).then(
      (page) => { tell((known) => withNewer(known, page)); },
      (error: unknown) => { tell((known) => withError(known, error)); },
    );
  }, [ask, newest, tries]);

  const { next } = list;
  const loadMore = useCallback(() => {
    if (next === undefined || asked.current === next) return;
    asked.current = next;
    ask(next).then(
      (page) => { setList((known) => withOlder(known, page, next)); },
      (error: unknown) => {
        asked.current = undefined;
        setList((known) => withError(known, error));
      },
    );
  }, [ask, next]);

  const retry = useCallback(() => { setTries((count) => count + 1); }, []);
  return { ...list, loadMore, retry };
}

/** What is new comes to what is known; with nothing in common the list begins anew. */
function withNewer(known: ActivityList, page: ActivityPage): ActivityList {
  const operations = joinNewer(known.operations, page.operations);
  return { operations, state: 'known', error: undefined, next: operations === page.operations ? page.next : known.next };
}

function withOlder(known: ActivityList, page: ActivityPage, asked: number): ActivityList {
  if (known.next !== asked) return known;
  return { ...known, operations: [...known.operations, ...page.operations], next: page.next };
}

function withError(known: ActivityList, error: unknown): ActivityList {
  return { ...known, state: known.state === 'known' ? 'known' : 'failed', error: errorView(error) };
}

/** The newer ones first, then the known ones that they do not repeat; `page` itself when the two have nothing in common. */
export function joinNewer(known: readonly OperationView[], page: readonly OperationView[]): readonly OperationView[] {
  const ids = new Set(page.map(({ id }) => id));
  const kept = known.filter(({ id }) => !ids.has(id));
  return kept.length === known.length ? page : [...page, ...kept];
}
