// Content like that of real databases, the same for the same seed: words that repeat, bytes that do not.

const WORDS =
  'invoice customer pending shipped Berlin order total reference delivered address warehouse returned ' +
  'express account payment https://example.org/item/ status=ok {"id": "created_at": "updated": quantity ' +
  'description null';
/** Characters of text, and bytes of noise, that slices are taken from. */
const POOL = 1 << 20;

/** A small fast generator (mulberry32): not for secrets. */
export class Filler {
  #state: number;
  readonly #text: string;
  readonly #noise: Uint8Array;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    this.#text = this.#makeText();
    this.#noise = Uint8Array.from({ length: POOL }, () => this.below(256));
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  /** `length` characters (ASCII) of words and numbers. */
  text(length: number): string {
    const at = this.below(POOL - length);
    return this.#text.slice(at, at + length);
  }

  /** `length` bytes that do not compress. Valid until the caller lets go of it; never written to. */
  bytes(length: number): Uint8Array {
    const at = this.below(POOL - length);
    return this.#noise.subarray(at, at + length);
  }

  #makeText(): string {
    const words = WORDS.split(' ');
    let text = '';
    while (text.length < POOL) {
      const number = this.below(6) === 0 ? ` ${String(this.below(100_000))}` : '';
      text += `${words[this.below(words.length)]!}${number} `;
    }
    return text;
  }
}
