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

/**
 * One operation under way. The first of `done`, `failed` and `cancelled` ends it; calls after that do nothing. What they say holds at
 * once, and is durable when they resolve, unless the disk refuses; they never reject.
 */
export interface RunningOperation {
  readonly id: string;
  /** As often as it likes: nothing is written. */
  progress(step: Progress): void;
  tooLateToCancel(): void;
  done(facts?: OperationFacts): Promise<void>;
  failed(error: ErrorView): Promise<void>;
  cancelled(): Promise<void>;
}
