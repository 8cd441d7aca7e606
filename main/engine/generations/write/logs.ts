// Which log is written: the one that is there, or the next.
import type { Random } from '../../base/random.ts';
import { framesIn } from '../../sqlite/wal-format.ts';
import { START_OF_LOG } from '../../sqlite/wal-writer.ts';
import { MAX_INDEX } from '../constants.ts';
import type { Standing } from './standing.ts';

/** 4 GiB: in names of eight digits what begins further on is passed over by Litestream 0.3. */
const LAST_OFFSET = 2 ** 32;

/** Undefined when there is none any more. `frames`: from so many on it is the next one's turn. */
export function logToWrite(standing: Standing, frames: number, random: Random): Standing | undefined {
  const { end, pageSize } = standing;
  const isFull = framesIn(end.offset, pageSize) >= frames || end.offset >= LAST_OFFSET;
  return isFull ? nextLog(standing, random) : standing;
}

export function nextLog(standing: Standing, random: Random): Standing | undefined {
  if (standing.index >= MAX_INDEX) return undefined;
  return { ...standing, index: standing.index + 1, ...newLog(random) };
}

/** Nothing of it is written yet. Its salts tell it from all others. */
export function newLog(random: Random): Pick<Standing, 'offsets' | 'end' | 'salt1' | 'salt2'> {
  const token = random.token(8);
  const [salt1, salt2] = [token.slice(0, 8), token.slice(8)].map((half) => Number.parseInt(half, 16)) as [number, number];
  return { offsets: [], end: START_OF_LOG, salt1, salt2 };
}
