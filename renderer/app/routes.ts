// Where the person is: a route in the address's hash, so that Back works and a reload stays.
import { useSyncExternalStore } from 'react';
import type { Route } from '../../main/ipc/contract/shell.ts';

export type { Route };

export function go(route: Route): void {
  window.location.hash = formatRoute(route);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
  };
}

/** `#/database/db-1`, `#/restore/db-1?txid=7` */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'database':
      return `#/database/${route.database}`;
    case 'restore': {
      const query = new URLSearchParams();
      if (route.txid !== undefined) query.set('txid', String(route.txid));
      if (route.at !== undefined) query.set('at', String(route.at));
      return `#/restore/${route.database}${query.size === 0 ? '' : `?${query.toString()}`}`;
    }
    case 'activity':
      return route.operation === undefined ? '#/activity' : `#/activity/${route.operation}`;
    case 'replicas':
      return route.ask === undefined ? '#/replicas' : `#/replicas/${route.ask}`;
    case 'databases':
    case 'destinations':
    case 'settings':
      return `#/${route.screen}`;
    default:
      return route satisfies never;
  }
}

/** Anything that is not a route is the first screen. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen, subject] = path.split('/');
  switch (screen) {
    case 'database':
      return subject === undefined ? { screen: 'databases' } : { screen: 'database', database: subject };
    case 'restore':
      return subject === undefined ? { screen: 'databases' } : { screen: 'restore', database: subject, ...momentOf(query) };
    case 'activity':
      return subject === undefined ? { screen: 'activity' } : { screen: 'activity', operation: subject };
    case 'replicas':
      return subject === 'follow' || subject === 'pair' ? { screen, ask: subject } : { screen };
    case 'destinations':
    case 'settings':
      return { screen };
    default:
      return { screen: 'databases' };
  }
}

function momentOf(query: string): { txid?: number; at?: number } {
  const params = new URLSearchParams(query);
  const numbers = (['txid', 'at'] as const).flatMap((key) => {
    const value = Number(params.get(key));
    return Number.isSafeInteger(value) && value > 0 ? [[key, value] as const] : [];
  });
  return Object.fromEntries(numbers);
}
