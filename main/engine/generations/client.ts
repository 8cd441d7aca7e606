// A history in the format of Litestream 0.3 and 0.4: generations, each with snapshots of the whole database and the segments
// of write-ahead logs that follow them (FACTS D.1). The names differ by version (names.ts); all are read.

/** Sixteen lower-case hex digits. */
export type Generation = string;

/** A place in a generation: offset bytes into the log with that index, counted from 0. */
export interface GenerationPos {
  readonly generation: Generation;
  readonly index: number;
  readonly offset: number;
}

export interface SnapshotInfo {
  readonly generation: Generation;
  /** The database as it was before the log with this index. */
  readonly index: number;
  /** Bytes as stored. */
  readonly size: number;
  /** Ms since the epoch. */
  readonly createdAt: number;
}

export interface WalSegmentInfo extends GenerationPos {
  /** Bytes as stored. */
  readonly size: number;
  /** Ms since the epoch. */
  readonly createdAt: number;
}

/** How names are written: numbers of 8 or 16 digits, segments beside each other or in a folder for each index. */
export type GenerationNaming =
  /** 0.3.x: `wal/00000001_00001038.wal.lz4`. */
  | 'flat-8'
  /** 0.4 alphas: `wal/00000001/00001038.wal.lz4`. */
  | 'nested-8'
  /** 0.4 betas: `wal/0000000000000001/0000000000001038.wal.lz4`. */
  | 'nested-16';

export interface GenerationCall {
  readonly signal?: AbortSignal;
  /** Called right before each request that changes something there. */
  readonly permit?: () => void;
}

export interface GenerationWrite extends GenerationCall {
  /** What the object's time is to be, where the place can be told (files); ms since the epoch. */
  readonly createdAt?: number;
}

/**
 * Everything in it is LZ4 frames: what `open…` gives is as stored, and what `write…` takes is stored as it is. Foreign names are
 * skipped, never touched. Errors are those of destinations; numbers beyond what names can hold are `refused`.
 */
export interface GenerationClient {
  /** `file` or `s3`. */
  readonly type: string;
  readonly url: string;
  /** Of what is written. */
  readonly naming: GenerationNaming;

  /** In order of name; none where nothing is. */
  generations(call?: GenerationCall): Promise<Generation[]>;
  /** With all that is in it. Nothing happens when there is none. */
  deleteGeneration(generation: Generation, call?: GenerationCall): Promise<void>;

  /** In order of index. */
  snapshots(generation: Generation, call?: GenerationCall): Promise<SnapshotInfo[]>;
  openSnapshot(generation: Generation, index: number, call?: GenerationCall): AsyncIterable<Uint8Array>;
  /** `object-exists` when it is there. */
  writeSnapshot(generation: Generation, index: number, bytes: AsyncIterable<Uint8Array>, call?: GenerationWrite): Promise<SnapshotInfo>;
  deleteSnapshot(generation: Generation, index: number, call?: GenerationCall): Promise<void>;

  /** In order of index and offset; from an index on when `from` is given. */
  walSegments(generation: Generation, call?: GenerationCall & { readonly from?: number }): Promise<WalSegmentInfo[]>;
  openWalSegment(pos: GenerationPos, call?: GenerationCall): AsyncIterable<Uint8Array>;
  /** `object-exists` when it is there. */
  writeWalSegment(pos: GenerationPos, bytes: AsyncIterable<Uint8Array>, call?: GenerationWrite): Promise<WalSegmentInfo>;
  deleteWalSegments(positions: readonly GenerationPos[], call?: GenerationCall): Promise<void>;

  close(): Promise<void>;
}
