// What the ways of capturing share: the services, the ledger they move forward, and how they report.
import type { Clock } from '../base/clock.ts';
import type { Disk } from '../base/disk.ts';
import type { OnProgress } from '../base/progress.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { Txid } from '../ltx/txid.ts';
import { stampOf } from '../sqlite/owner.ts';
import type { Ledger } from './ledger.ts';
import type { CapturePosition } from './position.ts';

/** One step forward, as it is told to the agent. */
export type CaptureEvent =
  /** A whole database was taken as the starting point: destinations need a snapshot. */
  | { readonly kind: 'baseline'; readonly position: CapturePosition; readonly reason: string }
  | {
      readonly kind: 'captured';
      readonly position: CapturePosition;
      /** `log`: from WAL frames; `pages`: by comparing. */
      readonly way: 'log' | 'pages';
      /** Transactions of the app in it, if known. */
      readonly commits: number | undefined;
      readonly pages: number;
      /** Bytes of the LTX file. */
      readonly bytes: number;
    }
  /** Continuity was not certain, and pages were compared for this reason. */
  | { readonly kind: 'compared'; readonly reason: string; readonly pages: number };

export interface CaptureContext {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly jobs: JobRunner;
  readonly ledger: Ledger;
  /** The first transaction id of a new history is above this. */
  readonly floor: Txid;
  /** Fires when the database is let go of: a comparison under way ends with `aborted`. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: CaptureEvent) => void;
  readonly onProgress: OnProgress;
}

/** Milliseconds since the epoch for the next position: the clock's, but never before the last position's. */
export function nextTimestamp({ clock, ledger }: CaptureContext): number {
  return Math.max(clock.now(), ledger.known?.position.timestamp ?? 0);
}

/** Modification time of the database file, ms; 0 when it is gone. */
export function mtimeOf({ disk }: CaptureContext, path: string): number {
  return stampOf(disk, path)?.mtime ?? 0;
}

export function nextTxid({ ledger, floor }: CaptureContext): Txid {
  const highest = ledger.highestTxid;
  return (highest > floor ? highest : floor) + 1n;
}
