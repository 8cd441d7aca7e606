// The trap of POSIX locks: closing any descriptor of a file drops all locks this process has on it.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, linkSync, mkdtempSync, openSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { DatabaseFile } from '../../../main/engine/sqlite/owner.ts';
import { WalFile } from '../../../main/engine/sqlite/wal-file.ts';
import { AppProcess } from '../../tools/app-process.ts';

let dir = '';
let path = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
  path = join(dir, 'app.db');
  new Sqlite(path).exec('CREATE TABLE t(a)').close();
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** What another process is told when it wants the write lock. */
async function writeLockOfAnother(): Promise<'had' | 'refused'> {
  const app = new AppProcess(path, { busy: 0 });
  try {
    await app.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return 'had';
  } catch {
    return 'refused';
  } finally {
    await app.close();
  }
}

describe.skipIf(process.platform === 'win32')('the owner of descriptors', () => {
  it('shows the trap: an innocent open and close lets another process in', async () => {
    const db = new Sqlite(path);
    db.exec('BEGIN; SELECT * FROM t');
    db.prepare('SELECT * FROM t').all();
    expect(await writeLockOfAnother()).toBe('refused');
    closeSync(openSync(path, 'r'));
    expect(await writeLockOfAnother()).toBe('had');
    db.close();
  });

  it('keeps the locks while files are opened and closed through it', async () => {
    const file = DatabaseFile.open(systemDisk, path);
    const connection = file.connect('read', 0);
    connection.exec('BEGIN');
    connection.pragma('schema_version');
    for (let i = 0; i < 3; i++) {
      const second = DatabaseFile.open(systemDisk, path);
      second.readHeader();
      second.connect('read', 0);
      second.close();
    }
    file.readHeader();
    expect(await writeLockOfAnother()).toBe('refused');
    file.close();
    expect(await writeLockOfAnother()).toBe('had');
  });

  it('does not open what a followed database keeps its other locks on, by whatever name', async () => {
    new Sqlite(path).exec('PRAGMA journal_mode = wal').close();
    const app = new AppProcess(path, { busy: 0 });
    await app.exec('INSERT INTO t VALUES (1)');
    const file = DatabaseFile.open(systemDisk, path);
    const mark = file.connect('read', 0);
    mark.exec('BEGIN');
    mark.pragma('schema_version');
    await app.exec('INSERT INTO t VALUES (2)');
    linkSync(`${path}-shm`, join(dir, 'innocent'));
    for (const name of [`${path}-shm`, join(dir, 'innocent')]) {
      expect(() => DatabaseFile.open(systemDisk, name)).toThrow(expect.objectContaining({ code: 'database-not-sqlite' }));
    }
    expect(await app.all('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject([{ busy: 1 }]);
    file.close();
    expect(await app.all('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject([{ busy: 0 }]);
    await app.close();
  });

  it('says what is wrong with a folder that cannot be entered', () => {
    symlinkSync('loop', join(dir, 'loop'));
    const lost = join(dir, 'loop', 'app.db');
    expect(() => DatabaseFile.open(systemDisk, lost)).toThrow(expect.objectContaining({ code: 'database-unreadable' }));
  });

  it('does not open a pipe that has the name of a log: that would wait for ever', () => {
    execFileSync('mkfifo', [`${path}-wal`]);
    // So that a reader of it does not hang this test.
    const end = openSync(`${path}-wal`, constants.O_RDWR | constants.O_NONBLOCK);
    const wal = new WalFile(systemDisk, path);
    expect(wal.header()).toBeUndefined();
    expect(wal.fd).toBe(-1);
    closeSync(end);
  });

  it('has one descriptor for a file however often and by whatever name it is opened', () => {
    const files = [path, join(dir, '.', 'app.db'), path].map((name) => DatabaseFile.open(systemDisk, name));
    expect(new Set(files.map(({ fd }) => fd)).size).toBe(1);
    for (const file of files) file.close();
  });

  it('keeps reading the file it opened, and says that the path leads elsewhere', () => {
    const file = DatabaseFile.open(systemDisk, path);
    new Sqlite(join(dir, 'other.db')).exec('CREATE TABLE u(a)').close();
    expect(file.isCurrent()).toBe(true);
    renameSync(join(dir, 'other.db'), path);
    expect(file.isCurrent()).toBe(false);
    expect(() => file.connect('read', 0)).toThrow(/moved or replaced/);
    file.close();
  });

  it('says what is wrong with a path', () => {
    expect(() => DatabaseFile.open(systemDisk, join(dir, 'none.db'))).toThrow(
      expect.objectContaining({ code: 'database-missing', retry: 'later' }),
    );
  });
});
