// `tidemark serve`: the engine and its dashboard in one process.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../engine/base/clock.ts';
import type { Disk } from '../engine/base/disk.ts';
import type { ListenAddress } from '../engine/base/listen.ts';
import type { Random } from '../engine/base/random.ts';
import { usualFolder } from '../engine/agent/home.ts';
import { openEngine } from '../engine/agent/open-engine.ts';
import { FileSecrets } from '../engine/agent/secrets.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

export interface ServeOptions {
  /** Tidemark's own folder. */
  readonly home: string;
  readonly address: ListenAddress;
  readonly ifTaken: 'any-port' | 'refuse';
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
}

export interface Serving extends Omit<Dashboard, 'close'> {
  /** A last sync within `deadline` ms, seen by the pages that are open; then everything ends. Rejects if the sync failed. */
  stop(deadline: number): Promise<void>;
}

/** `state-in-use` if the app or another dashboard runs for this home already. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { platform } = process;
  const userHome = homedir();
  const keeper = new FileSecrets(options);
  const engine = await openEngine({ ...options, keeper, platform, userHome, defaultFolder: usualFolder(userHome) });
  try {
    const dashboard = await openDashboard({ ...options, engine, platform, userHome, pages: builtPages() });
    return { ...dashboard, stop: (deadline) => engine.stop(deadline).finally(() => dashboard.close()) };
  } catch (error) {
    await engine.stop(0).catch(() => undefined);
    throw error;
  }
}

/** Beside what is built of this file, or in dist/ when the sources run as they are. */
function builtPages(): string {
  return join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../../dist/renderer' : '../renderer');
}
