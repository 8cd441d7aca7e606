// A bucket as a place of named objects, below the location's path.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { isObjectName, requireFolderName, requireObjectName } from '../object-name.ts';
import type { ObjectCallOptions, ObjectReadOptions, ObjectStore, ObjectWriteOptions, StoredObject } from '../objects.ts';
import { Bucket } from './bucket.ts';
import { Digests } from './digest.ts';
import { nameKey } from './layout.ts';
import { endForgotten } from './leftovers.ts';
import type { S3Options } from './options.ts';
import { readObject } from './read.ts';
import { Removal } from './remove.ts';
import { Uploads } from './uploads.ts';
import { formatS3Url } from './url.ts';
import { Writer } from './write.ts';

/** Nothing is contacted before the first call. Throws `config` as `s3Destination` does. */
export function s3ObjectStore(options: S3Options): ObjectStore {
  return new S3ObjectStore(options);
}

class S3ObjectStore implements ObjectStore {
  readonly type = 's3';
  readonly url: string;
  readonly #bucket: Bucket;
  readonly #path: string;
  readonly #uploads: Uploads;
  readonly #writer: Writer;
  readonly #removal: Removal;
  /** Folders at the top in which uploads that were left behind have been looked for. */
  readonly #tidied = new Set<string>();

  constructor(options: S3Options) {
    this.url = formatS3Url(options.location);
    this.#bucket = new Bucket(options);
    this.#path = options.location.path;
    this.#uploads = new Uploads(this.#bucket);
    this.#writer = new Writer(this.#bucket, this.#uploads, new Digests());
    this.#removal = new Removal(this.#bucket);
  }

  async folders(folder: string, options: ObjectCallOptions = {}): Promise<string[]> {
    requireFolderName(folder);
    throwIfAborted(options.signal, 'listing folders');
    const found: string[] = [];
    for await (const page of this.#bucket.folders(this.#prefix(folder), { signal: options.signal }, listing(folder))) {
      for (const name of page) if (isObjectName(name)) found.push(name);
    }
    return found;
  }

  async list(folder: string, { signal, after }: ObjectCallOptions & { readonly after?: string } = {}): Promise<StoredObject[]> {
    requireFolderName(folder);
    const page = { prefix: this.#prefix(folder), ...(after === undefined ? {} : { after: this.#key(after) }) };
    const found: StoredObject[] = [];
    for await (const objects of this.#bucket.list(page, { signal }, listing(folder))) {
      throwIfAborted(signal, 'listing objects');
      for (const { key, size, modified } of objects) {
        const name = key.slice(this.#prefix('').length);
        if (isObjectName(name)) found.push({ name, size, modifiedAt: modified });
      }
    }
    return found;
  }

  async *open(name: string, { offset = 0, length, signal }: ObjectReadOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    requireObjectName(name);
    const range = length === undefined ? { offset } : { offset, length };
    const missing = (): TidemarkError => this.#missing(name);
    yield* readObject(this.#bucket, this.#key(name), { range, signal, doing: `read ${name}`, missing });
  }

  async write(name: string, bytes: AsyncIterable<Uint8Array>, options: ObjectWriteOptions = {}): Promise<StoredObject> {
    requireObjectName(name);
    const target = { key: this.#key(name), metadata: {}, doing: `write ${name}` };
    const { size, serverTime } = await this.#writer.write(target, bytes, options);
    await this.#tidyOnce(name, options);
    return { name, size, modifiedAt: serverTime ?? this.#bucket.options.clock.now() };
  }

  async remove(names: readonly string[], options: ObjectCallOptions = {}): Promise<void> {
    names.forEach(requireObjectName);
    throwIfAborted(options.signal, 'removing objects');
    const keys = names.map((name) => this.#key(name));
    await this.#removal.remove(keys, options);
  }

  close(): Promise<void> {
    this.#bucket.close();
    return Promise.resolve();
  }

  #key(name: string): string {
    return nameKey(this.#path, name);
  }

  #prefix(folder: string): string {
    const prefix = nameKey(this.#path, folder);
    return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  }

  /** Behind the first object of a folder at the top. It may not be allowed, or not be known there: what is stored is stored. */
  async #tidyOnce(name: string, options: ObjectCallOptions): Promise<void> {
    const top = name.slice(0, Math.max(0, name.indexOf('/')));
    if (top === '' || this.#tidied.has(top)) return;
    this.#tidied.add(top);
    const forgotten = { prefix: this.#prefix(top), isOurs: () => true, written: this.#key(name) };
    await endForgotten(this.#bucket, this.#uploads, forgotten, options).catch(() => undefined);
  }

  #missing(name: string): TidemarkError {
    return new TidemarkError('object-missing', `${this.#bucket.place} holds no ${this.#key(name)}`, {
      hint: 'It was removed, or never arrived.',
    });
  }
}

function listing(folder: string): string {
  return `list ${folder === '' ? 'what is there' : folder}`;
}
