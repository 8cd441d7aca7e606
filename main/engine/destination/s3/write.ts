// Writing an object: with one request when it is small, in parts when it is not. Either way it is there whole or not at all,
// and never in place of another.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Bucket, SendOptions } from './bucket.ts';
import { type Digests, md5 } from './digest.ts';
import { conditionally } from './exclusive.ts';
import { type Finished, Multipart } from './multipart.ts';
import { cutParts } from './parts.ts';
import type { Uploads } from './uploads.ts';

export interface Target {
  readonly key: string;
  readonly metadata: Record<string, string>;
  /** As in "cannot <doing>". */
  readonly doing: string;
}

export class Writer {
  readonly #bucket: Bucket;
  readonly #digests: Digests;
  readonly #multipart: Multipart;

  constructor(bucket: Bucket, uploads: Uploads, digests: Digests) {
    this.#bucket = bucket;
    this.#digests = digests;
    this.#multipart = new Multipart(bucket, uploads);
  }

  /** The source's pieces are held until a part is gathered: it must not reuse their memory. Throws `object-exists`. */
  async write(target: Target, pieces: AsyncIterable<Uint8Array>, options: SendOptions): Promise<Finished> {
    throwIfAborted(options.signal, target.doing);
    const sent = await this.#send(target, pieces, options);
    await this.#check(target, sent, options);
    return sent;
  }

  async #send(target: Target, pieces: AsyncIterable<Uint8Array>, options: SendOptions): Promise<Finished> {
    const { partSize } = this.#bucket.connection.manner;
    const parts = cutParts(watched(pieces, options.signal, target.doing), partSize);
    try {
      const first = await parts.next();
      const head = first.done === true ? Buffer.alloc(0) : first.value;
      if (head.length < partSize) return await this.#put(target, head, options);
      const all = (async function* () {
        yield head;
        yield* parts;
      })();
      return await this.#multipart.write({ ...target, parts: all }, options);
    } finally {
      await parts.return(undefined);
    }
  }

  async #put({ key, metadata, doing }: Target, body: Uint8Array, { signal, permit, onBytes }: SendOptions): Promise<Finished> {
    throwIfAborted(signal, doing);
    const { storageClass } = this.#bucket.options.location;
    const digest = md5(body);
    const stored = await conditionally(this.#bucket, { key, signal, doing }, (expected) => {
      const condition = expected === 'absent' ? { expected: { kind: 'absent' } as const } : {};
      return this.#bucket.put(key, body, { ...condition, metadata, storageClass, digest, signal, permit }, doing);
    });
    onBytes?.(body.length);
    return { size: body.length, digest, tag: stored.etag, opaque: stored.bytes, serverTime: stored.serverTime };
  }

  /** What the server says it has must be what was sent. If it is not, it goes again: it was made by this call. */
  async #check({ key, doing }: Target, { digest, tag, opaque }: Finished, { permit }: SendOptions): Promise<void> {
    if (this.#digests.judge({ etag: tag, bytes: opaque }, digest) !== 'different') return;
    await this.#bucket.remove(key, { permit }, `remove ${key}`);
    throw new TidemarkError(
      'destination-failed',
      `cannot ${doing} in ${this.#bucket.place}: the server stored other bytes than were sent`,
      {
        hint: 'Tidemark sends it again. If this goes on, do not rely on this place.',
        retry: 'later',
      },
    );
  }
}

async function* watched(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
  doing: string,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    throwIfAborted(signal, doing);
    yield piece;
  }
}
