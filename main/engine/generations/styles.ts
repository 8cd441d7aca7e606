// Which styles the names of a generation have: read from the listings, so that what was listed is found at the first try.
import type { Generation } from './client.ts';
import { KNOWN_STYLES, type NameStyle } from './names.ts';

export class Styles {
  readonly #own: NameStyle;
  readonly #seen = new Map<Generation, NameStyle[]>();

  /** `own`: the one that names are written in. */
  constructor(own: NameStyle) {
    this.#own = own;
  }

  /** In a listing, which shows all there is. */
  saw(generation: Generation, style: NameStyle): void {
    const known = this.#seen.get(generation) ?? [];
    if (!known.some((one) => isSame(one, style))) this.#seen.set(generation, [...known, style]);
  }

  /** One of ours was added to what had been listed, or not. */
  wrote(generation: Generation): void {
    if (this.#seen.has(generation)) this.saw(generation, this.#own);
  }

  /** Those to try, in order: our own if it was seen, then the others; all there are where nothing was listed. */
  of(generation: Generation): readonly NameStyle[] {
    const seen = this.#seen.get(generation) ?? [this.#own, ...KNOWN_STYLES];
    return [...seen.filter((style) => isSame(style, this.#own)), ...seen.filter((style) => !isSame(style, this.#own))];
  }

  /** Which of two names of the same thing is the one to take. */
  compare(generation: Generation, a: NameStyle, b: NameStyle): number {
    const order = this.of(generation);
    return order.findIndex((style) => isSame(style, a)) - order.findIndex((style) => isSame(style, b));
  }
}

function isSame(a: NameStyle, b: NameStyle): boolean {
  return a.layout === b.layout && a.indexDigits === b.indexDigits && a.offsetDigits === b.offsetDigits;
}
