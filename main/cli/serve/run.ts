// A run of serve: until somebody stops it, then the last sync; or a fresh address of the one that runs already.
import { TidemarkError } from '../../engine/base/errors.ts';
import { DEFAULT_ADDRESS, parseAddress } from '../../headless/http/address.ts';
import type { Serving } from '../../headless/serve.ts';
import { homeOf } from '../bridge/known.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOfSignal } from '../exit-codes.ts';
import { exitCodeOfError, formatFailure } from '../failure.ts';
import { makeWayForOthers } from '../replicate/priority.ts';
import { Running } from '../running/running.ts';
import { formatDuration } from '../text/sizes.ts';
import { letOthersFollow, parseStreaming } from './stream.ts';

export interface ServeFlags {
  readonly addr: string | undefined;
  readonly stream: string | undefined;
  readonly json: boolean;
}

/** How long the last sync may take, ms. */
const LAST_SYNC = 30_000;

export async function runServe(flags: ServeFlags, context: Context): Promise<number> {
  const address = flags.addr === undefined ? DEFAULT_ADDRESS : parseAddress(flags.addr);
  const stream = flags.stream === undefined ? undefined : parseStreaming(flags.stream);
  const running = await Running.find(context);
  if (running !== undefined) {
    const code = await tellRunning(running, flags, context);
    if (stream !== undefined) await letOthersFollow(stream, context);
    return code;
  }
  const { serve } = await import('../../headless/serve.ts');
  const ifTaken = flags.addr === undefined ? 'any-port' : 'refuse';
  const { signal } = context.interrupts;
  const serving = await serve({ ...context, home: await homeOf(context.env), address, ifTaken });
  makeWayForOthers();
  if (!signal.aborted) sayAddress(serving.invite(), 'started', flags, context);
  if (flags.addr === undefined && serving.address.port !== address.port) {
    context.console.say(`Another program has port ${address.port}; this is port ${serving.address.port}.`);
  }
  if (stream !== undefined && !signal.aborted) {
    await letOthersFollow(stream, context).catch((error: unknown) => {
      sayFailure(error, context);
    });
  }
  await Promise.race([context.interrupts.nth(1), serving.quit]);
  return stop(serving, context);
}

/** What is protected goes on being so. */
function sayFailure(error: unknown, { console }: Context): void {
  console.say(formatFailure(error, 'plain'));
}

async function tellRunning(running: Running, flags: ServeFlags, context: Context): Promise<number> {
  try {
    if (running.face === 'desktop') throw appRuns();
    sayAddress(await running.address(), 'running', flags, context);
    return EXIT.ok;
  } finally {
    running.close();
  }
}

function sayAddress(url: string, how: 'started' | 'running', { json }: ServeFlags, { console }: Context): void {
  if (json) {
    console.printJson({ address: url, how });
    return;
  }
  console.print(`Tidemark is at  ${url}`);
  console.say('Open it in a browser on this computer: it works once, within ten minutes.');
  if (how === 'started') console.say('`tidemark serve` in another terminal prints a fresh one. Ctrl-C stops.');
}

/** A second signal does not wait for the last sync. */
async function stop(serving: Serving, { console, interrupts }: Context): Promise<number> {
  console.say(`Stopping: the last changes are copied, for up to ${formatDuration(LAST_SYNC)}.`);
  const orderly = serving.stop(LAST_SYNC).then(
    () => {
      console.say('Stopped.');
      return EXIT.ok;
    },
    (error: unknown) => {
      console.say(formatFailure(error, 'plain'));
      return exitCodeOfError(error);
    },
  );
  const hurried = interrupts.nth(2).then((second) => {
    console.say('Stopped at once. What is missing is copied when Tidemark runs again.');
    return exitCodeOfSignal(second);
  });
  return Promise.race([hurried, orderly]);
}

function appRuns(): TidemarkError {
  return new TidemarkError('state-in-use', 'the Tidemark app runs already', {
    hint: 'Use its window, or quit it first.',
  });
}
