// Makes the agent that follows databases, and what it needs.
import type { DatabaseAgent } from '../../engine/agent/database-agent.ts';
import type { OnProgress } from '../../engine/base/progress.ts';
import type { DatabaseConfig } from '../config/configuration.ts';
import type { Context } from '../context.ts';
import { openStore } from './destinations.ts';
import { openJobs } from './jobs.ts';
import { homeOf } from './known.ts';

export interface RunningAgent {
  add(config: DatabaseConfig, onProgress: OnProgress): Promise<DatabaseAgent>;
  /**
   * Ends every database (final sync included) and every thread; rejects with the first reason of a failed
   * sync.
   */
  stop(): Promise<void>;
}

export async function openAgent(context: Context): Promise<RunningAgent> {
  const { Agent } = await import('../../engine/agent/agent.ts');
  const { clock, random, disk, env } = context;
  const jobs = await openJobs();
  const agent = new Agent({ home: await homeOf(env), clock, random, disk, jobs });
  return {
    add: ({ path, destinations, settings }, onProgress) =>
      agent.add({
        path,
        destinations: destinations.map((url) => openStore(url, context)),
        settings,
        onProgress,
      }),
    stop: () => agent.stop().finally(() => jobs.close()),
  };
}
