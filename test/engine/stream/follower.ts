// A follower's file in a folder of its own, and what a program sees in it.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { ReplicaFile, type ReplicaFileOptions } from '../../../main/engine/stream/apply/replica-file.ts';
import type { Seen } from './programs/reader.ts';
import { type SourceFile, TOTAL } from './source.ts';

export class Place {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-follow-')));
  readonly path = join(this.dir, 'copy.db');
  readonly state = join(this.dir, 'state');

  constructor() {
    onTestFinished(() => {
      rmSync(this.dir, { recursive: true, force: true });
    });
  }

  options(some: Partial<ReplicaFileOptions> = {}): ReplicaFileOptions {
    return { path: this.path, dir: this.state, disk: systemDisk, clock: systemClock, random: systemRandom, ...some };
  }

  open(some: Partial<ReplicaFileOptions> = {}): Promise<ReplicaFile> {
    return ReplicaFile.open(this.options(some));
  }

  /** What a program of its own reads. */
  expectShows(file: SourceFile): void {
    expect(contentOf(this.path)).toEqual(contentOfImage(file.image));
  }
}

/** Everything a program can ask of a database, in order. */
export function contentOf(path: string): unknown {
  const db = new Sqlite(path, { timeout: 20_000 });
  try {
    return dump(db);
  } finally {
    db.close();
  }
}

function contentOfImage(image: Uint8Array): unknown {
  if (image.length === 0) return { check: 'ok', tables: [] };
  const db = new Sqlite(Buffer.from(asRollback(image)));
  try {
    return dump(db);
  } finally {
    db.close();
  }
}

/** SQLite opens no image that says it is in WAL mode. */
function asRollback(image: Uint8Array): Uint8Array {
  const bytes = image.slice();
  bytes.set([1, 1], 18);
  return bytes;
}

function dump(db: Sqlite.Database): unknown {
  const check = db.pragma('integrity_check', { simple: true });
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as { name: string }[];
  return { check, tables: tables.map((table) => ({ ...table, rows: db.prepare(`SELECT rowid, * FROM "${table.name}"`).all() })) };
}

/** A program that reads all the time until it is asked what it saw. */
export async function startReader(path: string): Promise<() => Promise<Seen>> {
  const child = fork(join(import.meta.dirname, 'programs/reader.ts'), [path, String(TOTAL)], { execArgv: [] });
  await new Promise((resolve) => child.once('message', resolve));
  return () =>
    new Promise((resolve) => {
      child.once('message', (seen) => {
        resolve(seen as Seen);
      });
      child.send('stop');
    });
}

/** The file's bytes once somebody has read it: what was left unfinished is undone then. */
export function bytesOf(path: string): Uint8Array {
  contentOf(path);
  return new Uint8Array(readFileSync(path));
}
