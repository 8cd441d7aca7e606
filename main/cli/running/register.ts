// register and unregister: what the running Tidemark protects.
import type { Registered } from '../../engine/agent/engine.ts';
import { assertNever, isTidemarkError } from '../../engine/base/errors.ts';
import { placeOf } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf, isErrorCode } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { databasePath } from '../text/paths.ts';
import { count } from '../text/sizes.ts';
import { pickDatabase } from './pick.ts';
import { pickDestination } from './pick-destination.ts';
import { type Running, withRunning } from './running.ts';

interface RegisterFlags {
  readonly to: string | undefined;
  readonly json: boolean;
}

/** Candidates of a folder that are listed by name. */
const MOST_LISTED = 10;

export async function runRegister(words: readonly string[], flags: RegisterFlags, context: Context): Promise<number> {
  requireWord(words[0], 'database', 'register shop.db');
  return withRunning(context, async (running) => {
    const paths = words.map((word) => databasePath(word, context.cwd));
    const destination = flags.to === undefined ? undefined : await destinationFor(running, flags.to, context);
    const request = { paths, ...(destination === undefined ? {} : { destinations: [destination] }) };
    const registered = await running.call('database.register', request, count(paths.length, 'path'));
    if (flags.json) context.console.printJson(registered);
    else for (const one of registered) sayOutcome(one, flags, context);
    return codeOf(registered);
  });
}

export async function runUnregister(word: string | undefined, flags: { json: boolean }, context: Context): Promise<number> {
  const named = requireWord(word, 'database', 'unregister shop.db');
  return withRunning(context, async (running) => {
    const { id, path } = await pickDatabase(await running.state(), named, context.cwd);
    await running.call('database.unregister', { database: id }, path);
    if (flags.json) context.console.printJson({ id, path });
    else context.console.print(`${path}: not protected any more. Its history stays where it is.`);
    return EXIT.ok;
  });
}

/** The destination of that name, or that is there; a new one if none is. */
async function destinationFor(running: Running, word: string, context: Context): Promise<string> {
  try {
    return pickDestination(await running.state(), word, context).id;
  } catch (error) {
    if (!isTidemarkError(error, 'not-found')) throw error;
    return running.call('destination.add', { place: placeOf(word, context) }, word);
  }
}

function sayOutcome({ path, outcome }: Registered, { to }: Pick<RegisterFlags, 'to'>, { console }: Context): void {
  switch (outcome.kind) {
    case 'registered':
      console.print(`${path}: protected from now on`);
      return;
    case 'already':
      console.print(`${path}: protected already`);
      if (to !== undefined) console.say('Where it is copied stays as it is: the app and `tidemark serve` change that (Change places…).');
      return;
    case 'refused':
      console.say(`${path}: not taken on: ${outcome.error.message}. ${outcome.error.hint}`.trimEnd());
      return;
    case 'many': {
      const names = outcome.candidates.slice(0, MOST_LISTED).map((candidate) => `  ${candidate.path}`);
      const what = count(outcome.candidates.length, 'database');
      console.say([`${path}: not taken on: it holds ${what}. Name those you mean:`, ...names].join('\n'));
      return;
    }
    default:
      assertNever(outcome);
  }
}

/** That of the first path that was not taken on. */
function codeOf(registered: readonly Registered[]): number {
  for (const { outcome } of registered) {
    if (outcome.kind === 'many') return EXIT.usage;
    if (outcome.kind === 'refused') return isErrorCode(outcome.error.code) ? exitCodeOf(outcome.error.code) : EXIT.failed;
  }
  return EXIT.ok;
}
