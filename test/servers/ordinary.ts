// Real servers for tests, run as an ordinary user on a port of their own and ended with everything they started.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, lchownSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { MissingServer } from './run.ts';

export interface OrdinaryUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Of Debian's accounts, one that may sign in by key and owns nothing: permissions mean something to it. */
const DAEMON: OrdinaryUser = { name: 'daemon', uid: 1, gid: 1 };

/** Who servers run as: whoever runs the tests, unless that is root. */
export function ordinaryUser(): OrdinaryUser {
  const { username, uid, gid } = userInfo();
  return uid === 0 ? DAEMON : { name: username, uid, gid };
}

/** Gives a file or folder, and what is in it, to the ordinary user. */
export function giveAway(path: string, { uid, gid } = ordinaryUser()): void {
  lchownSync(path, uid, gid);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    chownSync(join(entry.parentPath, entry.name), uid, gid);
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it wrote, so far. */
  output(): string;
}

/** Starts another, which the kernel ends when this process ends, however that happens. */
const WITH_US = ['setpriv', '--pdeathsig', 'KILL'] as const;

/** Resolves when the program listens on the port. It runs as the ordinary user. */
export async function startListening(program: string, args: readonly string[], port: number): Promise<Running> {
  const { uid, gid } = ordinaryUser();
  const user = userInfo().uid === 0 ? { uid, gid } : {};
  const [starter, ...ending] = WITH_US;
  const child = spawn(starter, [...ending, program, ...args], {
    ...user,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
  });
  const pieces: string[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece.toString()));
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece.toString()));
  const failed = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', () => {
      resolve('it ended');
    });
  });
  const running: Running = { child, output: () => pieces.join('') };
  const end = await Promise.race([failed, listening(port)]);
  if (end === undefined) return running;
  throw new MissingServer(`${program} does not run here: ${end} ${running.output().trim()}`);
}

async function listening(port: number): Promise<undefined> {
  for (let tries = 0; tries < 500; tries++) {
    if (await accepts(port)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new MissingServer(`nothing listens on port ${port}`);
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Sends a signal to a process and all that it started, also those in sessions of their own. Who is stopped has stopped. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  const pids = [...descendants(pid), pid];
  signalEach(pids, signal);
  if (signal === 'SIGSTOP') waitUntilStill(pids);
}

/** On a busy machine a thread may answer a request before the signal gets to it. */
function waitUntilStill(pids: readonly number[]): void {
  const moment = new Int32Array(new SharedArrayBuffer(4));
  for (let looks = 0; !pids.flatMap(threadsOf).every(isStill); looks++) {
    if (looks === 5000) throw new Error(`of ${pids.join(', ')} not all stopped`);
    Atomics.wait(moment, 0, 0, 2);
  }
}

/** The folders that tell of them. */
function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `${pid}/task/${thread}`);
  } catch {
    return [];
  }
}

function isStill(thread: string): boolean {
  return /^[TtZX]?$/.test(statOf(thread)?.[0] ?? '');
}

export function signalEach(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const each of pids) {
    try {
      process.kill(each, signal);
    } catch {
      // It ended by itself.
    }
  }
}

/** Kills it with all that it started. */
export async function killTree({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  signalTree(child.pid!, 'SIGKILL');
  await exited;
}

/** Processes it started, and theirs. */
export function descendants(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? [{ pid: Number(name), parent: parentOf(name) }] : [],
  );
  const below = (parent: number): number[] =>
    parents.filter((each) => each.parent === parent).flatMap((each) => [...below(each.pid), each.pid]);
  return below(pid);
}

function parentOf(pid: string): number | undefined {
  const parent = statOf(pid)?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** The words of `stat` from the third on: after a name in brackets that may hold anything. */
function statOf(process: string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
