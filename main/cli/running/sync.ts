// sync: the running Tidemark copies what there is now. Without -wait it is told to, and what is still on its way is said.
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { subjectOf } from './pause.ts';
import { describePending, type Pending, pendingOf } from './pending.ts';
import { pickIds } from './pick.ts';
import { type Running, withRunning } from './running.ts';

export interface SyncFlags {
  readonly json: boolean;
  readonly wait: boolean;
  readonly timeout: number | undefined;
}

/** What is copied within this time needs no waiting, ms. */
const MOMENT = 2000;

type Outcome = 'copied' | 'under way';

/** 0 when it was asked for; with -wait, when everything is at every destination, and 6 when the time is over before. */
export function runSync(words: readonly string[], flags: SyncFlags, context: Context): Promise<number> {
  checkFlags(flags);
  return withRunning(context, async (running) => {
    const before = await running.state();
    const ids = await pickIds(before, words, context.cwd);
    const subject = subjectOf(before, ids);
    const outcome = await copied(running, ids, subject, flags, context);
    const pending = outcome === 'copied' ? [] : pendingOf(await running.state(), ids);
    report({ subject, outcome, pending, ids: ids ?? Object.keys(before.databases) }, flags, context);
    return outcome === 'copied' || !flags.wait ? EXIT.ok : EXIT.destination;
  });
}

function checkFlags({ wait, timeout }: SyncFlags): void {
  if (timeout === undefined || wait) return;
  throw new TidemarkError('usage', '-timeout goes with -wait', { hint: 'Add -wait: only then is anything waited for.' });
}

/** A destination that cannot be used now is pending as well, unless everything is to be waited for. */
async function copied(
  running: Running,
  ids: string[] | undefined,
  subject: string,
  { wait, timeout }: SyncFlags,
  { clock }: Context,
): Promise<Outcome> {
  const over = new AbortController();
  const bound = wait ? timeout : MOMENT;
  const done = running.call('database.backUp', ids === undefined ? {} : { databases: ids }, subject).then((): Outcome => 'copied');
  if (bound === undefined) return done;
  const late = clock.sleep(bound, over.signal).then((): Outcome => 'under way');
  late.catch(() => undefined);
  done.catch(() => undefined);
  try {
    return await Promise.race([done, late]);
  } catch (error) {
    if (!wait && isTidemarkError(error) && exitCodeOf(error.code) === EXIT.destination) return 'under way';
    throw error;
  } finally {
    over.abort();
  }
}

interface Report {
  readonly subject: string;
  readonly outcome: Outcome;
  readonly pending: readonly Pending[];
  readonly ids: readonly string[];
}

function report({ subject, outcome, pending, ids }: Report, { json }: SyncFlags, { console }: Context): void {
  if (json) {
    console.printJson({ databases: ids, outcome, pending });
    return;
  }
  if (outcome === 'copied') console.print(`${subject}: every change is at every destination`);
  else console.print([`${subject}: not everything is at every destination yet`, ...pending.map(describePending)].join('\n'));
}
