// The files SQLite keeps beside a database. One left over from another database would mix with a new one.
import type { Disk } from '../base/disk.ts';

/**
 * `-shm` holds nothing of value: SQLite rebuilds it from the `-wal` whenever nobody has the database open.
 */
const SUFFIXES = ['-wal', '-journal', '-shm'] as const;

/** Those that exist beside the database at `path`. */
export function sidecarsOf(disk: Disk, path: string): string[] {
  return SUFFIXES.map((suffix) => path + suffix).filter((sidecar) => disk.existsSync(sidecar));
}

/** The database whose side file `path` would be, by its name, if there is such a database. */
export function databaseBeside(disk: Pick<Disk, 'existsSync' | 'statSync'>, path: string): string | undefined {
  const suffix = SUFFIXES.find((one) => path.endsWith(one));
  const database = suffix === undefined ? '' : path.slice(0, -suffix.length);
  return database !== '' && disk.existsSync(database) && disk.statSync(database).isFile() ? database : undefined;
}

export function removeSidecars(disk: Disk, path: string): void {
  for (const sidecar of sidecarsOf(disk, path)) disk.rmSync(sidecar, { force: true });
}

/** Files moved out of the way, to be put back or removed. */
export interface SetAside {
  readonly putBack: () => void;
  readonly remove: () => void;
}

/** Renames what lies beside the database at `path`, so that no program takes it for part of that database. */
export function setSidecarsAside(disk: Disk, path: string, token: string): SetAside {
  const moved: { readonly from: string; readonly to: string }[] = [];
  const putBack = (): void => {
    for (const { from, to } of moved) disk.renameSync(to, from);
  };
  try {
    for (const from of sidecarsOf(disk, path)) {
      const to = `${from}.${token}.tidemark-old`;
      disk.renameSync(from, to);
      moved.push({ from, to });
    }
  } catch (error) {
    putBack();
    throw error;
  }
  return {
    putBack,
    remove: () => {
      for (const { to } of moved) disk.rmSync(to, { force: true });
    },
  };
}
