// A `-wal`, `-shm` or `-journal` that somebody named where the database was meant.
import { basename } from 'node:path';
import type { Disk } from '../engine/base/disk.ts';
import { TidemarkError } from '../engine/base/errors.ts';

const SIDECAR = /^(.+)-(?:wal|shm|journal)$/;

/** `usage` for a path that ends as SQLite's own files do, if the database it would belong to is there. */
export function refuseSidecar(disk: Pick<Disk, 'statSync'>, path: string): void {
  const database = SIDECAR.exec(path)?.[1];
  if (database === undefined || !isFile(disk, database)) return;
  const [own, name] = [basename(path), basename(database)];
  throw new TidemarkError('usage', `${own} belongs to ${name}; name that file`, {
    hint: `The database is ${database}.`,
  });
}

function isFile(disk: Pick<Disk, 'statSync'>, path: string): boolean {
  return disk.statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
