// Every text of the screens, by screen. English is the model; another language that lacks a text does not compile.
// What other faces say too (the sentence of truth, status words) is in the contract's words.
import type { en } from './en.ts';

type Shaped<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Shaped<T[K]>;
};

export type Texts = Shaped<typeof en>;
/** The texts of one screen, for files that hold one screen in one language. */
export type TextsOf<Screen extends keyof Texts> = Texts[Screen];
