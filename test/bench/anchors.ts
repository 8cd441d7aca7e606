// What the machine does without us: each anchor is the plain tool one would compare with.
import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Seconds that `work` takes. */
export function timed(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

/** `cp`, then fsync of the copy; seconds. */
export function copyAndSync(from: string, to: string): number {
  const seconds = timed(() => {
    command('cp', from, to)();
    syncFile(to);
  });
  rmSync(to);
  return seconds;
}

/** `lz4 -1` to a file that is left; seconds. Undefined where there is no lz4 program. */
export function lz4Compress(from: string, to: string): number | undefined {
  return hasLz4() ? timed(command('lz4', '-q', '-f', '-1', from, to)) : undefined;
}

/** `lz4 -d` to a file that is removed again; seconds. */
export function lz4Decompress(from: string, to: string): number {
  const seconds = timed(command('lz4', '-q', '-f', '-d', from, to));
  rmSync(to);
  return seconds;
}

/** SQLite's own online backup to a new file; seconds. */
export async function sqliteBackup(from: string, to: string): Promise<number> {
  const db = new Database(from, { readonly: true });
  const began = performance.now();
  await db.backup(to);
  const seconds = (performance.now() - began) / 1000;
  db.close();
  rmSync(to);
  return seconds;
}

/** The least that brings `bytes` to a disk safely: write, fsync, rename; ms. */
export function writeSyncRename(bytes: Uint8Array, path: string): number {
  return (
    1000 *
    timed(() => {
      const fd = openSync(`${path}.tmp`, 'wx');
      writeSync(fd, bytes);
      fsyncSync(fd);
      closeSync(fd);
      renameSync(`${path}.tmp`, path);
    })
  );
}

/** `cat` of all the files and a Node that starts and ends; seconds. */
export function catAndNodeStart(paths: readonly string[]): number {
  return timed(() => {
    command('cat', ...paths)();
    command(process.execPath, '-e', '0')();
  });
}

/** Runs a program to its end when called, and throws if it fails. */
function command(program: string, ...args: string[]): () => void {
  return () => {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`${program} ended with ${String(status)}`, { cause: error });
  };
}

function hasLz4(): boolean {
  return spawnSync('lz4', ['--version']).status === 0;
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  fsyncSync(fd);
  closeSync(fd);
}
