// The points of a database for screens: those that show the same database share one list of them.
import { useCallback, useEffect, useMemo } from 'react';
import type { Client } from '../../main/ipc/contract/client.ts';
import type { DatabaseView, EngineView } from '../../main/ipc/contract/views.ts';
import { useEngine, useSession, useStore } from './hooks.ts';
import { openPointsFeed, type PointsFeed, type PointsState } from './points-feed.ts';

export interface PointsOfDatabase {
  readonly state: PointsState;
  /** Asks for the whole list again. */
  readonly retry: () => void;
}

interface Shared {
  readonly feed: PointsFeed;
  /** One more screen shows it. Returns its own undo; after the last one the points are let go. */
  readonly retain: () => () => void;
}

const feeds = new WeakMap<Client, Map<string, Shared>>();

export function usePoints(database: DatabaseView): PointsOfDatabase {
  const { client } = useSession();
  const { id } = database;
  const shared = useMemo(() => sharedFeed(client, id), [client, id]);
  const newest = newestCopied(database);
  const thinned = useEngine((view) => lastThinning(view, id)) ?? 0;
  const state = useStore(shared.feed.state);

  useEffect(() => shared.retain(), [shared]);
  useEffect(() => { shared.feed.refresh('new'); }, [shared, newest]);
  useEffect(() => { if (thinned > 0) shared.feed.refresh('whole'); }, [shared, thinned]);

  const retry = useCallback(() => { shared.feed.refresh('whole'); }, [shared]);
  return { state, retry };
}

function sharedFeed(client: Client, database: string): Shared {
  const known = feeds.get(client) ?? new Map<string, Shared>();
  feeds.set(client, known);
  const shared = known.get(database) ?? share(openPointsFeed(client, database), () => { known.delete(database); });
  known.set(database, shared);
  return shared;
}

function share(feed: PointsFeed, letGo: () => void): Shared {
  let users = 0;
  return {
    feed,
    retain: () => {
      users++;
      return () => {
        users--;
        if (users === 0) letGo();
      };
    },
  };
}

/** Points are where they can be read back from: at destinations. */
function newestCopied(database: DatabaseView): number {
  return Math.max(0, ...database.copies.map(({ txid }) => txid));
}

/** When points of this database were last thinned out, as far as that is still in view. */
function lastThinning(view: EngineView, database: string): number {
  const ends = Object.values(view.operations).map(({ facts, state, database: subject }) =>
    facts.kind === 'retention' && subject === database && state.kind === 'done' ? state.endedAt : 0,
  );
  return Math.max(0, ...ends);
}
