// A history at a destination, as everybody in the engine uses it: opened when it is first needed, since the keys may have
// to come out of a keyring, and opened anew when the destination is used in another way.
import { isTidemarkError } from '../../base/errors.ts';
import type {
  Destination,
  ListOptions,
  LtxInfo,
  LtxRef,
  OpenOptions,
  RemoveOptions,
  WriteOptions,
} from '../../destination/destination.ts';
import type { DestinationKind } from '../../destination/location.ts';

export interface PlacedStoreOptions {
  /** The name of this history for good, however it is used. */
  readonly url: string;
  readonly kind: DestinationKind;
  readonly open: () => Promise<Destination>;
  /** Throws when the place is there, but not the one that was chosen. */
  readonly requireChosen: () => Promise<void>;
}

export class PlacedStore implements Destination {
  readonly url: string;
  readonly type: string;
  readonly reading: Destination['reading'];
  readonly #options: PlacedStoreOptions;
  #opening: Promise<Destination> | undefined;
  #opened: Destination | undefined;
  #history: 'expected' | 'unknown' = 'unknown';

  constructor(options: PlacedStoreOptions) {
    this.#options = options;
    this.url = options.url;
    this.type = options.kind === 'folder' ? 'file' : options.kind;
    this.reading = options.kind === 'folder' ? 'cheap' : 'costly';
  }

  get storing(): Destination['storing'] {
    return this.#opened?.storing ?? 'unproved';
  }

  /** Whether one was kept here before. */
  get history(): 'expected' | 'unknown' {
    return this.#history;
  }

  expectHistory(): void {
    this.#history = 'expected';
    this.#opened?.expectHistory();
  }

  async list(level: number, options?: ListOptions): Promise<LtxInfo[]> {
    await this.#options.requireChosen();
    return (await this.#open()).list(level, options);
  }

  async *open(ref: LtxRef, options?: OpenOptions): AsyncGenerator<Uint8Array> {
    yield* (await this.#open()).open(ref, options);
  }

  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<LtxInfo> {
    await this.#options.requireChosen();
    return (await this.#open()).write(ref, bytes, options);
  }

  async remove(refs: readonly LtxRef[], options?: RemoveOptions): Promise<void> {
    await this.#options.requireChosen();
    return (await this.#open()).remove(refs, options);
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#opened = undefined;
    await opening?.then(
      (store) => store.close(),
      () => undefined,
    );
  }

  #open(): Promise<Destination> {
    this.#opening ??= this.#openNow();
    return this.#opening;
  }

  async #openNow(): Promise<Destination> {
    try {
      const store = await this.#options.open();
      if (this.#history === 'expected') store.expectHistory();
      this.#opened = store;
      return store;
    } catch (error) {
      // A keyring that is locked now may be open the next time.
      if (!isTidemarkError(error) || error.retry !== 'never') this.#opening = undefined;
      throw error;
    }
  }
}
