// Histories of names only, as they may look after years, crashes and other programs.
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { file } from '../../restore/plans.ts';

type Roll = (below: number) => number;

/** Any files at all: gaps, overlaps, levels without order. */
export function randomFiles(roll: Roll): LtxInfo[] {
  const files: LtxInfo[] = [];
  const end = 1 + roll(12);
  for (let n = roll(14); n > 0; n--) {
    const max = 1 + roll(end);
    const min = roll(4) === 0 ? 1 : 1 + roll(max);
    files.push(file(roll(10), min, max, roll(60)));
  }
  return files;
}

export const HOUR = 3_600_000;
const LENGTH = 40;

/**
 * A history as it grows: every transaction, snapshots now and then, often merged levels, times that mostly go forward.
 * Then it is damaged: files lost, times wrong, the order of the listing shuffled.
 */
export function randomHistory(roll: Roll): LtxInfo[] {
  const times = randomTimes(roll);
  const files: LtxInfo[] = [];
  const first = roll(3) === 0 ? 1 + roll(LENGTH / 2) : 1;
  for (let n = first; n <= LENGTH; n++) files.push(file(0, n, n, 1 + roll(50), times[n]));
  for (let n = 1; n <= LENGTH; n++) {
    if (roll(7) === 0) files.push(file(9, 1, n, 200 + roll(200), lateTime(roll, times[n] ?? 0)));
  }
  if (roll(2) === 0) addMerged(roll, files, times);
  if (roll(3) === 0) for (let lost = roll(6); lost > 0; lost--) files.splice(roll(files.length), 1);
  return roll(3) === 0 ? shuffled(roll, unique(files)) : unique(files);
}

function randomTimes(roll: Roll): number[] {
  const times = [0];
  for (let n = 1; n <= LENGTH; n++) times.push(times.at(-1)! + stepOf(roll));
  return times;
}

/** Mostly hours, now and then a pause of weeks, rarely a clock that is put back. */
function stepOf(roll: Roll): number {
  const kind = roll(30);
  if (kind === 0) return 24 * HOUR * (1 + roll(40));
  if (kind === 1) return -HOUR * roll(100);
  return HOUR * roll(12);
}

/** A file made of others may bear the time of their last change, or of its making. */
function lateTime(roll: Roll, time: number): number {
  return roll(2) === 0 ? time : time + HOUR * roll(48);
}

function addMerged(roll: Roll, files: LtxInfo[], times: readonly number[]): void {
  for (let level = 1; level <= 1 + roll(3); level++) {
    for (let min = 1; min <= LENGTH; ) {
      const max = Math.min(LENGTH, min + roll(3 ** (level + 1)));
      if (roll(5) > 0) files.push(file(level, min, max, 20 + roll(80), lateTime(roll, times[max]!)));
      min = max + 1;
    }
  }
}

function unique(files: readonly LtxInfo[]): LtxInfo[] {
  return [...new Map(files.map((one) => [`${one.level}/${one.min}-${one.max}`, one])).values()];
}

function shuffled(roll: Roll, files: readonly LtxInfo[]): LtxInfo[] {
  const keyed = files.map((one) => ({ one, key: roll(1e6) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}
