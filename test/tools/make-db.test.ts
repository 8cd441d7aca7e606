import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDatabase } from './make-db.ts';

const MEGABYTE = 1024 * 1024;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tidemark-make-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

test.each([
  [1, 512, 'wal'],
  [4, 4096, 'delete'],
  [4, 65536, 'wal'],
] as const)('makes %i MB of pages of %i bytes in mode %s', (megabytes, pageSize, journal) => {
  const path = join(folder, 'made.db');
  const made = makeDatabase({ path, bytes: megabytes * MEGABYTE, pageSize, journal });
  expect(Math.abs(made.bytes / (megabytes * MEGABYTE) - 1)).toBeLessThan(0.1);
  expect(readdirSync(folder)).toEqual(['made.db']);
  const db = new Database(path, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('page_size', { simple: true })).toBe(pageSize);
  expect(db.pragma('journal_mode', { simple: true })).toBe(journal);
  expect(db.prepare('SELECT count(*) FROM orders').pluck().get()).toBe(made.rows);
  db.close();
});

test('makes the same file for the same seed, and another for another', () => {
  const [a, b, c] = ([1, 1, 2] as const).map((seed, i) => {
    return hashOf(makeDatabase({ path: join(folder, String(i)), bytes: MEGABYTE, seed }).path);
  });
  expect(b).toBe(a);
  expect(c).not.toBe(a);
});
