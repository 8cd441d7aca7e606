// One transaction applied to the page-sum table, with the way back in case its file cannot be written.
import type { Checksum } from '../ltx/checksum.ts';
import type { PageSums } from '../ltx/page-sums.ts';

export interface SumsChange {
  /** The pages that the transaction wrote, ascending. */
  readonly pgnos: Uint32Array;
  /** Their new sums: two halves each. */
  readonly sums: Uint32Array;
  /** The smallest size in pages that the database had on the way: pages above it lost what they held. */
  readonly smallest: number;
}

export interface AppliedChange {
  /** Rolling checksum after the change. */
  readonly checksum: Checksum;
  undo(): void;
}

export function applyChange(sums: PageSums, change: SumsChange): AppliedChange {
  const before = sums.commit;
  const cut = sums.entries.slice(2 * change.smallest);
  sums.truncate(change.smallest);
  const old = sumsOf(sums, change.pgnos);
  change.pgnos.forEach((pgno, i) => {
    sums.setFrom(pgno, change.sums, i);
  });
  return {
    checksum: sums.checksum(),
    undo: () => {
      change.pgnos.forEach((pgno, i) => {
        sums.setFrom(pgno, old, i);
      });
      sums.truncate(Math.min(before, change.smallest));
      for (let i = 0; i < cut.length / 2; i++) sums.setFrom(change.smallest + 1 + i, cut, i);
    },
  };
}

function sumsOf(sums: PageSums, pgnos: Uint32Array): Uint32Array {
  const old = new Uint32Array(2 * pgnos.length);
  pgnos.forEach((pgno, i) => {
    const sum = sums.get(pgno);
    old[2 * i] = Number(sum >> 32n);
    old[2 * i + 1] = Number(sum & 0xffffffffn);
  });
  return old;
}
