// Histories made of names only, for tests of planning.
import type { LtxInfo } from '../../../main/engine/destination/destination.ts';

/** A file with the given range; `createdAt` is 1000 ms a transaction unless told. */
export function file(level: number, min: number, max: number, size = 100, createdAt = max * 1000): LtxInfo {
  return { level, min: BigInt(min), max: BigInt(max), size, createdAt };
}

/** `level/min-max` of each file, in decimal. */
export function names(files: readonly LtxInfo[]): string[] {
  return files.map(({ level, min, max }) => `${level}/${min}-${max}`);
}

/** A repeatable stream of integers in [0, below). */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
