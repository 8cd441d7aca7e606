// Reading an object, or part of it, over as many connections as it takes.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { ByteRange } from '../destination.ts';
import { resumed } from '../resume.ts';
import type { Opened } from './answers.ts';
import type { Bucket } from './bucket.ts';
import { refusalOf } from './refusal.ts';

export interface ReadOptions {
  readonly range?: ByteRange | undefined;
  readonly signal: AbortSignal | undefined;
  /** As in "cannot <doing>". */
  readonly doing: string;
  /** Thrown when there is no such object. */
  readonly missing: () => TidemarkError;
}

/** The bytes of the range, clipped to the object's size. */
export function readObject(
  bucket: Bucket,
  key: string,
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const start = options.range?.offset ?? 0;
  const length = options.range?.length ?? Infinity;
  let etag: string | undefined;
  const openAt = async function* (offset: number): AsyncGenerator<Uint8Array> {
    if (offset >= length) return;
    const opened = await openAgain(bucket, key, { from: start + offset, length: length - offset, etag }, options);
    if (opened === undefined) return;
    etag = opened.etag;
    const end = Math.min(opened.size, start + length);
    yield* readBody(bucket, opened, { expected: end - start - offset, ...options });
  };
  return resumed(openAt, { clock: bucket.options.clock, signal: options.signal });
}

interface Rest {
  readonly from: number;
  readonly length: number;
  readonly etag: string | undefined;
}

/** Undefined when there is nothing left to read. */
async function openAgain(
  bucket: Bucket,
  key: string,
  { from, length, etag }: Rest,
  { signal, doing, missing }: ReadOptions,
): Promise<Opened | undefined> {
  const range = Number.isFinite(length) ? `bytes=${from}-${from + length - 1}` : `bytes=${from}-`;
  const opened = await bucket.get(key, { range, etag, signal }, doing);
  if (opened === undefined) throw missing();
  if (opened === 'beyond') return undefined;
  if (opened !== 'stale') return opened;
  throw new TidemarkError(
    'destination-failed',
    `cannot ${doing} in ${bucket.place}: it was replaced while it was read`,
    {
      hint: 'Tidemark reads it again.',
      retry: 'now',
    },
  );
}

async function* readBody(
  bucket: Bucket,
  { body }: Opened,
  { expected, signal, doing }: Pick<ReadOptions, 'signal' | 'doing'> & { readonly expected: number },
): AsyncGenerator<Uint8Array> {
  const { traffic } = bucket.options;
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let left = expected;
  try {
    for (;;) {
      throwIfAborted(signal, doing);
      const piece = await nextPiece(bucket, pieces, doing);
      if (piece === undefined) break;
      await traffic.pass('down', piece.length, signal);
      traffic.moved('down', piece.length);
      left -= piece.length;
      yield piece;
    }
  } finally {
    body.destroy();
  }
  if (left > 0) throw cutError(bucket, doing, left);
}

/** A small object at once. `destination-failed` when it has more than `limit` bytes. */
export async function readWhole(
  bucket: Bucket,
  opened: Opened,
  {
    limit,
    signal,
    doing,
  }: { readonly limit: number; readonly signal: AbortSignal | undefined; readonly doing: string },
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readBody(bucket, opened, { expected: opened.length, signal, doing })) {
    pieces.push(piece);
    size += piece.length;
    if (size > limit) throw tooLarge(bucket, doing, limit);
  }
  return Buffer.concat(pieces);
}

function tooLarge(bucket: Bucket, doing: string, limit: number): TidemarkError {
  return new TidemarkError(
    'destination-failed',
    `cannot ${doing} in ${bucket.place}: it has more than ${limit} bytes`,
    {
      hint: 'Something else was stored under this name. Remove it there.',
    },
  );
}

async function nextPiece(
  bucket: Bucket,
  pieces: AsyncIterator<Uint8Array>,
  doing: string,
): Promise<Uint8Array | undefined> {
  try {
    const next = await pieces.next();
    return next.done === true ? undefined : next.value;
  } catch (error) {
    throw bucket.explain(refusalOf(error, undefined), doing);
  }
}

function cutError(bucket: Bucket, doing: string, left: number): TidemarkError {
  return new TidemarkError(
    'destination-absent',
    `cannot ${doing} in ${bucket.place}: the answer ended ${left} bytes too soon`,
    {
      hint: 'Check the connection.',
      retry: 'later',
    },
  );
}
