// Repeatable test bytes, and ways to hand them on.
import { expect } from 'vitest';
import type { ErrorCode } from '../../../main/engine/base/errors.ts';

/** A small linear congruential generator: the same numbers on every machine and in every run. */
export class Lcg {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in 0 … limit − 1. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** A page that LZ4 can do something with: stretches of noise between stretches of one byte. */
  page(size: number): Uint8Array<ArrayBuffer> {
    const page = new Uint8Array(size);
    for (let at = 0; at < size;) {
      const length = Math.min(size - at, 1 + this.below(200));
      if (this.below(2) === 0) page.set(this.bytes(length), at);
      else page.fill(this.below(256), at, at + length);
      at += length;
    }
    return page;
  }
}

export function hex(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text.replace(/[^0-9a-f]/g, ''), 'hex'));
}

export function filled(size: number, byte: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size).fill(byte);
}

export function concat(pieces: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([...pieces]));
}

/** `bytes` cut at random into pieces, empty ones among them. */
export function* cut(bytes: Uint8Array, random: Lcg, longest: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const length = random.below(longest + 1);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** What is at hand, as a source that is waited for. */
export async function* streamed(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** Where two pieces that follow each other are both too small for a call of their own. */
export function smallNeighbours(sizes: readonly number[]): readonly number[] {
  return sizes.flatMap((size, i) => (size < 65_536 && (sizes[i + 1] ?? Infinity) < 65_536 ? [i] : []));
}

/** Matches a TidemarkError with this code, this text in its message, and a hint. */
export function fault(code: ErrorCode, text = ''): unknown {
  const message: unknown = expect.stringContaining(text);
  const hint: unknown = expect.stringMatching(/./);
  return expect.objectContaining({ name: 'TidemarkError', code, message, hint });
}
