// argv → flags and positionals.
//
// Flags may stand anywhere: `-name value`, `-name=value`, with one dash or two; `--` ends them.
import { isTidemarkError, messageOf, TidemarkError } from '../../engine/base/errors.ts';
import type { Flag, FlagSet, FlagValues } from './flags.ts';
import { didYouMean } from './nearest.ts';

export interface ParsedArgs<F extends FlagSet> {
  readonly flags: FlagValues<F>;
  readonly positionals: readonly string[];
}

export interface Grammar<F extends FlagSet> {
  readonly flags: F;
  /** Flags people know from Litestream that are not here, each with what to do instead. */
  readonly absent?: Readonly<Record<string, string>>;
  /** Names of the positionals, for messages; `…` at the end of the last allows more. */
  readonly positionals: readonly string[];
}

/**
 * `usage` for a flag that is unknown, given twice, without its value or with a wrong one, and for extra
 * words.
 */
export function parseArgs<F extends FlagSet>(argv: readonly string[], grammar: Grammar<F>): ParsedArgs<F> {
  const given = new Map<string, unknown>();
  const positionals: string[] = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') positionals.push(...words.splice(0));
    else if (isFlag(word)) takeFlag(word, words, grammar, given);
    else positionals.push(word);
  }
  checkCount(positionals, grammar.positionals);
  return { flags: withInitials(grammar.flags, given), positionals };
}

/** Whether somebody asks for help, wherever it stands. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  return before.some((word) => word === '-h' || word === '-help' || word === '--help');
}

function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function takeFlag<F extends FlagSet>(
  word: string,
  words: string[],
  grammar: Grammar<F>,
  given: Map<string, unknown>,
): void {
  const [, name = '', attached] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const flag = Object.hasOwn(grammar.flags, name) ? grammar.flags[name] : undefined;
  if (flag === undefined) throw unknownFlag(name, grammar);
  if (given.has(name)) throw new TidemarkError('usage', `-${name} is given twice`, { hint: 'Leave one out.' });
  given.set(name, parseValue(name, flag, attached ?? nextValue(name, flag, words)));
}

function nextValue(name: string, flag: Flag<unknown>, words: string[]): string {
  if (flag.placeholder === undefined) return 'true';
  const next = words[0];
  if (next === undefined || isFlag(next)) {
    throw new TidemarkError('usage', `-${name} needs a value`, {
      hint: `Write -${name} ${flag.placeholder}, or -${name}=${flag.placeholder}.`,
    });
  }
  words.shift();
  return next;
}

function parseValue(name: string, flag: Flag<unknown>, given: string): unknown {
  try {
    return flag.parse(given);
  } catch (error) {
    if (!isTidemarkError(error)) throw error;
    throw new TidemarkError('usage', `-${name}: ${messageOf(error)}`, { hint: error.hint });
  }
}

function unknownFlag<F extends FlagSet>(name: string, grammar: Grammar<F>): TidemarkError {
  const instead = grammar.absent !== undefined && Object.hasOwn(grammar.absent, name) && grammar.absent[name];
  if (typeof instead === 'string') {
    return new TidemarkError('usage', `-${name} is not in this version`, { hint: instead });
  }
  const names = Object.keys(grammar.flags);
  const hint = didYouMean(name, names, '-') || `Flags here: ${names.map((n) => `-${n}`).join(' ')}.`;
  return new TidemarkError('usage', `there is no flag -${name}`, { hint });
}

function checkCount(positionals: readonly string[], names: readonly string[]): void {
  const open = names.at(-1)?.endsWith('…') === true;
  const extra = positionals[names.length];
  if (open || extra === undefined) return;
  const takes = names.length === 0 ? 'nothing beside flags' : names.join(' ');
  throw new TidemarkError('usage', `"${extra}" is one word too many: this command takes ${takes}`, {
    hint: 'Put quotes around a path with spaces.',
  });
}

function withInitials<F extends FlagSet>(flags: F, given: ReadonlyMap<string, unknown>): FlagValues<F> {
  const entries = Object.entries(flags).map(([name, flag]) => [
    name,
    given.has(name) ? given.get(name) : flag.initial,
  ]);
  return Object.fromEntries(entries) as FlagValues<F>;
}
