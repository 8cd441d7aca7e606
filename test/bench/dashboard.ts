// The built dashboard in a home of its own, and a browser to look at it with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { WebSocket } from 'ws';
import { Client } from '../../main/ipc/contract/client.ts';
import { SOCKET_PATH } from '../../main/ipc/contract/dashboard.ts';
import type { ToFace } from '../../main/ipc/contract/wire.ts';
import { CHROMIUM } from '../tools/chromium.ts';
import type { Bench } from './bench.ts';
import type { Ask } from './busy.ts';

const launcher = join(import.meta.dirname, '../../bin/tidemark');

export interface BenchDashboard {
  /** The person's home folder. */
  readonly home: string;
  /** An address that lets one browser in. */
  readonly address: string;
}

export async function openDashboard(bench: Bench): Promise<BenchDashboard> {
  const home = bench.fresh('person');
  mkdirSync(home);
  const env = { ...process.env, HOME: home, TIDEMARK_HOME: bench.fresh('state') };
  const child = spawn(launcher, ['serve', '-addr', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  bench.atEnd(() => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address !== undefined) return { home, address };
  }
  throw new Error('the dashboard ended without saying its address');
}

export async function openBrowser(bench: Bench): Promise<Browser> {
  const browser = await chromium.launch(CHROMIUM);
  bench.atEnd(() => browser.close());
  return browser;
}

/** Calls with the session that a browser has, over a WebSocket of its own. */
export async function askAs(context: BrowserContext, address: string): Promise<Ask> {
  const { origin } = new URL(address);
  const cookies = (await context.cookies(origin)).map(({ name, value }) => `${name}=${value}`);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${SOCKET_PATH}`, {
    headers: { cookie: cookies.join('; '), origin },
  });
  await once(socket, 'open');
  const channel = {
    send: (message: object): void => {
      socket.send(JSON.stringify(message));
    },
    listen: (listener: (message: ToFace) => void): void => {
      socket.on('message', (data: Buffer) => {
        listener(JSON.parse(data.toString()) as ToFace);
      });
    },
  };
  const nothing = (): void => undefined;
  const client = new Client(channel, { onState: nothing, onShell: nothing, onShow: nothing });
  return (command, input) => client.call(command, input);
}
