// Which operations people see when they ask for some of them.
import type { ActivityQuery } from '../engine.ts';
import type { OperationFacts, OperationView } from '../views.ts';

type Filter = NonNullable<ActivityQuery['only']>;
type Kind = OperationFacts['kind'];

/** Where each kind belongs. `troubles` are also all that failed, whatever they are. */
const FILTERS: Readonly<Record<Kind, readonly Filter[]>> = {
  register: ['changes-by-you'],
  unregister: ['changes-by-you'],
  'first-copy': ['copies'],
  copied: ['copies'],
  snapshot: ['copies'],
  compacted: ['copies'],
  compared: ['copies'],
  backup: ['copies', 'changes-by-you'],
  pause: ['changes-by-you'],
  resume: ['changes-by-you'],
  retention: ['copies'],
  'restore-copy': ['restores'],
  'restore-in-place': ['restores', 'changes-by-you'],
  undo: ['restores', 'changes-by-you'],
  mark: ['changes-by-you'],
  'destination-added': ['changes-by-you'],
  'destination-removed': ['changes-by-you'],
  'destination-changed': ['changes-by-you'],
  adopted: ['changes-by-you'],
  imported: ['changes-by-you'],
  'pen-taken': ['changes-by-you'],
  'pen-let-go': ['changes-by-you'],
  serving: ['changes-by-you'],
  'serving-ended': ['changes-by-you'],
  'follower-joined': ['changes-by-you'],
  'follower-forgotten': ['changes-by-you'],
  follow: ['changes-by-you'],
  unfollow: ['changes-by-you'],
  promoted: ['changes-by-you'],
  'handed-off': ['changes-by-you'],
  diverged: ['troubles'],
  trouble: ['troubles'],
  settings: ['changes-by-you'],
};

export function matches(operation: OperationView, query: Pick<ActivityQuery, 'database' | 'only'>): boolean {
  const { database, only } = query;
  if (database !== undefined && operation.database !== database) return false;
  if (only === undefined || FILTERS[operation.facts.kind].includes(only)) return true;
  return only === 'troubles' && (operation.state.kind === 'failed' || operation.state.kind === 'interrupted');
}

/** Whether this version of Tidemark knows what that is. */
export function isTold(kind: string): kind is Kind {
  return Object.hasOwn(FILTERS, kind);
}
