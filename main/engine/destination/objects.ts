// A place as a flat set of named objects: what formats are made of that have no LTX levels (generations of Litestream 0.3
// and 0.4, the journal in a bucket). Files and buckets are the two kinds there are.

export interface StoredObject {
  /** From the place's path on, with slashes. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was written, as the place says: ms since the epoch. */
  readonly modifiedAt: number;
}

export interface ObjectCallOptions {
  readonly signal?: AbortSignal;
  /** Called right before each request that changes something there; what it throws ends the call. */
  readonly permit?: () => void;
}

export interface ObjectReadOptions extends ObjectCallOptions {
  /** Bytes from the start of the object. */
  readonly offset?: number;
  /** Bytes; to the end when absent. */
  readonly length?: number;
}

export interface ObjectWriteOptions extends ObjectCallOptions {
  /** What the object's time is to be, where the place can be told (files); ms since the epoch. */
  readonly modifiedAt?: number;
  /** Called with the bytes written so far. */
  readonly onBytes?: (bytes: number) => void;
}

/** Errors are those of destinations (destination.ts). Names hold no `..`, no empty part and no control character: else `refused`. */
export interface ObjectStore {
  /** `file` or `s3`. */
  readonly type: string;
  /** Names the place again. Never holds secrets. */
  readonly url: string;

  /** The names of the folders directly in `folder` (``: at the top), in order; none where nothing is. */
  folders(folder: string, options?: ObjectCallOptions): Promise<string[]>;

  /** All objects in `folder` and below, in the order of their names; those behind `after` only. Temporary ones are skipped. */
  list(folder: string, options?: ObjectCallOptions & { readonly after?: string }): Promise<StoredObject[]>;

  /** The object's bytes in order, resumed where a connection breaks. `object-missing`. */
  open(name: string, options?: ObjectReadOptions): AsyncIterable<Uint8Array>;

  /** Stores it whole or not at all, durable when the promise resolves. Never overwrites: `object-exists`. */
  write(name: string, bytes: AsyncIterable<Uint8Array>, options?: ObjectWriteOptions): Promise<StoredObject>;

  /** Removes the named objects; those already gone are no error. When some stay, the error names the first of them. */
  remove(names: readonly string[], options?: ObjectCallOptions): Promise<void>;

  /** Lets go of connections. What is called afterwards connects again. */
  close(): Promise<void>;
}
