// A bucket as a destination: Amazon's, or one of the many servers that speak the same.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { formatLtxName } from '../../ltx/name.ts';
import type {
  Destination,
  ListOptions,
  LtxInfo,
  LtxRef,
  OpenOptions,
  RemoveOptions,
  WriteOptions,
} from '../destination.ts';
import { Bucket } from './bucket.ts';
import { Digests } from './digest.ts';
import { isObjectKey, keyIn, objectKey } from './layout.ts';
import { endForgotten } from './leftovers.ts';
import { listLevel } from './list.ts';
import type { S3Options } from './options.ts';
import { readObject } from './read.ts';
import { Removal } from './remove.ts';
import { Uploads } from './uploads.ts';
import { formatS3Url } from './url.ts';
import { Writer } from './write.ts';
import { writeLtx } from './write-ltx.ts';

/** Nothing is contacted before the first call. Throws `config` for a location that cannot be used as it is. */
export function s3Destination(options: S3Options): Destination {
  return new S3Destination(options);
}

class S3Destination implements Destination {
  readonly type = 's3';
  readonly reading = 'costly';
  readonly url: string;
  readonly #bucket: Bucket;
  readonly #uploads: Uploads;
  readonly #digests = new Digests();
  readonly #writer: Writer;
  readonly #removal: Removal;
  #leftOvers: 'unknown' | 'ended' = 'unknown';

  constructor(options: S3Options) {
    this.url = formatS3Url(options.location);
    this.#bucket = new Bucket(options);
    this.#uploads = new Uploads(this.#bucket);
    this.#writer = new Writer(this.#bucket, this.#uploads, this.#digests);
    this.#removal = new Removal(this.#bucket);
  }

  get storing(): 'proved' | 'unproved' {
    return this.#digests.storing;
  }

  /** A bucket that answers is the place: no other disk can be mounted over it, and what is not in it was removed. */
  expectHistory(): void {
    // Nothing to look out for.
  }

  list(level: number, options: ListOptions = {}): Promise<LtxInfo[]> {
    return listLevel(this.#bucket, level, options);
  }

  open(ref: LtxRef, { range, signal }: OpenOptions = {}): AsyncIterable<Uint8Array> {
    const doing = `read ${formatLtxName(ref)} of level ${ref.level}`;
    return readObject(this.#bucket, this.#key(ref), { range, signal, doing, missing: () => this.#missing(ref) });
  }

  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options: WriteOptions = {}): Promise<LtxInfo> {
    const info = await writeLtx(this.#writer, { ref, key: this.#key(ref) }, bytes, options);
    await this.#endForgotten(ref, options);
    return info;
  }

  async remove(refs: readonly LtxRef[], options: RemoveOptions = {}): Promise<void> {
    throwIfAborted(options.signal, 'removing files');
    await this.#removal.remove(
      refs.map((ref) => this.#key(ref)),
      options,
    );
  }

  close(): Promise<void> {
    this.#bucket.close();
    return Promise.resolve();
  }

  #key(ref: LtxRef): string {
    return objectKey(this.#bucket.options.location.path, ref);
  }

  /** Once, behind the first file. It may not be allowed, or not be known there: what is stored is stored. */
  async #endForgotten(ref: LtxRef, options: WriteOptions): Promise<void> {
    if (this.#leftOvers === 'ended') return;
    this.#leftOvers = 'ended';
    const { path } = this.#bucket.options.location;
    const isOurs = (key: string): boolean => isObjectKey(path, key);
    const forgotten = { prefix: keyIn(path, ''), isOurs, written: this.#key(ref) };
    await endForgotten(this.#bucket, this.#uploads, forgotten, options).catch(() => undefined);
  }

  #missing(ref: LtxRef): TidemarkError {
    return new TidemarkError(
      'object-missing',
      `${this.#bucket.place} holds no ${formatLtxName(ref)} in level ${ref.level}`,
      {
        hint: 'It was removed, or never arrived.',
      },
    );
  }
}
