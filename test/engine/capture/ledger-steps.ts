// A made-up database's transactions, as capture would record them.
import type { Change } from '../../../main/engine/capture/change.ts';
import type { Ledger } from '../../../main/engine/capture/ledger.ts';
import type { CapturePosition } from '../../../main/engine/capture/position.ts';
import { encodeChunk, type EncodedChunk } from '../../../main/engine/ltx/encoder.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';

const PAGE_SIZE = 512;

const chunkOf = (fill: number, pages: number[]): EncodedChunk =>
  encodeChunk({
    pageSize: PAGE_SIZE,
    pgnos: Uint32Array.from(pages),
    pages: new Uint8Array(pages.length * PAGE_SIZE).fill(fill),
  });

export function position(txid: bigint, commit: number): CapturePosition {
  const identity = { dev: 1, ino: 2 };
  const wal = { kind: 'at', order: 'little', salt1: 1, salt2: 2, offset: 32 + Number(txid), s0: -5, s1: 6 } as const;
  return { txid, checksum: 0n, timestamp: 1_700_000_000_000, pageSize: PAGE_SIZE, commit, identity, mtime: 5.5, wal };
}

export function begin(ledger: Ledger): void {
  const chunk = chunkOf(1, [1, 2, 3]);
  const sums = PageSums.from(chunk.sums, 3);
  ledger.begin({ ...position(1n, 3), checksum: sums.checksum() }, sums);
}

/** Transactions 2…: each writes two pages, every third shrinks the database. */
export async function record(ledger: Ledger, txid: bigint): Promise<void> {
  const n = Number(txid);
  const commit = n % 3 === 0 ? 2 : 4;
  const pgnos = n % 3 === 0 ? [1, 2] : [1, 3, 4];
  const chunk = chunkOf(n, pgnos);
  const before = ledger.known?.position.commit ?? 0;
  const change: Change = {
    pgnos: chunk.pgnos,
    sums: chunk.sums,
    smallest: Math.min(before, commit),
    position: position(txid, commit),
    wal: undefined,
  };
  await ledger.record(change, () => [chunk]);
}
