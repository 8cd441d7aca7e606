// How each key of a configuration file is read: small rules that a section is put together from.
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { parseChoice } from '../args/choice.ts';
import { parseDuration } from '../args/duration.ts';
import { didYouMean } from '../args/nearest.ts';
import type { Position, Problems } from './problems.ts';
import type { Entry, Value } from './yaml.ts';

/** Why a key that Litestream knows changes nothing here. */
export type IgnoredBecause = 'decided-here' | 'own-home' | 'not-yet';

export interface IgnoredKey {
  readonly because: IgnoredBecause;
  /** Dotted: `snapshot.retention`. */
  readonly key: string;
  readonly line: number;
}

/** What is shared while one file is read. */
export interface Reading {
  readonly problems: Problems;
  readonly ignored: IgnoredKey[];
  /** Puts environment variables in, or leaves the text alone. May throw `config`. */
  readonly expand: (text: string) => string;
}

/** Reads one entry into `draft`. `path` is the dotted name of the key. */
export type Rule<D> = (reading: Reading, entry: Entry, draft: D, path: string) => void;

/** The keys of one map. Any other key is a problem. */
export type Section<D> = Readonly<Record<string, Rule<D>>>;

export function readSection<D>(
  reading: Reading,
  value: Value,
  section: Section<D>,
  draft: D,
  prefix = '',
): void {
  if (value.kind === 'missing') return;
  if (value.kind !== 'map') {
    reading.problems.add(value, `${prefix === '' ? 'the file' : prefix} must hold keys and values`);
    return;
  }
  for (const entry of value.entries()) {
    const path = prefix === '' ? entry.key : `${prefix}.${entry.key}`;
    const rule = Object.hasOwn(section, entry.key) ? section[entry.key] : undefined;
    if (rule !== undefined) rule(reading, entry, draft, path);
    else
      reading.problems.add(
        entry.at,
        `unknown key "${entry.key}"`,
        didYouMean(entry.key, Object.keys(section)),
      );
  }
}

/** A scalar that `parse` understands and `set` takes; what either throws becomes a problem at the value. */
export function scalar<D, T>(
  parse: (text: string) => T,
  set: (draft: D, value: T, at: Position) => void,
): Rule<D> {
  return ({ problems, expand }, { key, value }, draft) => {
    problems.attempt(value, () => {
      named(key, () => {
        set(draft, parse(expand(scalarText(value))), value);
      });
    });
  };
}

export function text<D>(set: (draft: D, value: string, at: Position) => void): Rule<D> {
  return scalar((given) => given, set);
}

/** Milliseconds. */
export function duration<D>(set: (draft: D, ms: number, at: Position) => void): Rule<D> {
  return scalar(parseDuration, set);
}

/** Milliseconds that a timer can count: a longer wait would end at once. */
export function timer<D>(set: (draft: D, ms: number, at: Position) => void): Rule<D> {
  return scalar((given) => {
    const ms = parseDuration(given);
    if (ms < 2 ** 31) return ms;
    throw new TidemarkError('config', `"${given}" is longer than 24 days`, { hint: 'The longest is 596h.' });
  }, set);
}

/** 0 … 2^31 − 1. */
export function integer<D>(set: (draft: D, n: number) => void): Rule<D> {
  return scalar((given) => {
    const n = Number(given);
    if (/^\d+$/.test(given) && n < 2 ** 31) return n;
    throw new TidemarkError('config', `"${given}" is not a whole number from 0 to ${2 ** 31 - 1}`);
  }, set);
}

export function yesNo<D>(set: (draft: D, on: boolean, at: Position) => void): Rule<D> {
  return scalar((given) => {
    if (/^(true|yes|on)$/i.test(given)) return true;
    if (/^(false|no|off)$/i.test(given)) return false;
    throw new TidemarkError('config', `"${given}" is neither true nor false`);
  }, set);
}

export function oneOf<D, T extends string>(
  choices: readonly T[],
  set: (draft: D, choice: T) => void,
): Rule<D> {
  return scalar(parseChoice(choices), set);
}

/** A map of its own, read into what `pick` makes of the draft. */
export function section<D, E>(inner: Section<E>, pick: (draft: D, at: Position) => E): Rule<D> {
  return (reading, { value, at }, draft, path) => {
    readSection(reading, value, inner, pick(draft, at), path);
  };
}

/** A list of maps, each read into what `add` makes for it. */
export function list<D, E>(inner: Section<E>, add: (draft: D, at: Position) => E): Rule<D> {
  return (reading, { value }, draft, path) => {
    if (value.kind === 'list') {
      for (const item of value.items()) readSection(reading, item, inner, add(draft, item), path);
    } else if (value.kind !== 'missing') {
      reading.problems.add(value, `${path} must be a list`, 'Start each item with "- ".');
    }
  };
}

/** `note` is told where the key stands, whatever becomes of its value. */
export function placed<D>(rule: Rule<D>, note: (draft: D, at: Position) => void): Rule<D> {
  return (reading, entry, draft, path) => {
    note(draft, entry.at);
    rule(reading, entry, draft, path);
  };
}

/** Checked like any other key, but without effect in this version; the file's notices name it. */
export function ignored<D>(because: IgnoredBecause, rule: Rule<D>): Rule<D> {
  return (reading, entry, draft, path) => {
    rule(reading, entry, draft, path);
    reading.ignored.push({ because, key: path, line: entry.at.line });
  };
}

/** A key that cannot be passed over without harm. */
export function refused<D>(message: string, hint: string): Rule<D> {
  return ({ problems }, { key, at }) => {
    problems.add(at, `"${key}" ${message}`, hint);
  };
}

function scalarText(value: Value): string {
  if (value.kind === 'scalar') return value.text;
  throw new TidemarkError('config', value.kind === 'missing' ? 'has no value' : 'must be one value');
}

function named(key: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isTidemarkError(error)) throw error;
    throw new TidemarkError('config', `${key}: ${error.message}`, { hint: error.hint });
  }
}
