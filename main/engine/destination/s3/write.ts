// Writing a file: with one request when it is small, in parts when it is not. Either way it is there whole or not at all, and
// never in place of another.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import { formatLtxName } from '../../ltx/name.ts';
import { gatherBatches, headerFor, prepend } from '../batch.ts';
import type { LtxInfo, LtxRef, WriteOptions } from '../destination.ts';
import type { Bucket } from './bucket.ts';
import { type Digests, md5 } from './digest.ts';
import { conditionally } from './exclusive.ts';
import { objectKey, timestampMetadata } from './layout.ts';
import { Multipart } from './multipart.ts';
import { cutParts } from './parts.ts';
import type { Uploads } from './uploads.ts';

interface Sent {
  readonly size: number;
  readonly digest: string;
  readonly tag: string;
  readonly opaque: 'digest' | 'opaque';
}

interface Target {
  readonly key: string;
  readonly createdAt: number;
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

  /** The source's pieces are held until a part is gathered: it must not reuse their memory. */
  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<LtxInfo> {
    const doing = `write ${formatLtxName(ref)} of level ${ref.level}`;
    throwIfAborted(options.signal, doing);
    // The header is judged before anything is gathered: what is wrong is not worth a part's wait.
    const batches = gatherBatches(bytes, HEADER_SIZE);
    try {
      const start = await batches.next();
      const first = start.done === true ? [] : start.value;
      const { timestamp } = headerFor(ref, first);
      const target = { key: objectKey(this.#bucket.options.location.path, ref), createdAt: timestamp, doing };
      const sent = await this.#send(target, prepend(first, batches), options);
      await this.#check(target, sent, options);
      return { level: ref.level, min: ref.min, max: ref.max, size: sent.size, createdAt: timestamp };
    } finally {
      await batches.return(undefined);
    }
  }

  async #send(target: Target, batches: AsyncIterable<readonly Uint8Array[]>, options: WriteOptions): Promise<Sent> {
    const { partSize } = this.#bucket.connection.manner;
    const parts = cutParts(watched(flattened(batches), options.signal, target.doing), partSize);
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

  async #put(
    { key, createdAt, doing }: Target,
    body: Uint8Array,
    { signal, permit, onBytes }: WriteOptions,
  ): Promise<Sent> {
    throwIfAborted(signal, doing);
    const { storageClass } = this.#bucket.options.location;
    const metadata = timestampMetadata(createdAt);
    const digest = md5(body);
    const stored = await conditionally(this.#bucket, { key, signal, doing }, (expected) => {
      const condition = expected === 'absent' ? { expected: { kind: 'absent' } as const } : {};
      return this.#bucket.put(key, body, { ...condition, metadata, storageClass, digest, signal, permit }, doing);
    });
    onBytes?.(body.length);
    return { size: body.length, digest, tag: stored.etag, opaque: stored.bytes };
  }

  /** What the server says it has must be what was sent. If it is not, it goes again: it was made by this call. */
  async #check({ key, doing }: Target, { digest, tag, opaque }: Sent, { permit }: WriteOptions): Promise<void> {
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

async function* flattened(batches: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<Uint8Array> {
  for await (const batch of batches) yield* batch;
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
