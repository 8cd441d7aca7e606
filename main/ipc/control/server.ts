// The control socket: how the command line talks to the Tidemark that runs. Only the same person gets in: the socket has
// mode 0600 and is made in a folder of mode 0700, so that there is no moment in which it had another.
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import * as fs from 'node:fs/promises';
import { errnoOf, TidemarkError } from '../../engine/base/errors.ts';
import type { Random } from '../../engine/base/random.ts';
import type { ShellView } from '../contract/shell.ts';
import type { MessageServer } from '../connection.ts';
import { tidemarkVersion } from '../version.ts';
import { isAnswered } from './client.ts';
import { Line } from './line.ts';
import { controlPath } from './place.ts';
import { PROTOCOL } from './protocol.ts';

export interface ControlOptions {
  /** Tidemark's folder, which exists. Who opens the socket holds the engine's lock on it. */
  readonly home: string;
  readonly faces: MessageServer;
  readonly face: ShellView['face'];
  /** A fresh address of the dashboard; absent where there is none. */
  readonly address?: () => string;
  readonly random: Random;
}

/** More command lines than this do not talk at once. */
const MOST_CLIENTS = 64;

export interface ControlServer {
  /** Hangs up on everybody and removes the socket. */
  close(): Promise<void>;
}

/** `state-in-use` if somebody answers there already; a socket that nobody answers is replaced. */
export async function openControl(options: ControlOptions): Promise<ControlServer> {
  const { home, random } = options;
  const path = controlPath(home);
  if (await isAnswered(path)) {
    throw new TidemarkError('state-in-use', `another Tidemark already runs for ${home}`, {
      hint: 'Use that one, or stop it first.',
      retry: 'later',
    });
  }
  const lines = new Set<Line>();
  const server = createServer((socket) => {
    take(socket, lines, options);
  });
  server.maxConnections = MOST_CLIENTS;
  const remove = process.platform === 'win32' ? await listenOnPipe(server, path) : await listen(server, path, random);
  return {
    close: async () => {
      await remove();
      const closed = once(server, 'close');
      server.close();
      for (const line of lines) line.end();
      await closed;
    },
  };
}

function take(socket: Socket, lines: Set<Line>, { faces, face, address }: ControlOptions): void {
  const line = new Line(socket, faces, address);
  lines.add(line);
  socket.once('close', () => lines.delete(line));
  line.send({ kind: 'hello', protocol: PROTOCOL, version: tidemarkVersion(), face, pid: process.pid, up: Math.round(process.uptime() * 1000) });
}

/** Named pipes are let in to by their owner alone, and vanish with the process. */
async function listenOnPipe(server: Server, path: string): Promise<() => Promise<void>> {
  server.listen(path);
  await once(server, 'listening');
  return () => Promise.resolve();
}

/** Made under another name and moved into place whole: who finds the socket can talk to it. */
async function listen(server: Server, path: string, random: Random): Promise<() => Promise<void>> {
  const folder = await fs.mkdtemp(join(dirname(path), '.c'));
  const made = join(folder, random.token(2));
  try {
    server.listen(made);
    await once(server, 'listening');
    await fs.chmod(made, 0o600);
    await fs.rename(made, path);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
  const { ino } = await fs.stat(path);
  return () => removeOwn(path, ino);
}

/** Only if it is still the one that was made here. */
async function removeOwn(path: string, ino: number): Promise<void> {
  try {
    if ((await fs.stat(path)).ino === ino) await fs.unlink(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
