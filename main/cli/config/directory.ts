// An entry that names a folder instead of one database.
import { absolutePath } from '../text/paths.ts';
import type { DatabaseDraft } from './drafts.ts';
import type { Problems } from './problems.ts';

/** Which databases are meant. */
export interface DirectoryWhere {
  /** Absolute. */
  readonly dir: string;
  /** Of a file's name: `*.db`. */
  readonly pattern: string;
  readonly depth: 'folder' | 'tree';
  /** Whether what comes and goes later is noticed. */
  readonly watch: 'yes' | 'no';
}

/** Undefined when that is a problem, which has been said. */
export function checkDirectory(draft: DatabaseDraft, problems: Problems, cwd: string): DirectoryWhere | undefined {
  const { at, dir, pattern, recursive, watch } = draft.directory;
  if (at === undefined) return undefined;
  if (draft.path !== undefined) problems.add(draft.path.at, 'an entry has either a path or a dir', 'Remove one of them.');
  if (draft.restoreIfMissing === 'yes') {
    problems.add(at, 'which databases of a dir are missing cannot be known', 'Remove restore-if-db-not-exists.');
  }
  if (dir === undefined) problems.add(at, 'there is no dir', 'Add "dir:" with a folder, or give a path alone.');
  if (pattern === undefined) problems.add(at, 'a dir needs a pattern', 'Add "pattern:", as "*.db".');
  else if (/[/\\]/.test(pattern.value)) {
    problems.add(pattern.at, 'a pattern is that of a name', 'Write "*.db", with "recursive: true" for folders below.');
  }
  if (dir === undefined || pattern === undefined) return undefined;
  return {
    dir: absolutePath(dir.value, cwd),
    pattern: pattern.value,
    depth: recursive ? 'tree' : 'folder',
    watch: watch ? 'yes' : 'no',
  };
}
