// A file of the history that cannot be used, told apart from a disk, a server or a person stopping the work.
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import type { LtxInfo } from '../destination/destination.ts';
import { formatLtxName } from '../ltx/name.ts';

/** Carries the code of what is wrong: `ltx-…`, `restore-checksum`, or `object-missing`. */
export class DamagedFileError extends TidemarkError {
  readonly file: LtxInfo;

  constructor(file: LtxInfo, reason: TidemarkError) {
    const { code, message, hint, retry } = reason;
    super(code, `${describeFile(file)}: ${message}`, { hint, retry, cause: reason });
    this.file = file;
  }
}

/** As people find it at the destination: level and name. */
export function describeFile(file: Pick<LtxInfo, 'level' | 'min' | 'max'>): string {
  return `level ${file.level} file ${formatLtxName(file)}`;
}

/** Runs `work` on one file; an error that is the file's fault says so. */
export async function blaming<T>(file: LtxInfo, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isTidemarkError(error) && isOfTheFile(error) ? new DamagedFileError(file, error) : error;
  }
}

function isOfTheFile(error: TidemarkError): boolean {
  return (
    error.code.startsWith('ltx-') || error.code === 'restore-checksum' || error.code === 'object-missing'
  );
}
