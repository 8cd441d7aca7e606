// Writing a large file: in parts, several at a time, and going on where an earlier try of the same file stopped. Nothing is
// remembered for that: the server knows which parts it has, and what they hold.
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { Flight } from '../bounded.ts';
import type { Bucket, SendOptions } from './bucket.ts';
import { bareTag, md5, tagOfParts } from './digest.ts';
import { conditionally, existsError } from './exclusive.ts';
import { MAX_PARTS, type Upload, type UploadedPart, type Uploads } from './uploads.ts';

export interface LargeFile {
  readonly key: string;
  readonly metadata: Record<string, string>;
  /** Of one size each but the last, which may be smaller. */
  readonly parts: AsyncIterable<Uint8Array>;
  /** As in "cannot <doing>". */
  readonly doing: string;
}

export interface Finished {
  readonly size: number;
  /** The tag that the whole must have. */
  readonly digest: string;
  readonly tag: string;
  readonly opaque: 'digest' | 'opaque';
  /** When it was finished by the server's clock, ms since the epoch. */
  readonly serverTime: number | undefined;
}

/** An upload as it was found, or a new one. */
interface Begun {
  readonly upload: Upload;
  /** Parts that need not be sent again, if they hold the same. */
  readonly there: ReadonlyMap<number, UploadedPart>;
}

export class Multipart {
  readonly #bucket: Bucket;
  readonly #uploads: Uploads;

  constructor(bucket: Bucket, uploads: Uploads) {
    this.#bucket = bucket;
    this.#uploads = uploads;
  }

  /** Throws `object-exists`. What failed for a reason that may pass keeps its parts at the server. */
  async write(file: LargeFile, options: SendOptions): Promise<Finished> {
    const iterator = file.parts[Symbol.asyncIterator]();
    const first = await iterator.next();
    const head = first.done === true ? Buffer.alloc(0) : first.value;
    const begun = await this.#begin(file, head, options);
    try {
      const sent = await this.#send(file, begun, prepended(head, iterator), options);
      return await this.#finish(file, begun.upload, sent, options);
    } catch (error) {
      if (isFinal(error) || !this.#isResumable) await this.#giveUp(begun.upload, options);
      throw error;
    }
  }

  /** Where tags are no digests, nobody can tell which parts are there. */
  get #isResumable(): boolean {
    return this.#bucket.options.location.encryption === undefined;
  }

  /** An unfinished upload whose first part is ours is the same file's: others that write there go their own way. */
  async #begin(file: LargeFile, head: Uint8Array, options: SendOptions): Promise<Begun> {
    const { key, doing } = file;
    const found = this.#isResumable ? await this.#find(key, md5(head), head.length, options, doing) : undefined;
    return found ?? { upload: await this.#uploads.begin(file, options, doing), there: new Map() };
  }

  async #find(
    key: string,
    digest: string,
    size: number,
    { signal }: SendOptions,
    doing: string,
  ): Promise<Begun | undefined> {
    try {
      for await (const upload of this.#uploads.list(key, { signal }, doing)) {
        if (upload.key !== key) continue;
        const there = await this.#uploads.parts(upload, { signal }, doing);
        const first = there.get(1);
        if (first?.size === size && first.etag === digest) return { upload, there };
      }
    } catch (error) {
      if (!isNoReasonToStop(error)) throw error;
    }
    return undefined;
  }

  async #send(
    file: LargeFile,
    { upload, there }: Begun,
    bodies: AsyncIterable<Uint8Array>,
    { signal, permit, onBytes }: SendOptions,
  ): Promise<readonly SentPart[]> {
    const failed = new AbortController();
    const both = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
    const flight = new Flight(this.#bucket.connection.manner.concurrency);
    const sent: SentPart[] = [];
    const sending: Promise<void>[] = [];
    let done = 0;
    const sendPart = async (number: number, body: Uint8Array): Promise<void> => {
      const digest = md5(body);
      const known = there.get(number);
      const isThere = known?.size === body.length && known.etag === digest;
      const etag = isThere
        ? `"${digest}"`
        : await this.#uploads.put(upload, { number, body, digest }, { signal: both, permit }, file.doing);
      sent[number - 1] = { number, size: body.length, etag, digest };
      done += body.length;
      onBytes?.(done);
    };
    try {
      let number = 0;
      for await (const body of bodies) {
        number += 1;
        if (number > MAX_PARTS) throw tooManyParts(file.doing);
        const own = number;
        await flight.begin(() => (sending[own % SENDING_KEPT] = sendPart(own, body)), signal, file.doing);
      }
      await flight.land(signal, file.doing);
      return sent;
    } catch (error) {
      failed.abort();
      await Promise.allSettled(sending);
      throw error;
    }
  }

  async #finish(
    file: LargeFile,
    upload: Upload,
    parts: readonly SentPart[],
    { signal, permit }: SendOptions,
  ): Promise<Finished> {
    const { key, doing } = file;
    const digest = tagOfParts(parts.map((part) => part.digest));
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const stored = await conditionally(this.#bucket, { key, signal, doing }, (expected) =>
      this.#uploads.finish(upload, parts, { expected, signal, permit }, doing),
    );
    if (stored.kind === 'stored') return { size, digest, tag: stored.etag, opaque: stored.bytes, serverTime: stored.serverTime };
    // An answer that was lost on the way may have been a yes.
    const there = await this.#bucket.head(key, { signal }, doing);
    if (there === undefined) throw this.#bucket.explain(stored.refusal, doing);
    if (bareTag(there.etag) !== digest) throw existsError(this.#bucket, key);
    return { size, digest, tag: there.etag, opaque: there.bytes, serverTime: undefined };
  }

  /** As far as the permit allows, and never in place of the error that led here. */
  async #giveUp(upload: Upload, { permit }: SendOptions): Promise<void> {
    try {
      await this.#uploads.giveUp(upload, { permit }, 'give up an upload');
    } catch {
      // It stays, and is cleared away after a day.
    }
  }
}

/** More than are ever under way. */
const SENDING_KEPT = 128;

interface SentPart extends UploadedPart {
  readonly digest: string;
}

/** To look needs a right of its own, not every server knows how, and an upload may end while it is looked at. */
function isNoReasonToStop(error: unknown): boolean {
  if (isTidemarkError(error, 'destination-denied') || isTidemarkError(error, 'unsupported')) return true;
  return isTidemarkError(error, 'destination-failed') && error.retry !== 'later';
}

/** Trying again would end the same way. */
function isFinal(error: unknown): boolean {
  return isTidemarkError(error) && error.retry === 'never';
}

async function* prepended(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function tooManyParts(doing: string): TidemarkError {
  return new TidemarkError('destination-failed', `cannot ${doing}: it has more than ${MAX_PARTS} parts`, {
    hint: 'Choose a larger part size for this place.',
    retry: 'never',
  });
}
