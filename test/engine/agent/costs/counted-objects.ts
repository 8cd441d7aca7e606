// The object that a lease is, in memory, counted as the S3 destination counts it.
import type { ConditionalStore, Expectation, TaggedObject } from '../../../../main/engine/destination/conditional.ts';
import type { Traffic } from '../../../../main/engine/destination/traffic.ts';

export class CountedObjects implements ConditionalStore {
  readonly url = 's3://bucket/app';
  readonly #traffic: Traffic;
  readonly #objects = new Map<string, TaggedObject>();
  #writes = 0;

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
  }

  read(name: string): Promise<TaggedObject | undefined> {
    this.#traffic.request('read');
    return Promise.resolve(this.#objects.get(name));
  }

  write(name: string, bytes: Uint8Array, expected: Expectation): Promise<{ readonly etag: string } | 'lost'> {
    this.#traffic.request('write');
    const etag = this.#objects.get(name)?.etag;
    if (etag !== (expected.kind === 'same' ? expected.etag : undefined)) return Promise.resolve('lost');
    this.#writes += 1;
    const object = { bytes, etag: String(this.#writes) };
    this.#objects.set(name, object);
    this.#traffic.moved('up', bytes.length);
    return Promise.resolve({ etag: object.etag });
  }
}
