// Copies of a follower's file that went another way, set apart before the file is written over: what only they hold is not
// lost with them.
import { dirname, join } from 'node:path';
import { type Disk, explainDiskError, readFully, syncDirectory, writeFully } from '../../base/disk.ts';
import { formatTxid, type Txid } from '../../ltx/txid.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';
import type { Quarantined } from './state.ts';

const KEPT_COPIES = 5;
const KEPT_MS = 30 * 24 * 3600 * 1000;
const PIECE = 1 << 20;

export interface SettingApart {
  readonly disk: Disk;
  readonly file: DatabaseFile;
  /** Folder of the copies. */
  readonly dir: string;
  readonly at: number;
  readonly txid: Txid;
  readonly why: string;
}

/** A durable copy of the file as it is; the caller holds its lock. `disk-full`: nothing is left of it. */
export function setApart({ disk, file, dir, at, txid, why }: SettingApart): Quarantined {
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `${formatTxid(txid)}-${at}.db`);
  try {
    copy(disk, file, path);
  } catch (error) {
    disk.rmSync(path, { force: true });
    throw explainDiskError(dir, error);
  }
  return { path, at, txid, why };
}

function copy(disk: Disk, file: DatabaseFile, path: string): void {
  const fd = disk.openSync(path, 'w', 0o600);
  try {
    const piece = new Uint8Array(PIECE);
    for (let at = 0; ;) {
      const length = readFully(disk, file.fd, piece, at);
      writeFully(disk, fd, piece.subarray(0, length));
      at += length;
      if (length < PIECE) break;
    }
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
  syncDirectory(disk, dirname(path));
}

/**
 * Those that stay: the newest few, none older than a month. The others are removed.
 * @param copies newest first: in the order in which they were made, whatever the clock said then
 */
export function pruneCopies(disk: Disk, copies: readonly Quarantined[], now: number): Quarantined[] {
  const stays = (copy: Quarantined, place: number): boolean => place < KEPT_COPIES && now - copy.at < KEPT_MS;
  const staying = copies.filter(stays);
  for (const { path } of copies) if (!staying.some((copy) => copy.path === path)) disk.rmSync(path, { force: true });
  return staying;
}
