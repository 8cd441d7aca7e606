// argv → command → exit code. Whatever goes wrong on the way is said once, here.
import { TidemarkError } from '../engine/base/errors.ts';
import { didYouMean } from './args/nearest.ts';
import { asksForHelp } from './args/parse.ts';
import { COMMANDS } from './commands.ts';
import type { Context } from './context.ts';
import { EXIT, exitCodeOfSignal } from './exit-codes.ts';
import { exitCodeOfError, failureOf, formatFailure, jsonFailure } from './failure.ts';

/** Runs the command that `argv` (without node and script) names; never throws. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  try {
    return await dispatch(argv, context);
  } catch (error) {
    sayFailure(error, argv, context);
    const { first } = context.interrupts;
    const cancelled = failureOf(error).code === 'aborted' && first !== undefined;
    return cancelled ? exitCodeOfSignal(first) : exitCodeOfError(error);
  }
}

async function dispatch(argv: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) return showOverview(context);
  if (isFlag(name, ['h', 'help']) || name === 'help')
    return showHelp(
      rest.find((word) => !word.startsWith('-')),
      context,
    );
  if (isFlag(name, ['v', 'version'])) return dispatch(['version', ...rest], context);
  const entry = COMMANDS.get(name);
  if (entry === undefined) throw unknownCommand(name);
  if (asksForHelp(rest)) return showHelp(name, context);
  return (await entry.load()).run(rest, context);
}

async function showOverview({ console }: Context): Promise<number> {
  const { helpPage } = await import('./help.ts');
  console.say(await helpPage(undefined));
  return EXIT.usage;
}

async function showHelp(topic: string | undefined, { console }: Context): Promise<number> {
  const { helpPage } = await import('./help.ts');
  console.print(await helpPage(topic));
  return EXIT.ok;
}

function sayFailure(error: unknown, argv: readonly string[], { console, env }: Context): void {
  console.showLive('');
  if (asksForJson(argv)) console.say(JSON.stringify(jsonFailure(error)));
  else console.say(formatFailure(error, env['TIDEMARK_DEBUG'] === '1' ? 'stack' : 'plain'));
}

function asksForJson(argv: readonly string[]): boolean {
  return argv.some((word) => /^--?json(=true|=1)?$/.test(word));
}

function isFlag(word: string, names: readonly string[]): boolean {
  return names.some((name) => word === `-${name}` || word === `--${name}`);
}

function unknownCommand(name: string): TidemarkError {
  const what = name.startsWith('-')
    ? `the command comes first, then ${name}`
    : `there is no command "${name}"`;
  const hint = didYouMean(name, COMMANDS.keys()) || '`tidemark help` lists the commands.';
  return new TidemarkError('usage', what, { hint });
}
