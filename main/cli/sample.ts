// `npm run sample`: Tidemark at work on a database made for the occasion, told in plain words. Ends by itself.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../engine/base/clock.ts';
import { systemDisk } from '../engine/base/disk.ts';
import { isTidemarkError } from '../engine/base/errors.ts';
import { systemRandom } from '../engine/base/random.ts';
import { openAgent } from './bridge/agent.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { exitCodeOfError, formatFailure } from './failure.ts';
import { Shop } from './sample/shop.ts';
import { tellStory } from './sample/story.ts';
import { Console, terminalOf } from './terminal/console.ts';
import { Interrupts } from './terminal/interrupts.ts';

const dir = mkdtempSync(join(tmpdir(), 'tidemark-sample-'));

const context: Context = {
  console: new Console(process.stdout, process.stderr),
  interrupts: new Interrupts(process, systemClock),
  terminal: terminalOf(process),
  env: { ...process.env, TIDEMARK_HOME: join(dir, 'state') },
  cwd: dir,
  clock: systemClock,
  random: systemRandom,
  disk: systemDisk,
};

process.exitCode = await run();

async function run(): Promise<number> {
  context.console.print(`Tidemark, in a few seconds. Everything you see really happens, in ${dir}.`);
  const shop = new Shop(join(dir, 'shop.db'));
  const agent = await openAgent(context);
  try {
    await tellStory({ dir, shop, agent, context });
    return EXIT.ok;
  } catch (error) {
    return explain(error);
  } finally {
    await shop.close();
    await agent.stop();
  }
}

/** Ctrl-C is an end like another. */
function explain(error: unknown): number {
  if (isTidemarkError(error, 'aborted')) {
    context.console.print(`\nStopped. What was made so far is in ${dir}.`);
    return EXIT.ok;
  }
  context.console.say(formatFailure(error, context.env['TIDEMARK_DEBUG'] === '1' ? 'stack' : 'plain'));
  return exitCodeOfError(error);
}
