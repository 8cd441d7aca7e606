// start and stop: the running Tidemark pauses databases, or goes on with them.
import type { EngineView } from '../../engine/agent/views.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatClock } from '../text/times.ts';
import { count } from '../text/sizes.ts';
import { pickIds } from './pick.ts';
import { type Running, withRunning } from './running.ts';

interface Flags {
  readonly json: boolean;
}

interface Work {
  readonly databases: { readonly databases?: string[] };
  /** What it is about, in words. */
  readonly subject: string;
  readonly running: Running;
}

export function runStart(words: readonly string[], flags: Flags, context: Context): Promise<number> {
  return onDatabases(words, flags, context, async ({ running, databases, subject }) => {
    await running.call('database.resume', databases, subject);
    return 'goes on';
  });
}

export function runStop(
  words: readonly string[],
  flags: Flags & { readonly for: number | undefined },
  context: Context,
): Promise<number> {
  const until = flags.for === undefined ? undefined : Math.ceil(context.clock.now() + flags.for);
  return onDatabases(words, flags, context, async ({ running, databases, subject }) => {
    await running.call('database.pause', { ...databases, ...(until === undefined ? {} : { until }) }, subject);
    return until === undefined ? 'paused until `tidemark start`' : `paused until ${formatClock(until)}`;
  });
}

/** @param work resolves to what has become of them, in words */
function onDatabases(
  words: readonly string[],
  { json }: Flags,
  context: Context,
  work: (on: Work) => Promise<string>,
): Promise<number> {
  return withRunning(context, async (running) => {
    const state = await running.state();
    const ids = await pickIds(state, words, context.cwd);
    const subject = subjectOf(state, ids);
    const became = await work({ running, subject, databases: ids === undefined ? {} : { databases: ids } });
    if (json) context.console.printJson({ databases: ids ?? Object.keys(state.databases) });
    else context.console.print(`${subject}: ${became}`);
    return EXIT.ok;
  });
}

/** What a command is about, in words. */
export function subjectOf({ databases }: EngineView, ids: readonly string[] | undefined): string {
  const only = ids?.length === 1 ? databases[ids[0]!] : undefined;
  return only?.name ?? count(ids?.length ?? Object.keys(databases).length, 'database');
}
