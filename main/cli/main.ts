// The process: makes the real things, runs the command, ends with its exit code.
import { systemClock } from '../engine/base/clock.ts';
import { systemDisk } from '../engine/base/disk.ts';
import { systemRandom } from '../engine/base/random.ts';
import type { Context } from './context.ts';
import { run } from './run.ts';
import { Console, terminalOf } from './terminal/console.ts';
import { Interrupts } from './terminal/interrupts.ts';

const context: Context = {
  console: new Console(process.stdout, process.stderr),
  interrupts: new Interrupts(process, systemClock),
  terminal: terminalOf(process),
  env: process.env,
  configured: new Map(),
  cwd: process.cwd(),
  clock: systemClock,
  random: systemRandom,
  disk: systemDisk,
};

// A reader that went away (`tidemark ltx … | head`) is no reason to stop protecting databases.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const code = await run(process.argv.slice(2), context);

// The process ends by itself when nothing is left to do. `process.exit` is only for work that was told to hurry and
// still hangs somewhere: on Node 24 it can wait for ever for a compiler thread that waits for it (nodejs/node#54918).
process.exitCode = code;
setTimeout(() => process.exit(code), 2000).unref();
