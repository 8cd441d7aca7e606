// Folders that cannot become a destination.
import { dirname } from 'node:path';
import { TidemarkError } from '../base/errors.ts';

/** The folder that it would be made in is missing. */
export function nothingAbove(folder: string, cause?: unknown): TidemarkError {
  return new TidemarkError('destination-absent', `${dirname(folder)} is not there`, {
    hint: 'Connect the disk, or create that folder first.',
    cause,
  });
}

export function notAFolder(folder: string, cause?: unknown): TidemarkError {
  return new TidemarkError('refused', `${folder} is not a folder`, { hint: 'Choose a folder.', cause });
}
