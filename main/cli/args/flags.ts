// What a command's flags are: a table of names, each with how its text becomes a value.
import { TidemarkError } from '../../engine/base/errors.ts';

export interface Flag<T> {
  /** The value when the flag is not given. */
  readonly initial: T;
  /** Name of the value in the help; undefined for a switch, which takes none. */
  readonly placeholder: string | undefined;
  readonly help: string;
  /** Throws a `usage` TidemarkError for text that means nothing. */
  readonly parse: (text: string) => T;
}

export type FlagSet = Readonly<Record<string, Flag<unknown>>>;

export type FlagValues<F extends FlagSet> = {
  readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never;
};

/** A flag that is on or off: `-once`, or `-once=false`. */
export function onOff(help: string): Flag<boolean> {
  return { initial: false, placeholder: undefined, help, parse: parseOnOff };
}

export function value<T>(placeholder: string, parse: (text: string) => T, help: string): Flag<T | undefined> {
  return { initial: undefined, placeholder, help, parse };
}

export function text(placeholder: string, help: string): Flag<string | undefined> {
  return value(placeholder, (given) => given, help);
}

/** Flags every command has. */
export const COMMON_FLAGS = {
  json: onOff('write JSON, also for errors'),
} as const satisfies FlagSet;

const ON_OFF: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function parseOnOff(given: string): boolean {
  const on = ON_OFF.get(given.toLowerCase());
  if (on === undefined) {
    throw new TidemarkError('usage', `"${given}" is neither true nor false`, {
      hint: 'The flag alone turns it on; =false turns it off.',
    });
  }
  return on;
}
