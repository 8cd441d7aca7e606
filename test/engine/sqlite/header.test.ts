import { describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import { parseDatabaseHeader } from '../../../main/engine/sqlite/header.ts';
import { requireSafeSqlite } from '../../../main/engine/sqlite/version.ts';

function headerOf(pageSize: number, journal: string): Uint8Array {
  const db = new Sqlite(':memory:');
  db.pragma(`page_size = ${pageSize}`);
  db.exec('CREATE TABLE t(a); INSERT INTO t VALUES (1)');
  const bytes = db.serialize().subarray(0, 100);
  if (journal === 'wal') bytes.set([2, 2], 18);
  return bytes;
}

describe('the header of a database file', () => {
  it.each([512, 1024, 2048, 4096, 8192, 16384, 32768, 65536])('tells a page size of %i', (pageSize) => {
    const header = parseDatabaseHeader(headerOf(pageSize, 'delete'), 'x.db');
    expect(header).toMatchObject({ pageSize, journal: 'rollback', pageCount: 2 });
  });

  it('tells WAL mode', () => {
    expect(parseDatabaseHeader(headerOf(4096, 'wal'), 'x.db').journal).toBe('wal');
  });

  it('does not trust a page count of another change', () => {
    const bytes = headerOf(4096, 'delete');
    bytes[95]! ^= 1;
    expect(parseDatabaseHeader(bytes, 'x.db').pageCount).toBeUndefined();
  });

  it.each([
    ['database-not-sqlite', Buffer.from('hello, world '.repeat(10))],
    ['database-not-sqlite', Buffer.alloc(100)],
    ['database-not-sqlite', Buffer.from('SQLite format 3\0')],
    ['database-encrypted', randomBytes(4096)],
  ])('refuses with %s', (code, bytes) => {
    expect(() => parseDatabaseHeader(bytes, 'x.db')).toThrow(expect.objectContaining({ code }));
  });
});

describe('the version gate', () => {
  it('lets in what is safe and keeps out what is not', () => {
    for (const version of ['3.51.3', '3.53.0', '3.54.1', '4.0.0']) requireSafeSqlite(version);
    for (const version of ['3.51.2', '3.40.1', '3.7.0', '2.8.17', '']) {
      expect(() => {
        requireSafeSqlite(version);
      }).toThrow(expect.objectContaining({ code: 'sqlite-too-old' }));
    }
  });

  it('lets in the library we ship', () => {
    requireSafeSqlite(new Sqlite(':memory:').prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '');
  });
});
