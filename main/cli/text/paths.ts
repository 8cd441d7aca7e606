// Paths from people: `~` is their home folder, `sqlite://` in front means a database.
import { homedir } from 'node:os';
import { resolve } from 'node:path';

const DATABASE_PREFIX = /^sqlite3?:\/\//;

/** Whether somebody wrote `sqlite://…` or `sqlite3://…`, so can only mean a database. */
export function isDatabaseUrl(text: string): boolean {
  return DATABASE_PREFIX.test(text);
}

/** Absolute path of a database, from `shop.db`, `~/shop.db` or `sqlite:///var/lib/shop.db`. */
export function databasePath(text: string, cwd: string): string {
  return absolutePath(text.replace(DATABASE_PREFIX, ''), cwd);
}

export function absolutePath(text: string, cwd: string): string {
  return resolve(cwd, /^~(?=\/|$)/.test(text) ? homedir() + text.slice(1) : text);
}
