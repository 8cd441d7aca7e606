// Follows the points of one database: the whole list once, then only what is new; one question at a time, however fast
// the database grows.
import type { Client } from '../../main/ipc/contract/client.ts';
import type { ErrorView, PointList } from '../../main/ipc/contract/views.ts';
import { type Points, pointsOf, withMore } from './points.ts';
import { createStore, type Store } from './store.ts';
import { errorView } from './use-action.ts';

/** Points fade as retention goes on, which no answer to `after` tells: a list older than this is asked for whole, ms. */
const WHOLE_EVERY = 5 * 60_000;

export type PointsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly points: Points }
  | { readonly kind: 'failed'; readonly error: ErrorView };

export interface PointsFeed {
  readonly state: Store<PointsState>;
  /** There may be new points; or, with `whole`, old ones may be gone. */
  readonly refresh: (what: 'new' | 'whole') => void;
}

export function openPointsFeed(client: Client, database: string): PointsFeed {
  const state = createStore<PointsState>({ kind: 'loading' });
  let wholeAt = -Infinity;
  let wanted: 'nothing' | 'new' | 'whole' = 'nothing';
  let asking: 'no' | 'yes' = 'no';

  const ask = (after?: number): Promise<PointList> =>
    client.call('points.list', after === undefined ? { database } : { database, after });
  const whole = async (): Promise<Points> => {
    const points = pointsOf(await ask());
    wholeAt = Date.now();
    return points;
  };
  const more = async (known: Points): Promise<Points> => {
    const list = await ask(known.txids[known.count - 1]);
    return list.destination === known.destination ? withMore(known, list) : whole();
  };
  const next = (what: 'new' | 'whole'): Promise<Points> => {
    const now = state.get();
    const stale = what === 'whole' || Date.now() - wholeAt > WHOLE_EVERY;
    return stale || now.kind !== 'ready' || now.points.count === 0 ? whole() : more(now.points);
  };
  const run = async (): Promise<void> => {
    asking = 'yes';
    while (wanted !== 'nothing') {
      const what = wanted;
      wanted = 'nothing';
      try {
        const points = await next(what);
        const now = state.get();
        if (now.kind !== 'ready' || now.points !== points) state.set({ kind: 'ready', points });
      } catch (error) {
        // What is known stays in view: a disk that was unplugged does not empty the screen.
        if (state.get().kind !== 'ready') state.set({ kind: 'failed', error: errorView(error) });
      }
    }
    asking = 'no';
  };
  return {
    state,
    refresh: (what) => {
      wanted = what === 'whole' || wanted === 'whole' ? 'whole' : 'new';
      if (asking === 'no') void run();
    },
  };
}
