// How the databases are at this moment, by path: what the running Tidemark says, if one runs.
import type { DatabaseView } from '../../engine/agent/views.ts';
import type { Context } from '../context.ts';
import { formatFailure } from '../failure.ts';
import { Running } from './running.ts';

/** Empty if none runs. One that does not answer is said, and passed over: what is recorded can still be shown. */
export async function liveDatabases(context: Context): Promise<ReadonlyMap<string, DatabaseView>> {
  try {
    return await ask(context);
  } catch (error) {
    context.console.say(formatFailure(error, 'plain'));
    return new Map();
  }
}

async function ask(context: Context): Promise<ReadonlyMap<string, DatabaseView>> {
  const running = await Running.find(context);
  if (running === undefined) return new Map();
  try {
    const { databases } = await running.state();
    return new Map(Object.values(databases).map((database) => [database.path, database]));
  } finally {
    running.close();
  }
}
