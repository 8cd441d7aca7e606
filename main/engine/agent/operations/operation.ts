// What operations are to those that do them: begun, told about, ended.
import type { Progress } from '../../base/progress.ts';
import type { ErrorView, OperationFacts } from '../views.ts';

/** What an operation is about. */
export interface OperationAbout {
  /** Id of the database. */
  readonly database?: string;
  /** Kept with the operation, since a database that was removed still has a past. */
  readonly databaseName?: string;
  /** Id of the destination. */
  readonly destination?: string;
}

/** One operation under way. The first of `done`, `failed` and `cancelled` ends it; calls after that do nothing. */
export interface RunningOperation {
  readonly id: string;
  /** As often as it likes: nothing is written. */
  progress(step: Progress): void;
  tooLateToCancel(): void;
  /** Its facts as they are known now; durable on return, unless the disk refuses. */
  update(facts: OperationFacts): void;
  done(facts?: OperationFacts): void;
  failed(error: ErrorView): void;
  cancelled(): void;
}
