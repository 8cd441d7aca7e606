// What a journal needs of a place of named objects. Structurally a part of what destinations have of that kind, so that this
// folder need not know them.

export interface JournalObjects {
  /** The kind of the place: `s3`. */
  readonly type: string;
  /** All objects in `folder` and below; the names go from the place's path on. */
  list(folder: string): Promise<readonly { readonly name: string; readonly size: number }[]>;
  /** The object's bytes in order. `object-missing`. */
  open(name: string): AsyncIterable<Uint8Array>;
  /** Stores it whole or not at all, durable when it resolves. Never overwrites: `object-exists`. */
  write(name: string, bytes: AsyncIterable<Uint8Array>): Promise<unknown>;
  /** Those already gone are no error. */
  remove(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** All of the object. */
export async function readObject(objects: JournalObjects, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of objects.open(name)) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}
