// What is known on this computer of every database that was ever copied. Reads only; an agent may be running.
import { join } from 'node:path';
import type { Disk } from '../base/disk.ts';
import { POSITIONS_FILE, SPOOL_DIR } from '../capture/ledger.ts';
import { type CapturePosition, PositionLog } from '../capture/position.ts';
import { type Copy, readRecords } from './record.ts';

export interface KnownDatabase {
  readonly path: string;
  /** Places that hold its history, and the newest transaction each was known to hold. */
  readonly copies: readonly Copy[];
  /** URLs of `copies`. */
  readonly destinations: readonly string[];
  /** Newest captured position; undefined before the first. */
  readonly position: CapturePosition | undefined;
  /** Bytes in the local spool. */
  readonly spoolBytes: number;
}

export function readKnownDatabases(disk: Disk, home: string): KnownDatabase[] {
  return readRecords(disk, home).map(({ dir, record }) => ({
    ...record,
    destinations: record.copies.map(({ url }) => url),
    position: PositionLog.peek(disk, join(dir, POSITIONS_FILE)),
    spoolBytes: bytesIn(disk, join(dir, SPOOL_DIR)),
  }));
}

function bytesIn(disk: Disk, dir: string): number {
  if (!disk.existsSync(dir)) return 0;
  const sizes = disk.readdirSync(dir).map((name) => disk.statSync(join(dir, name), { throwIfNoEntry: false })?.size);
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
