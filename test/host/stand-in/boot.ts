// The process of a run with the stand-in: the module `electron` is replaced, the built app is loaded as Electron loads
// it, and the test is listened to.
import { registerHooks } from 'node:module';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { readSetup } from './setup.ts';

Object.defineProperty(process, 'platform', { value: readSetup().platform });

const standIn = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

const { note } = await import('./record.ts');
const { operations } = await import('./operations.ts');
const { app } = await import('./app.ts');

// Whoever connects anywhere but to a socket on this machine is seen.
const connect = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket;
Reflect.set(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]): Socket {
  const [first]: unknown[] = args.flat();
  if (typeof first === 'object' && first !== null && !('path' in first))
    note('connection', JSON.stringify(first));
  return connect.apply(this, args);
});

interface Asked {
  readonly id: number;
  readonly name: keyof typeof operations;
  readonly args: readonly unknown[];
}

async function answer({ id, name, args }: Asked): Promise<void> {
  const run = operations[name] as (...rest: readonly unknown[]) => unknown;
  try {
    process.send?.({ id, value: await run(...args) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (asked: Asked) => void answer(asked));

const [index] = process.argv.splice(2, 1);
await import(pathToFileURL(index!).href);
app.becomeReady();
process.send?.({ ready: true });
