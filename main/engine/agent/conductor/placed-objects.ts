// Small objects at a place whose keys may have to come out of a keyring: opened when they are first needed.
import type { ConditionalStore, Expectation, TaggedObject } from '../../destination/conditional.ts';

export class PlacedObjects implements ConditionalStore {
  readonly url: string;
  readonly #open: () => Promise<ConditionalStore>;
  #opening: Promise<ConditionalStore> | undefined;

  constructor(url: string, open: () => Promise<ConditionalStore>) {
    this.url = url;
    this.#open = open;
  }

  async read(name: string, signal?: AbortSignal): Promise<TaggedObject | undefined> {
    return (await this.#store()).read(name, signal);
  }

  async write(
    name: string,
    bytes: Uint8Array,
    expected: Expectation,
    signal?: AbortSignal,
  ): Promise<{ readonly etag: string } | 'lost'> {
    return (await this.#store()).write(name, bytes, expected, signal);
  }

  /** The keys have changed. */
  forget(): void {
    this.#opening = undefined;
  }

  #store(): Promise<ConditionalStore> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }
}
