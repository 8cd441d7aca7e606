// Which of the databases found on a computer a person most likely cares about, and in which order they are shown.
import type { Candidate } from '../../../main/ipc/contract/views.ts';
import { tildePath } from '../../parts/text/paths.ts';

/** Apps that keep dozens of databases nobody misses. */
const BROWSERS: ReadonlySet<string> = new Set([
  'Firefox', 'Chromium', 'Google Chrome', 'Microsoft Edge', 'Brave', 'Vivaldi', 'Opera', 'Safari',
]);
const THROWN_AWAY = /[\\/](\.?caches?|tmp|temp|logs?|crash(pad|es)|GPUCache|node_modules)[\\/]|[\\/](Caches?|Logs)[\\/]/i;

/** @param home the person's home folder: what its own path is called says nothing */
export function isLikely({ app, path, registered }: Candidate, home: string): boolean {
  return registered === undefined && !(app !== undefined && BROWSERS.has(app)) && !THROWN_AWAY.test(tildePath(path, home));
}

export interface Group {
  /** The app; undefined for those of no known one. */
  readonly app: string | undefined;
  readonly candidates: readonly Candidate[];
}

export interface Sorted {
  readonly likely: readonly Group[];
  readonly unlikely: readonly Group[];
}

/** Groups of apps by name, a person's own databases first; within a group the newest change first. */
export function sorted(candidates: readonly Candidate[], home: string): Sorted {
  const newest = [...candidates].sort((a, b) => b.changedAt - a.changedAt);
  return {
    likely: grouped(newest.filter((one) => isLikely(one, home) || one.registered !== undefined)),
    unlikely: grouped(newest.filter((one) => !isLikely(one, home) && one.registered === undefined)),
  };
}

function grouped(candidates: readonly Candidate[]): readonly Group[] {
  const apps = Map.groupBy(candidates, ({ app }) => app);
  const groups = [...apps].map(([app, of]) => ({ app, candidates: of }));
  return groups.sort((a, b) => (a.app ?? '').localeCompare(b.app ?? ''));
}
