// Who captures a database while it is written here, so that others can follow it.
import type { Checksum } from '../../ltx/checksum.ts';
import type { PageSums } from '../../ltx/page-sums.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { LeftBehind } from '../apply/state.ts';
import type { StreamSource } from '../source.ts';

/** Where a history stands that goes on here. */
export interface HistoryPoint {
  readonly txid: Txid;
  readonly checksum: Checksum;
  /** Bytes. */
  readonly pageSize: number;
  /** Pages. */
  readonly commit: number;
  /** Of every page then: what the file differs in is the next transaction. */
  readonly sums: PageSums;
}

export interface PrimaryRequest {
  readonly path: string;
  readonly name: string;
  /** Absent: as this computer knows it, or a new history. */
  readonly from?: HistoryPoint;
}

export interface PrimaryHandle {
  readonly source: StreamSource;
  /** Bytes; 0 while it is not known. */
  pageSize(): number;
  /** Captures what was committed before the call. Undefined when there is no database yet. Rejects when it cannot. */
  captureNow(): Promise<Pos | undefined>;
  /**
   * Lets go of the database after a last capture; what it is copied to has `within` ms more. Where the file is then; undefined
   * when there is none, or when that is not known.
   */
  stop(within: number): Promise<LeftBehind | undefined>;
}

export interface PrimaryHost {
  /** Throws what opening a database throws. */
  begin(request: PrimaryRequest): Promise<PrimaryHandle>;
}
