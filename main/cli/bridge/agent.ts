// Makes the agent that follows databases, and what it needs.
import type { DatabaseAgent } from '../../engine/agent/database-agent.ts';
import type { OnProgress } from '../../engine/base/progress.ts';
import type { DatabaseConfig } from '../config/configuration.ts';
import type { Context } from '../context.ts';
import { openJobs } from './jobs.ts';
import { homeOf } from './known.ts';
import type { Places } from './places.ts';

export interface RunningAgent {
  readonly places: Places;
  add(config: DatabaseConfig, onProgress: OnProgress): Promise<DatabaseAgent>;
  /** Lets go of one, after a last sync. Rejects with the reason of one that failed. */
  remove(database: DatabaseAgent, config: DatabaseConfig): Promise<void>;
  /**
   * Ends every database (final sync included) and every thread; rejects with the first reason of a failed
   * sync.
   */
  stop(): Promise<void>;
}

export async function openAgent(context: Context): Promise<RunningAgent> {
  const { Agent } = await import('../../engine/agent/agent.ts');
  const { Places } = await import('./places.ts');
  const { clock, random, disk, env } = context;
  const jobs = await openJobs();
  const home = await homeOf(env);
  const agent = new Agent({ home, clock, random, disk, jobs });
  const places = new Places(context, home);
  return {
    places,
    add: ({ path, replicas, settings }, onProgress) =>
      agent.add({
        path,
        destinations: replicas.map(({ url, place }) => places.store(url, place)),
        settings,
        onProgress,
        about: (destination) => places.about(destination),
      }),
    remove: (database, { destinations }) =>
      agent.remove(database).finally(() => Promise.all(destinations.map((url) => places.release(url)))),
    stop: () =>
      agent
        .stop()
        .finally(() => places.close())
        .finally(() => jobs.close()),
  };
}
