// A replica as one looks after a while: every transaction, merged files over them, snapshots.
import type { History, Recorded } from './history.ts';
import { MemoryDestination } from './memory.ts';

/** Level 0 whole, level 1 by threes, level 2 by sixes, a snapshot at a third and at two thirds. */
export function layered(history: History, recorded: Recorded = 'rolling'): MemoryDestination {
  const destination = new MemoryDestination();
  for (const [level, step] of [1, 3, 6].entries()) {
    for (let min = 1; min + step - 1 <= history.end; min += step) {
      destination.put(level, history.file(min, min + step - 1, recorded));
    }
  }
  for (const part of [1, 2])
    destination.put(9, history.file(1, Math.ceil((history.end * part) / 3), recorded));
  return destination;
}

/** Flips a bit of byte `at`, from the end if negative. */
export function flip(at: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    bytes[at < 0 ? bytes.length + at : at]! ^= 0x10;
    return bytes;
  };
}

export function cutTo(length: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => bytes.subarray(0, length);
}
