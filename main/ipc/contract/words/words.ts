// What the words of a language are: the keys of English, with any text. A language that lacks one does not compile.
import type { en } from './en.ts';

export type Shaped<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Shaped<T[K]>;
};

export type Words = Shaped<typeof en>;
