// Whether there is room, asked before the work is begun.
import { TidemarkError } from '../../base/errors.ts';
import type { OutputDisk } from '../output-disk.ts';

const MEGABYTE = 1e6;

/** `disk-full` unless `bytes` are free on the disk of `folder`; `purpose` as in "to keep the present". */
export function requireRoom(disk: OutputDisk, folder: string, bytes: number, purpose: string): void {
  const { bavail, bsize, blocks } = disk.statfsSync(folder);
  const free = bavail * bsize;
  // Some network file systems do not say.
  if (free >= bytes || blocks === 0) return;
  const figures = `${megabytes(bytes)} needed, ${megabytes(free)} free`;
  throw new TidemarkError('disk-full', `there is no room in ${folder} ${purpose}: ${figures}`, {
    hint: 'Nothing was changed. Make room on that disk and restore again.',
    retry: 'later',
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
