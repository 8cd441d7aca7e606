// What segments of files were called before: their number, and the LSN of their first entry. A journal of that time is gone on
// with; its records are the same.
//
//   0000000042-00000000000000001234.log   .checkpoint   .torn   .log.damaged   .checkpoint.damaged
import { formatSegmentName, tornName } from './segment-name.ts';

const OLDER = /^(\d{10})-\d{20}\.(log|checkpoint|torn)(\.damaged)?$/;

/** The name that it has today; undefined for all that has no older one. */
export function nameOfToday(name: string): string | undefined {
  const match = OLDER.exec(name);
  if (match === null) return undefined;
  const number = Number(match[1]);
  if (match[2] === 'torn') return tornName(number);
  const mark = match[2] === 'checkpoint' ? 'checkpoint' : 'log';
  return formatSegmentName({ number, mark, condition: match[3] === undefined ? 'intact' : 'damaged' });
}
