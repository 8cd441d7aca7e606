// A `-wal`, `-shm` or `-journal` that somebody named where the database was meant.
import { basename } from 'node:path';
import type { Disk } from '../engine/base/disk.ts';
import { TidemarkError } from '../engine/base/errors.ts';
import { databaseBeside } from '../engine/restore/sidecars.ts';

/** `usage` for a path that ends as SQLite's own files do, if the database it would belong to is there. */
export function refuseSidecar(disk: Pick<Disk, 'existsSync' | 'statSync'>, path: string): void {
  const database = databaseBeside(disk, path);
  if (database === undefined) return;
  const [own, name] = [basename(path), basename(database)];
  throw new TidemarkError('usage', `${own} belongs to ${name}; name that file`, {
    hint: `The database is ${database}.`,
  });
}
