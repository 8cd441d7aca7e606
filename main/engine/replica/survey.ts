// How far a destination is, from the names of the files there.
import { SNAPSHOT_LEVEL, type LtxRef } from '../destination/destination.ts';
import { compareRanges, type TxidRange } from '../ltx/name.ts';
import type { Txid } from '../ltx/txid.ts';

export interface Survey {
  /** Newest transaction that can be reached from the beginning without a gap; 0 when none. */
  readonly position: Txid;
  /** Newest transaction in any file, behind a gap or not; 0 when there are no files. */
  readonly newest: Txid;
  /** Transaction of the newest snapshot; 0 when none. */
  readonly snapshot: Txid;
  /** The files that end exactly at `position`. */
  readonly ends: readonly LtxRef[];
}

export function surveyFiles(files: readonly LtxRef[]): Survey {
  const position = reachable(files);
  return {
    position,
    newest: newestOf(files),
    snapshot: newestOf(files.filter(({ level }) => level === SNAPSHOT_LEVEL)),
    ends: files.filter(({ max }) => max === position),
  };
}

/** A file follows transaction p when it begins at p + 1 or before (FACTS A.1). */
function reachable(files: readonly TxidRange[]): Txid {
  let position = 0n;
  for (const { min, max } of files.toSorted(compareRanges)) {
    if (min > position + 1n) break;
    if (max > position) position = max;
  }
  return position;
}

function newestOf(files: readonly TxidRange[]): Txid {
  return files.reduce((newest, { max }) => (max > newest ? max : newest), 0n);
}
