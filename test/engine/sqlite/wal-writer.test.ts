// Logs that we write: byte for byte as the vectors say, and taken by SQLite for its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseWalHeader } from '../../../main/engine/sqlite/wal-format.ts';
import { START_OF_LOG, WalWriter } from '../../../main/engine/sqlite/wal-writer.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('WalWriter', () => {
  it('writes the vector of FACTS A.14', () => {
    const writer = new WalWriter({ pageSize: 512, salt1: 0x11223344, salt2: 0x55667788 });
    const header = writer.header();
    expect(hex(header)).toBe('377f0682002de21800000200000000001122334455667788' + '18fe2524594f631e');
    const frame = writer.frame(1, 1, new Uint8Array(512));
    expect(hex(frame.subarray(0, 24))).toBe('000000010000000111223344556677885088905a4fe4398a');
    expect(writer.end.offset).toBe(32 + 24 + 512);
    expect(parseWalHeader(header)).toMatchObject({ order: 'little', pageSize: 512, salt1: 0x11223344 });
  });

  it('goes on where another ended', () => {
    const kind = { pageSize: 512, salt1: 1, salt2: 2 };
    const whole = new WalWriter(kind);
    whole.header();
    whole.frame(1, 0, new Uint8Array(512).fill(1));
    const rest = new WalWriter(kind, whole.end);
    const page = new Uint8Array(512).fill(2);
    expect(rest.end).not.toEqual(START_OF_LOG);
    expect(hex(rest.frame(2, 2, page))).toBe(hex(whole.frame(2, 2, page)));
  });

  it.each([512, 4096, 65_536])('makes a log that SQLite recovers, pages of %i bytes', (pageSize) => {
    const source = join(dir, 'source.db');
    const target = join(dir, 'target.db');
    const db = new Sqlite(source);
    db.pragma(`page_size = ${pageSize}`);
    db.exec('CREATE TABLE t (x)');
    writeFileSync(target, db.serialize());
    db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(3 * pageSize));
    const image = db.serialize();
    db.close();
    const writer = new WalWriter({ pageSize, salt1: 7, salt2: 8 });
    const pages = image.length / pageSize;
    const log = [writer.header()];
    for (let pgno = 1; pgno <= pages; pgno++) {
      const page = image.subarray((pgno - 1) * pageSize, pgno * pageSize);
      log.push(writer.frame(pgno, pgno === pages ? pages : 0, page));
    }
    writeFileSync(`${target}-wal`, Buffer.concat(log));
    const restored = new Sqlite(target);
    expect(restored.pragma('wal_checkpoint(TRUNCATE)')).toMatchObject([{ busy: 0 }]);
    expect(restored.serialize().equals(image)).toBe(true);
    restored.close();
  });
});
