// What a restore in place is asked for, and what it says it did.
import type { Clock } from '../../base/clock.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Random } from '../../base/random.ts';
import type { JobRunner } from '../../jobs/job.ts';
import type { OutputDisk } from '../output-disk.ts';
import type { Target } from '../point.ts';
import type { RestoreResult } from '../restore.ts';
import type { HistorySource } from '../source.ts';
import type { Proof } from './prove.ts';

/** A point of a history, or a database file of ours that is proved (a safety copy). */
export type PastSource =
  | { readonly kind: 'history'; readonly destination: HistorySource; readonly target: Target }
  | { readonly kind: 'file'; readonly path: string };

/** How the past takes the present's place. */
export type InPlaceWay = 'transaction' | 'replace';

export interface InPlaceOptions {
  readonly from: PastSource;
  /** The live database. A symbolic link is followed. */
  readonly path: string;
  /** A folder of ours: the past is built there first. Nothing of it is left at the end. */
  readonly scratchDir: string;
  /**
   * The path the safety copy is to have. Never overwritten; nothing is left there when nothing was changed.
   */
  readonly safety: string;
  readonly jobs: JobRunner;
  readonly disk: OutputDisk;
  readonly random: Random;
  readonly clock: Clock;
  /**
   * Steps `restore`, `check`, `keep`, `wait`, `apply`, `verify`, in bytes; `wait` is for other programs'
   * locks.
   */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told once, when cancelling has just stopped being possible. */
  readonly onCommit?: (() => void) | undefined;
  /**
   * Called with the present kept (safety copy proved), before anything is changed: the caller captures the
   * last changes here. Called again, with a new safety copy, when another program wrote meanwhile. For
   * `replace` the caller must let go of the database, or it is `restore-output-busy`.
   */
  readonly beforeChange?: ((way: InPlaceWay) => Promise<void>) | undefined;
  /** How long other programs may hold the lock before it gives up, ms. Default 30,000. */
  readonly patience?: number | undefined;
}

/** Transaction, point and fit are those of a history. */
export interface InPlaceResult extends Partial<Pick<RestoreResult, 'txid' | 'point' | 'fit'>> {
  /** Rolling checksum of the past. */
  readonly checksum: RestoreResult['checksum'];
  /** Whether that equals what was recorded at capture, or was only computed. */
  readonly proved: RestoreResult['proved'];
  /** The live database after the commit. */
  readonly live: Proof;
  readonly how: InPlaceWay;
  /** Path of the safety copy; empty when there was nothing to keep. */
  readonly safety: string;
  /** Pages of the database now; 0 for an empty file. */
  readonly commit: number;
  /** Bytes. */
  readonly pageSize: number;
  readonly seconds: number;
}
