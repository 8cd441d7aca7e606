// Makes a place for the servers of a run, and ends them with it. Nothing is started here: the first test that asks does that.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endServer, RUN_PROCESS, SERVERS_FOLDER } from './run.ts';

/** Called once for each project of the run. */
export function setup(): () => void {
  if (process.env[SERVERS_FOLDER] !== undefined) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'servers-'));
  process.env[SERVERS_FOLDER] = folder;
  process.env[RUN_PROCESS] = String(process.pid);
  return () => {
    for (const name of readdirSync(folder)) endServer(join(folder, name));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
}
