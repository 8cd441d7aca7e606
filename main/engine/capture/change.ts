// One captured transaction as an LTX file in the spool.
//
// Our files carry flag NoChecksum, so that Litestream's tools take them, and the rolling checksums in the header's
// reserved bytes. A database without pages cannot be said that way (FACTS A.7): its file has standard checksums.
import { EMPTY_DATABASE } from '../ltx/checksum.ts';
import { type EncodedChunk, LtxEncoder } from '../ltx/encoder.ts';
import { LTX_NO_CHECKSUM, type LtxHeader } from '../ltx/header.ts';
import type { CapturePosition } from './position.ts';
import type { Spool, SpoolFile } from './spool.ts';
import type { SumsChange } from './sums-change.ts';

/** The stretch of the log that a transaction was read from. */
export interface WalStretch {
  /** Bytes from the start of the log. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly salt1: number;
  readonly salt2: number;
}

export interface Change extends SumsChange {
  /** The position after the change, but for the checksum, which follows from the pages. */
  readonly position: Omit<CapturePosition, 'checksum'>;
  /** Undefined when the pages were found by comparing. */
  readonly wal: WalStretch | undefined;
}

/** Gives the encoded pages in order; called once. */
export type Chunks = () => AsyncIterable<EncodedChunk> | Iterable<EncodedChunk>;

export interface Step {
  readonly from: CapturePosition;
  readonly to: CapturePosition;
  readonly change: Change;
}

export function writeChange(spool: Spool, step: Step, chunks: Chunks): Promise<SpoolFile> {
  const header = headerOf(step);
  return spool.add(header, async (sink) => {
    const encoder = new LtxEncoder(sink, header);
    for await (const chunk of chunks()) encoder.chunk(chunk);
    encoder.finish(header.commit === 0 ? EMPTY_DATABASE : undefined);
  });
}

function headerOf({ from, to, change: { wal } }: Step): LtxHeader {
  const empty = to.commit === 0;
  return {
    flags: empty ? 0 : LTX_NO_CHECKSUM,
    pageSize: to.pageSize,
    commit: to.commit,
    min: to.txid,
    max: to.txid,
    timestamp: to.timestamp,
    preApply: empty ? from.checksum : 0n,
    walOffset: wal?.offset ?? 0,
    walSize: wal?.size ?? 0,
    walSalt1: wal?.salt1 ?? 0,
    walSalt2: wal?.salt2 ?? 0,
    nodeId: 0n,
    rolling: { pre: from.checksum, post: to.checksum },
  };
}
