// Everything that is not well with a database, each thing once.
import type { DatabaseState, DatabaseStatus, ReplicaState, Trouble } from '../../engine/agent/status.ts';

export interface PlacedTrouble {
  readonly kind: 'waiting' | 'failed';
  readonly trouble: Trouble;
  /** URL of the destination; undefined when it is about the database itself. */
  readonly place: string | undefined;
}

/**
 * By a key that stays the same while the trouble does. What a destination says is not repeated for the
 * database.
 */
export function troublesOf(status: DatabaseStatus): Map<string, PlacedTrouble> {
  const found = new Map<string, PlacedTrouble>();
  for (const { url, state } of status.destinations) {
    if (isTrouble(state)) found.set(`${state.trouble.code} ${url}`, { ...state, place: url });
  }
  const { state } = status;
  if (isTrouble(state) && ![...found.values()].some(({ trouble }) => trouble.code === state.trouble.code)) {
    found.set(state.trouble.code, { ...state, place: undefined });
  }
  return found;
}

type AnyState = DatabaseState | ReplicaState;
type TroubleState = Extract<AnyState, { readonly trouble: Trouble }>;

function isTrouble(state: AnyState): state is TroubleState {
  return state.kind === 'waiting' || state.kind === 'failed';
}
