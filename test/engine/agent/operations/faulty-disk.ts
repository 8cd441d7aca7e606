// A real disk that does not take the next write.
import { type JournalDisk, type JournalFile, systemJournalDisk } from '../../../../main/engine/journal/journal-disk.ts';

export interface FaultyDisk {
  readonly disk: JournalDisk;
  /** The next write fails with this errno; the calls after it work again. */
  failNext(errno: string): void;
}

export function faultyDisk(): FaultyDisk {
  let failing: string | undefined;
  const open: JournalDisk['open'] = async (path, flags, mode) => {
    const file: JournalFile = await systemJournalDisk.open(path, flags, mode);
    const write = file.write.bind(file) as (...args: unknown[]) => Promise<never>;
    const guarded = async (...args: unknown[]): Promise<never> => {
      const errno = failing;
      failing = undefined;
      if (errno !== undefined) throw Object.assign(new Error(errno), { code: errno });
      return write(...args);
    };
    return Object.assign(file, { write: guarded });
  };
  return {
    disk: { ...systemJournalDisk, open },
    failNext: (errno) => {
      failing = errno;
    },
  };
}
