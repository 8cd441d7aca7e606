// What is known of a database while nothing follows it: from the local state of the last time, and from the file's
// own header.
import { join } from 'node:path';
import type { Disk } from '../../base/disk.ts';
import { POSITIONS_FILE } from '../../capture/ledger.ts';
import { PositionLog } from '../../capture/position.ts';
import { headerIfReadable } from '../../sqlite/read-header.ts';
import { stateDir } from '../home.ts';
import { type Copy, readRecord } from '../record.ts';

export interface KeptFacts {
  readonly pageSize: number;
  readonly mode: 'wal' | 'rollback' | 'unknown';
  /** Newest captured transaction; 0 for none. */
  readonly txid: number;
  /** When that was captured, ms since the epoch; 0 for never. */
  readonly changedAt: number;
  /** What was known of each copy, by URL. */
  readonly held: ReadonlyMap<string, Copy>;
}

export function readKeptFacts(disk: Disk, home: string, path: string): KeptFacts {
  const dir = stateDir(home, path);
  const position = PositionLog.peek(disk, join(dir, POSITIONS_FILE));
  const copies = readRecord(disk, dir)?.copies ?? [];
  const header = headerIfReadable(disk, path);
  return {
    pageSize: header?.pageSize ?? position?.pageSize ?? 0,
    mode: header?.journal ?? 'unknown',
    txid: Number(position?.txid ?? 0n),
    changedAt: position?.timestamp ?? 0,
    held: new Map(copies.map((copy) => [copy.url, copy])),
  };
}
