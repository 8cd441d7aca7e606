// Files for destinations, which look at the header and no further: a real header, then bytes that can be told
// apart.
import { LTX_NO_CHECKSUM, encodeHeader } from '../../../main/engine/ltx/header.ts';
import type { LtxRef } from '../../../main/engine/destination/destination.ts';
import type { Random } from '../../../main/engine/base/random.ts';

/** Thursday, 1 January 2026, with milliseconds that show whether they are kept. */
export const SAMPLE_TIME = Date.UTC(2026, 0, 1) + 123;

export interface SampleOptions {
  /** Bytes after the header. Default 400. */
  readonly body?: number;
  /** Makes the body differ. */
  readonly seed?: number;
  readonly timestamp?: number;
}

export function ref(level: number, min: number, max = min): LtxRef {
  return { level, min: BigInt(min), max: BigInt(max) };
}

export function sample({ min, max }: LtxRef, options: SampleOptions = {}): Uint8Array {
  const { body = 400, seed = 1, timestamp = SAMPLE_TIME } = options;
  const header = encodeHeader({
    flags: LTX_NO_CHECKSUM,
    pageSize: 512,
    commit: 1,
    min,
    max,
    timestamp,
    preApply: 0n,
    walOffset: 0,
    walSize: 0,
    walSalt1: 0,
    walSalt2: 0,
    nodeId: 0n,
  });
  return Buffer.concat([header, pattern(body, seed)]);
}

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 255);
}

/** The bytes as a stream, in pieces of `size` bytes. */
export async function* stream(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.slice(at, at + size);
  }
}

/** A stream that gives `bytes`, then throws. */
export async function* brokenStream(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield* stream(bytes, 300);
  throw error;
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Options of a call that was given up before it began. */
export function aborted(): { signal: AbortSignal } {
  const controller = new AbortController();
  controller.abort();
  return { signal: controller.signal };
}

/** The source, given up once `length` bytes of it were taken. */
export async function* abortAfter(
  source: AsyncIterable<Uint8Array>,
  length: number,
  controller: AbortController,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  for await (const piece of source) {
    yield piece;
    given += piece.length;
    if (given >= length) controller.abort();
  }
}

/** A stream that tells whether it was let go. */
export function watched(content: Uint8Array): { bytes: AsyncIterable<Uint8Array>; closed: () => boolean } {
  let state: 'open' | 'closed' = 'open';
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* stream(content, 200);
    } finally {
      state = 'closed';
    }
  }
  return { bytes: bytes(), closed: () => state === 'closed' };
}

/** Tokens that count up, fractions that are always a half: the same names and waits in every run. */
export function countingRandom(): Random {
  let count = 0;
  return {
    token: (bytes) => (++count).toString(16).padStart(bytes * 2, '0'),
    fraction: () => 0.5,
  };
}
