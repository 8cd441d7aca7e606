// Puts a plan of replicate to work.
import type { Context } from '../context.ts';
import { Log } from '../terminal/log.ts';
import { bringBack } from './bring-back.ts';
import { labelOf } from './labels.ts';
import type { ReplicatePlan } from './plan.ts';
import { makeWayForOthers } from './priority.ts';
import { runSession } from './run.ts';
import { Session } from './session.ts';
import { startWatchers } from './watchers.ts';

/** A single copy is over before anybody could ask. */
const NOBODY = { metrics: undefined, heartbeat: undefined };

export async function runPlan(
  { databases, directories, metrics, heartbeat, mode, log: options, notices }: ReplicatePlan,
  context: Context,
): Promise<number> {
  const log = new Log(context.console, context.clock, options);
  for (const message of notices) log.write({ level: 'warn', event: 'no-effect', message });
  const paths = databases.map(({ path }) => path);
  for (const database of databases) {
    const isMissing = database.restoreIfMissing === 'yes' && !context.disk.existsSync(database.path);
    if (isMissing) await bringBack(database, labelOf(database.path, paths), log, context);
  }
  if (mode.kind === 'until-stopped') makeWayForOthers();
  const purpose = mode.kind === 'once' ? 'copy-once' : 'follow';
  const session = await Session.open({ databases, directories, purpose, log, context });
  const told = mode.kind === 'once' ? NOBODY : { metrics, heartbeat };
  const watchers = await startWatchers(told, session, log, context).catch(async (error: unknown) => {
    await session.stop();
    throw error;
  });
  return runSession({ session, log, context }, mode).finally(() => watchers.stop());
}
