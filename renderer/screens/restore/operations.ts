// A restore as the engine's list of operations shows it: how the sheet finds one that was left and goes on.
import type { EngineView, OperationView } from '../../../main/ipc/contract/views.ts';
import type { RestoreEvent, RestoreResult, Work } from './machine.ts';


/** The restore of a database that runs now. At most one does. */
export function runningRestore(view: EngineView, database: string): OperationView | undefined {
  return Object.values(view.operations).find(
    (operation) => operation.database === database && operation.state.kind === 'running' && workOf(operation) !== undefined,
  );
}

export function workOf({ facts }: OperationView): Work | undefined {
  switch (facts.kind) {
    case 'restore-in-place':
      return 'here';
    case 'restore-copy':
      return 'copy';
    case 'undo':
      return 'undo';
    default:
      return undefined;
  }
}

/** How an operation ended; undefined while it runs. */
export function endOf(operation: OperationView): RestoreEvent | undefined {
  const { state } = operation;
  switch (state.kind) {
    case 'running':
      return undefined;
    case 'done': {
      const outcome = resultOf(operation);
      return outcome && { kind: 'ended', outcome };
    }
    case 'cancelled':
      return { kind: 'failed', error: { code: 'aborted', message: 'it was cancelled', hint: '' } };
    case 'failed':
      return { kind: 'failed', error: state.reason };
    case 'interrupted':
      return { kind: 'failed', error: { code: 'interrupted', message: 'Tidemark stopped while it ran', hint: '' } };
    default:
      return state satisfies never;
  }
}

function resultOf({ id, facts }: OperationView): RestoreResult | undefined {
  switch (facts.kind) {
    case 'restore-in-place':
      return { kind: 'here', result: { operation: id, at: facts.at, safety: facts.safety } };
    case 'undo':
      return { kind: 'undo', result: { operation: id, at: facts.at, safety: facts.safety } };
    case 'restore-copy':
      return { kind: 'copy', result: { path: facts.output, at: facts.at } };
    default:
      return undefined;
  }
}
