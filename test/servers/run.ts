// Servers that tests talk to: started by the first test that asks, shared by the whole run, and ended with it. A server is
// a program of its own (`radosgw/main.ts`) that leads a process group, tells how it went, and watches whether the run lives.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder of this run's servers; and the process that is the run. Set by global-setup.ts. */
export const SERVERS_FOLDER = 'TIDEMARK_TEST_SERVERS';
export const RUN_PROCESS = 'TIDEMARK_TEST_RUN';

/**
 * What a server's program tells. `facts` is its own, as addresses and keys. `missing`: it cannot be had on this machine,
 * tests are skipped. `broken`: it can, and did not start: they fail.
 */
export type ServerState<T> =
  | { readonly kind: 'ready'; readonly facts: T }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string };

/** Thrown where a server is not to be had, with words that end a sentence. */
export class MissingServer extends Error {}

/** The server's state, once it has one. `program` is started if nobody asked before. It gets its folder as its argument. */
export async function serverOfRun<T>(name: string, program: string): Promise<ServerState<T>> {
  const folders = process.env[SERVERS_FOLDER];
  if (folders === undefined) throw new Error('servers belong to a run of vitest: see test/servers/global-setup.ts');
  const folder = join(folders, name);
  if (isFirst(folder)) start(folder, program);
  for (;;) {
    const state = readState<T>(folder);
    if (state !== undefined) return state;
    await sleep(50);
  }
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}

function start(folder: string, program: string): void {
  const child = spawn(process.execPath, [program, folder], { detached: true, stdio: 'ignore' });
  writeFileSync(join(folder, 'group'), String(child.pid));
  child.once('exit', (code) => {
    if (readState(folder) === undefined)
      tell(folder, { kind: 'broken', reason: `${program} ended with ${String(code)}` });
  });
  child.unref();
}

function readState<T>(folder: string): ServerState<T> | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as ServerState<T>;
  } catch {
    return undefined;
  }
}

function tell(folder: string, state: ServerState<unknown>): void {
  const temp = join(folder, `state.json.${process.pid}`);
  writeFileSync(temp, JSON.stringify(state));
  renameSync(temp, join(folder, 'state.json'));
}

/** The whole of a server's program: starts, tells how it went, and lives until the run is over. */
export async function serve<T>(work: (folder: string) => Promise<T>): Promise<void> {
  const folder = process.argv[2];
  const run = Number(process.env[RUN_PROCESS]);
  if (folder === undefined || !Number.isInteger(run)) throw new Error('this program is started by tests');
  const watch = setInterval(() => {
    if (!isAlive(run)) endGroup(process.pid);
  }, 500);
  try {
    tell(folder, { kind: 'ready', facts: await work(folder) });
  } catch (error) {
    const kind = error instanceof MissingServer ? 'missing' : 'broken';
    tell(folder, { kind, reason: error instanceof Error ? error.message : String(error) });
    clearInterval(watch);
    endGroup(process.pid);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends a server's program and all that it started. */
export function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Ends the server in `folder` of which `serverOfRun` has begun something. */
export function endServer(folder: string): void {
  try {
    endGroup(Number(readFileSync(join(folder, 'group'), 'utf8')));
  } catch {
    // It never came to that.
  }
}
