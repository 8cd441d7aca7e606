// The objects of a history at a place, as everybody in the engine uses them: opened when they are first needed, since the keys
// may have to come out of a keyring (as placed-store.ts for LTX files).
import type { DestinationKind } from '../../destination/location.ts';
import type { ObjectCallOptions, ObjectReadOptions, ObjectStore, ObjectWriteOptions, StoredObject } from '../../destination/objects.ts';

export interface PlacedObjectStoreOptions {
  /** The name of this history for good, however it is used. */
  readonly url: string;
  readonly kind: DestinationKind;
  readonly open: () => Promise<ObjectStore>;
  /** Throws when the place is there, but not the one that was chosen. */
  readonly requireChosen: () => Promise<void>;
}

export class PlacedObjectStore implements ObjectStore {
  readonly type: string;
  readonly url: string;
  readonly #options: PlacedObjectStoreOptions;
  #opening: Promise<ObjectStore> | undefined;

  constructor(options: PlacedObjectStoreOptions) {
    this.#options = options;
    this.url = options.url;
    this.type = options.kind === 'folder' ? 'file' : options.kind;
  }

  async folders(folder: string, options?: ObjectCallOptions): Promise<string[]> {
    return (await this.#chosen()).folders(folder, options);
  }

  async list(folder: string, options?: ObjectCallOptions & { readonly after?: string }): Promise<StoredObject[]> {
    return (await this.#chosen()).list(folder, options);
  }

  async *open(name: string, options?: ObjectReadOptions): AsyncGenerator<Uint8Array> {
    yield* (await this.#open()).open(name, options);
  }

  async write(name: string, bytes: AsyncIterable<Uint8Array>, options?: ObjectWriteOptions): Promise<StoredObject> {
    return (await this.#chosen()).write(name, bytes, options);
  }

  async remove(names: readonly string[], options?: ObjectCallOptions): Promise<void> {
    return (await this.#chosen()).remove(names, options);
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    await opening?.then(
      (store) => store.close(),
      () => undefined,
    );
  }

  async #chosen(): Promise<ObjectStore> {
    await this.#options.requireChosen();
    return this.#open();
  }

  #open(): Promise<ObjectStore> {
    this.#opening ??= this.#options.open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }
}
