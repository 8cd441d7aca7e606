// The calls that a journal in a folder is made of, taken as a parameter so that tests can stop between any two of them.
// None of them holds the thread: syncing takes as long as the disk takes.
import type { FileHandle } from 'node:fs/promises';
import * as promises from 'node:fs/promises';

export type JournalFile = Pick<FileHandle, 'close' | 'datasync' | 'read' | 'stat' | 'sync' | 'truncate' | 'write'>;

export interface JournalDisk {
  open(path: string, flags: 'r' | 'r+' | 'w' | 'wx', mode?: number): Promise<JournalFile>;
  mkdir(path: string, options: { readonly recursive: true; readonly mode: number }): Promise<string | undefined>;
  readdir(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
}

export const systemJournalDisk: JournalDisk = promises;
