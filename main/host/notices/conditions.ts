// What is so now and deserves a notice while it lasts. Databases that suffer from the same thing are one condition.
import type { CopyView, DatabaseView, EngineView, ErrorView } from '../../engine/agent/views.ts';

export interface Condition {
  /** The same for as long as it is the same trouble. */
  readonly key: string;
  readonly kind: 'needs-you' | 'unsafe';
  /** At least one, by name. */
  readonly databases: readonly DatabaseView[];
  /** The destination that all of them wait for, or that fails them. */
  readonly destination: string | undefined;
  readonly reason: ErrorView | undefined;
  /** Since when the first of them, ms since the epoch. */
  readonly since: number;
}

/** Behind or waiting for longer than this is worth a notice, ms. */
export const UNSAFE_AFTER = 30 * 60_000;

/** `now` ms since the epoch. */
export function conditionsOf(view: EngineView, now: number): readonly Condition[] {
  const databases = Object.values(view.databases).sort((a, b) => (a.name < b.name ? -1 : 1));
  const groups = new Map<string, Condition>();
  for (const database of databases) {
    const found = conditionOf(database, now);
    if (found === undefined) continue;
    const known = groups.get(found.key);
    groups.set(found.key, known === undefined ? found : together(known, found));
  }
  return [...groups.values()];
}

function conditionOf(database: DatabaseView, now: number): Condition | undefined {
  const { state, since } = database;
  switch (state.kind) {
    case 'failed':
      return condition('needs-you', database, state.reason);
    case 'waiting':
      return now - since >= UNSAFE_AFTER ? condition('unsafe', database, state.reason) : undefined;
    case 'behind':
      return now - since >= UNSAFE_AFTER ? condition('unsafe', database, undefined) : undefined;
    case 'off':
    case 'opening':
    case 'safe':
    case 'paused':
      return undefined;
    default:
      return state satisfies never;
  }
}

function condition(
  kind: Condition['kind'],
  database: DatabaseView,
  reason: ErrorView | undefined,
): Condition {
  const destination = database.copies.find((copy) => isHeldUp(copy, kind))?.destination;
  return {
    key: `${kind}:${destination ?? database.id}`,
    kind,
    databases: [database],
    destination,
    reason,
    since: database.since,
  };
}

function isHeldUp({ state }: CopyView, kind: Condition['kind']): boolean {
  return state.kind === (kind === 'needs-you' ? 'failed' : 'waiting');
}

function together(one: Condition, other: Condition): Condition {
  return {
    ...one,
    databases: [...one.databases, ...other.databases],
    since: Math.min(one.since, other.since),
  };
}
