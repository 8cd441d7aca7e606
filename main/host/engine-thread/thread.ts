// The engine's thread: the whole engine, and its end of the ports on which faces talk.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../engine/base/clock.ts';
import { systemDisk } from '../../engine/base/disk.ts';
import { systemRandom } from '../../engine/base/random.ts';
import type { Engine } from '../../engine/agent/engine.ts';
import { usualFolder } from '../../engine/agent/home.ts';
import { openEngine } from '../../engine/agent/open-engine.ts';
import { errorView } from '../../ipc/error-view.ts';
import { servePort } from '../../ipc/port.ts';
import { EngineServer } from '../../ipc/server.ts';
import { KeyringPort } from './keyring-port.ts';
import type { EngineOrigin, FromThread, ToThread } from './messages.ts';

const main = parentPort!;

function say(message: FromThread): void {
  main.postMessage(message);
}

const keeper = new KeyringPort(say);

/** What is not for the keyring waits here until the engine is open; that one may ask for keys at once. */
const waiting: ToEngine[] = [];
let hear = (message: ToEngine): void => {
  waiting.push(message);
};
main.on('message', (message: ToThread) => {
  if (message.kind === 'secret') keeper.hear(message.id, message.answer);
  else hear(message);
});

type ToEngine = Exclude<ToThread, { readonly kind: 'secret' }>;

async function run(): Promise<void> {
  const engine = await open(workerData as EngineOrigin);
  const server = new EngineServer(engine, systemClock);
  hear = (message) => {
    obey(engine, server, message);
  };
  waiting.splice(0).forEach(hear);
  say({ kind: 'ready' });
}

function obey(engine: Engine, server: EngineServer, message: ToEngine): void {
  switch (message.kind) {
    case 'face':
      servePort(server, message.port);
      return;
    case 'wake':
      engine.wake();
      return;
    case 'stop':
      void stop(engine, message.deadline);
      return;
    default:
      message satisfies never;
  }
}

function open({ home, userHome }: EngineOrigin): Promise<Engine> {
  return openEngine({
    home,
    userHome,
    defaultFolder: usualFolder(userHome),
    clock: systemClock,
    random: systemRandom,
    disk: systemDisk,
    platform: process.platform,
    env: process.env,
    keeper,
  });
}

async function stop(engine: Engine, deadline: number): Promise<void> {
  const reason = await engine.stop(deadline).then(() => undefined, errorView);
  say(reason === undefined ? { kind: 'stopped' } : { kind: 'stopped', reason });
  main.close();
}

await run().catch((error: unknown) => {
  say({ kind: 'failed', reason: errorView(error) });
  main.close();
});
