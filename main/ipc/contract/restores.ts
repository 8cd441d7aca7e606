// Which operations bring the past back.
import type { OperationFacts, RestoreInPlaceFacts } from '../../engine/agent/views.ts';

export type RestoreFacts = RestoreInPlaceFacts | Extract<OperationFacts, { readonly kind: 'restore-copy' }>;

export function isRestore(facts: OperationFacts): facts is RestoreFacts {
  return facts.kind === 'restore-copy' || facts.kind === 'restore-in-place' || facts.kind === 'undo';
}
