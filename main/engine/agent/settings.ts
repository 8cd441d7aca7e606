// What can be set per database, and what applies when it is not (names and defaults as Litestream's where both have
// them, FACTS B.1).
import type { RetentionWindows } from '../replica/retention/windows.ts';

export interface DatabaseSettings {
  /** Longest time between two looks at a database of which the file system gives no hint, ms. */
  readonly monitorInterval: number;
  /** Checkpoint when the log holds this many frames; 0 leaves checkpoints to the app. */
  readonly checkpointPages: number;
  /** Checkpoint a quiet log this long after its last change, ms; 0 never. */
  readonly checkpointInterval: number;
  /** How long the app's writers may be held at a checkpoint, ms; 0 never holds them. */
  readonly maxBarrier: number;
  /** Take a snapshot when the newest at a destination is older than this, and something changed, ms; 0 only when needed. */
  readonly snapshotInterval: number;
  /** How far back destinations reach; `off` removes nothing. */
  readonly retention: RetentionWindows | 'off';
  /** At stop, keep trying to bring the last changes to the destinations for this long, ms; 0 tries once. */
  readonly shutdownTimeout: number;
}

export const DEFAULT_SETTINGS: DatabaseSettings = {
  monitorInterval: 1000,
  checkpointPages: 1000,
  checkpointInterval: 60_000,
  maxBarrier: 100,
  snapshotInterval: 24 * 3_600_000,
  retention: 'off',
  shutdownTimeout: 30_000,
};
