// What can be set per database, and what applies when it is not (names and defaults as Litestream's where both have
// them, FACTS B.1).
import type { Destination } from '../destination/destination.ts';
import type { RetentionWindows } from '../replica/retention/windows.ts';

export interface DatabaseSettings {
  /** Between two looks at a database of which the file system gives no hint, ms; more while it is quiet (pulse.ts). */
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
  /**
   * Lengths of the levels that changes are merged into, ms, ascending, each a multiple of the one before; none for no
   * levels. `usual`: as is best for each kind of destination.
   */
  readonly levels: readonly number[] | 'usual';
  /** Most bytes of changes that wait on this computer for a destination that is away; more when the database is bigger. */
  readonly spoolQuota: number;
}

export const DEFAULT_SETTINGS: DatabaseSettings = {
  monitorInterval: 1000,
  checkpointPages: 1000,
  checkpointInterval: 60_000,
  maxBarrier: 100,
  snapshotInterval: 24 * 3_600_000,
  retention: 'off',
  shutdownTimeout: 30_000,
  levels: 'usual',
  spoolQuota: 1 << 30,
};

/**
 * Of `usual` levels. Merging costs processor time, which an app at full speed pays for as well; many small files in a
 * folder cost little, and requests to a server much.
 */
export const USUAL_LEVELS: Readonly<Record<Destination['reading'], readonly number[]>> = {
  costly: [30_000, 300_000, 3_600_000],
  cheap: [300_000, 3_600_000],
};
