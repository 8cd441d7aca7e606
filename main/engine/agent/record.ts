// The record of a database that was ever copied: where it is, and which places hold its history, up to where.
// Kept beside the database's other state; readable while an agent runs.
import { join } from 'node:path';
import { type Disk, replaceText } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { formatTxid, parseTxid, type Txid } from '../ltx/txid.ts';
import { databasesDir } from './home.ts';

const RECORD_FILE = 'database.json';

/** A place that has held a history of the database. */
export interface Copy {
  /** URL of the destination. */
  readonly url: string;
  /** Newest transaction that was known to be there when the record was written. */
  readonly txid: Txid;
  /** When everything captured was last known to be there, ms since the epoch; 0 for never. */
  readonly safeAt: number;
}

export interface DatabaseRecord {
  readonly path: string;
  readonly copies: readonly Copy[];
}

export function writeRecord(disk: Disk, dir: string, { path, copies }: DatabaseRecord, random: Random): void {
  const stored = { version: 1, path, copies: copies.map(storedCopy) };
  const text = `${JSON.stringify(stored, null, 2)}\n`;
  replaceText(disk, join(dir, RECORD_FILE), text, random.token(8));
}

function storedCopy({ url, txid, safeAt }: Copy): object {
  return { url, txid: formatTxid(txid), safeAt };
}

/** Undefined when there is none, or none that can be read. */
export function readRecord(disk: Disk, dir: string): DatabaseRecord | undefined {
  try {
    return parseRecord(JSON.parse(disk.readFileSync(join(dir, RECORD_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The records of all databases, each with its folder, in order of path. */
export function readRecords(disk: Disk, home: string): { readonly dir: string; readonly record: DatabaseRecord }[] {
  const root = databasesDir(home);
  if (!disk.existsSync(root)) return [];
  return disk
    .readdirSync(root)
    .map((name) => ({ dir: join(root, name), record: readRecord(disk, join(root, name)) }))
    .filter((one): one is { dir: string; record: DatabaseRecord } => one.record !== undefined)
    .sort((a, b) => (a.record.path < b.record.path ? -1 : 1));
}

/** By hand, since every command reads records and a schema library takes longer to load than all the rest. */
function parseRecord(value: unknown): DatabaseRecord | undefined {
  const { version, path, copies } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (version !== 1 || typeof path !== 'string' || !Array.isArray(copies)) return undefined;
  return { path, copies: copies.map(parseCopy) };
}

function parseCopy(value: unknown): Copy {
  const { url, txid, safeAt = 0 } = value as Record<string, unknown>;
  if (typeof url !== 'string' || typeof txid !== 'string' || typeof safeAt !== 'number') {
    throw new TypeError('not a copy');
  }
  return { url, txid: parseTxid(txid), safeAt };
}
