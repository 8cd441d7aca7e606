// Where a journal's segments are kept: a flat set of named items. Files are one kind (file-store.ts); a bucket can be
// another: an append that says where it begins is what buckets with append offer, all else they have by nature.
//
// Calls return when the thing is done, since nothing that the journal is for may begin before its entry is durable.

export interface StoredItem {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Errors of the system come out as they are, `disk-full` in words. */
export interface JournalStore {
  /** What there is, in no order. */
  list(): StoredItem[];
  /** At most `length` bytes from the start; fewer when the item ends there. */
  read(name: string, length: number): Uint8Array;
  /**
   * Puts `bytes` at offset `at`, which is where the item ends; with 0 the item is made. Durable on return. When it
   * throws, nothing of `bytes` is there for the next append, which may be tried at the same offset.
   */
  append(name: string, at: number, bytes: Uint8Array): void;
  /** Makes or replaces an item: the old or the new content, never a mixture. Durable on return. */
  replace(name: string, bytes: Uint8Array): void;
  /** Durable on return. */
  rename(from: string, to: string): void;
  /** Nothing happens when there is none. */
  remove(name: string): void;
  close(): void;
}
