// Where a journal is kept: the one interface of its back ends. Files are one (file-store.ts), a bucket's objects the other
// (object-store.ts). What the calls resolve to is done and durable then.
import type { SegmentName } from './segment-name.ts';

export interface StoredSegment extends SegmentName {
  /** Bytes of its entries, sound or not. */
  readonly size: number;
  /** Bytes that were cut off its end and are kept aside. */
  readonly torn: number;
  /** `ended`: nothing can be appended to it any more. */
  readonly state: 'open' | 'ended';
}

/** Where an append begins: at the end of what is there. */
export interface AppendAt {
  /** Bytes of the segment before it; with 0 the segment is made. */
  readonly offset: number;
  /** LSN of its first entry. */
  readonly lsn: bigint;
}

/** Errors of the system come out as they are, `disk-full` in words; of a bucket those of destinations. */
export interface JournalStore {
  /** `files`, or the kind of place that keeps the objects: `s3`. */
  readonly type: string;
  /** `in place`: one that a crash interrupts may leave a part. `whole`: all of it is there or nothing. */
  readonly appends: 'in place' | 'whole';

  /** Makes what is missing, once, before any other call. */
  open(): Promise<void>;
  /** The segments there are, in no order. */
  list(): Promise<StoredSegment[]>;
  /** At most `length` bytes from the start; fewer when the segment ends there. */
  read(segment: SegmentName, length: number): Promise<Uint8Array>;
  /**
   * When it rejects, the next append may be tried at the same place. Of files, nothing of `bytes` is there then; of objects that
   * is not known if no answer came: either they are never there, or the next append is `destination-conflict`.
   */
  append(segment: SegmentName, at: AppendAt, bytes: Uint8Array): Promise<void>;
  /** Nothing is appended to it from now on; the next entry, which goes to the next segment, has that LSN. */
  end(segment: SegmentName, next: bigint): Promise<void>;
  /** Makes it, with no entries. */
  create(segment: SegmentName): Promise<void>;
  /** Another mark, or `damaged`. When it rejects, it may have been done all the same. */
  rename(segment: SegmentName, renamed: SegmentName): Promise<void>;
  /** Keeps what is behind the first `size` of its bytes aside, then cuts it off. Only where appends are `in place`. */
  cut(segment: SegmentName, size: number): Promise<void>;
  remove(segment: SegmentName): Promise<void>;

  /** Undefined when there never was one. */
  readPosition(): Promise<Uint8Array | undefined>;
  /** The old or the new one is there after a crash, never a mixture. */
  replacePosition(bytes: Uint8Array): Promise<void>;
  /** One that cannot be made out stays, under the name that is returned, and is not read again. */
  setPositionApart(): Promise<string>;

  close(): Promise<void>;
}
