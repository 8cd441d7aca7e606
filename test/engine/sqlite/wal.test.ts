// The log as SQLite writes it, and as vectors have it (FACTS A.14).
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { addWalChecksum, type WordOrder } from '../../../main/engine/sqlite/wal-checksum.ts';
import { parseWalHeader } from '../../../main/engine/sqlite/wal-format.ts';
import { readWalHeader, scanWal, startOfWal, type WalScan } from '../../../main/engine/sqlite/wal-scan.ts';

const EVERYTHING = { bytes: Number.MAX_SAFE_INTEGER };

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A log of frames in either word order, written by hand from the format. */
function makeLog(order: WordOrder, pageSize: number, frames: { pgno: number; commit: number; fill: number }[]): Buffer {
  const log = Buffer.alloc(32 + frames.length * (24 + pageSize));
  log.writeUInt32BE(order === 'little' ? 0x377f0682 : 0x377f0683, 0);
  log.writeUInt32BE(3007000, 4);
  log.writeUInt32BE(pageSize, 8);
  log.writeUInt32BE(0x11223344, 16);
  log.writeUInt32BE(0x55667788, 20);
  const sums = slowSums(order, log.subarray(0, 24), [0, 0]);
  log.writeUInt32BE(sums[0], 24);
  log.writeUInt32BE(sums[1], 28);
  let running = sums;
  frames.forEach(({ pgno, commit, fill }, i) => {
    const at = 32 + i * (24 + pageSize);
    log.writeUInt32BE(pgno, at);
    log.writeUInt32BE(commit, at + 4);
    log.copy(log, at + 8, 16, 24);
    log.fill(fill, at + 24, at + 24 + pageSize);
    running = slowSums(order, log.subarray(at, at + 8), running);
    running = slowSums(order, log.subarray(at + 24, at + 24 + pageSize), running);
    log.writeUInt32BE(running[0], at + 16);
    log.writeUInt32BE(running[1], at + 20);
  });
  return log;
}

/** The checksum straight from SQLite's description, one word at a time. */
function slowSums(order: WordOrder, bytes: Buffer, [a, b]: readonly [number, number]): [number, number] {
  const word = (at: number): number => (order === 'little' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  return [a, b];
}

function scanBytes(bytes: Uint8Array, limits: Parameters<typeof scanWal>[3] = EVERYTHING): WalScan | undefined {
  const path = join(dir, 'log');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  try {
    const header = readWalHeader(systemDisk, fd);
    return header && scanWal(systemDisk, fd, startOfWal(header), limits);
  } finally {
    closeSync(fd);
  }
}

describe('the running checksum', () => {
  it.each([
    ['little', '18fe2524 594f631e', '5088905a 4fe4398a'],
    ['big', '2726fe1b 23664f5c', '1dca6881 3811d362'],
  ] as const)('is as in the vectors for %s-endian words', (order, header, frame) => {
    const log = makeLog(order, 512, [{ pgno: 1, commit: 1, fill: 0 }]);
    const hex = (at: number): string => `${log.toString('hex', at, at + 4)} ${log.toString('hex', at + 4, at + 8)}`;
    expect([hex(24), hex(48)]).toEqual([header, frame]);
    expect(parseWalHeader(log)).toMatchObject({ order, pageSize: 512, salt1: 0x11223344, salt2: 0x55667788 });
    expect(scanBytes(log)).toMatchObject({ commits: 1, commit: 1, end: { offset: log.length } });
  });

  it('continues where it stopped', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => i * 37);
    const whole = { s0: 0, s1: 0 };
    addWalChecksum(whole, 'big', bytes.buffer, 0, 64);
    const parts = { s0: 0, s1: 0 };
    addWalChecksum(parts, 'big', bytes.buffer, 0, 24);
    addWalChecksum(parts, 'big', bytes.buffer, 24, 40);
    expect(parts).toEqual(whole);
  });
});

describe('scanning a log', () => {
  const three = (order: WordOrder = 'little', pageSize = 1024): Buffer =>
    makeLog(order, pageSize, [
      { pgno: 1, commit: 0, fill: 1 },
      { pgno: 2, commit: 2, fill: 2 },
      { pgno: 2, commit: 5, fill: 3 },
      { pgno: 7, commit: 0, fill: 4 },
    ]);

  it.each([512, 1024, 2048, 4096, 8192, 16384, 32768, 65536])('takes committed frames only, pages of %i', (pageSize) => {
    for (const order of ['little', 'big'] as const) {
      const scan = scanBytes(three(order, pageSize));
      expect(scan).toMatchObject({ commits: 2, commit: 5, smallestCommit: 2 });
      expect([...(scan?.pages ?? [])]).toEqual([
        [1, 32 + 24],
        [2, 32 + 2 * (24 + pageSize) + 24],
      ]);
    }
  });

  it('stops at a commit after its limit, and before an offset it must not pass', () => {
    expect(scanBytes(three(), { bytes: 1 })).toMatchObject({ commits: 1, commit: 2, more: true });
    expect(scanBytes(three(), { ...EVERYTHING, until: 32 + 2 * 1048 })).toMatchObject({ commits: 1, commit: 2 });
  });

  it('finds at every truncation a prefix of the commits', () => {
    const log = three();
    for (let length = 0; length <= log.length; length += 97) {
      const commits = scanBytes(log.subarray(0, length))?.commits ?? 0;
      const expected = length < 32 + 2 * 1048 ? 0 : length < 32 + 3 * 1048 ? 1 : 2;
      expect(commits).toBe(expected);
    }
  });

  it('takes nothing that a flipped bit has touched, nor anything after it', () => {
    const log = three();
    for (let bit = 0; bit < (32 + 3 * 1048) * 8; bit += 41) {
      const damaged = Buffer.from(log);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const frame = Math.floor(((bit >> 3) - 32) / 1048);
      const expected = bit >> 3 < 32 || frame < 2 ? 0 : 1;
      expect(scanBytes(damaged)?.commits ?? 0).toBe(expected);
    }
  });

  it('reads what SQLite writes', () => {
    const path = join(dir, 'app.db');
    const db = new Sqlite(path);
    db.pragma('page_size = 512');
    db.pragma('journal_mode = wal');
    db.pragma('wal_autocheckpoint = 0');
    db.exec('CREATE TABLE t(a)');
    for (let i = 0; i < 50; i++) db.prepare('INSERT INTO t VALUES (randomblob(700))').run();
    const scan = scanBytes(readFileSync(`${path}-wal`));
    expect(scan?.commit).toBe(db.pragma('page_count', { simple: true }));
    expect(scan?.commits).toBe(52 - 1);
    db.close();
  });
});
