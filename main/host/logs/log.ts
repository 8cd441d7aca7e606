// The desktop app's log: JSON lines in Tidemark's folder, without secrets, of bounded size.
import { join } from 'node:path';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { Disk } from '../../engine/base/disk.ts';
import { redactor } from './redact.ts';
import { RotatingFile } from './rotating-file.ts';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

const LONGEST = 5_000_000;
const KEEP = 3;

export interface LogOptions {
  readonly folder: string;
  readonly disk: Disk;
  /** The person's home folder, which is not written out. */
  readonly userHome: string;
  readonly version: string;
}

export function openLog({ folder, disk, userHome, version }: LogOptions): Log {
  const file = new RotatingFile({ path: join(folder, 'tidemark.log'), disk, longest: LONGEST, keep: KEEP });
  const redact = redactor(userHome);
  const settings = { base: { version }, timestamp: stdTimeFunctions.isoTime };
  // Redacted as text and as a whole: no field can be forgotten.
  return pino(settings, {
    write: (line) => {
      file.write(redact(line));
    },
  });
}
