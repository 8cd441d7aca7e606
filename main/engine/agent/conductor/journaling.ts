// Writing down what was done. What cannot be written, as on a full disk, must neither keep a database from being copied
// nor make a failure of what has been done.
import type { OperationLog } from '../operations/operation-log.ts';
import type { OperationAbout } from '../operations/operation.ts';
import type { ErrorView, OperationFacts } from '../views.ts';

export function quietly(write: () => void): void {
  try {
    write();
  } catch {
    // See above.
  }
}

/** As an operation that has no length. Written at its time: who waits for it waits for `log.settled()`. */
export function noteDone(log: OperationLog, facts: OperationFacts, about: OperationAbout, error?: ErrorView): void {
  void log.note(facts, about, error);
}
