// destinations test: a place tried for real, each step told as it ends. A place that is no destination yet is tried from
// here, so that nothing has to run for it.
import { resolve } from 'node:path';
import type { TestLine } from '../../engine/agent/engine.ts';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { Probe } from '../../engine/destination/probe.ts';
import { type PlaceFlags, readPlace } from '../args/place.ts';
import { depsOf, type Place } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { shellWord } from '../text/commands.ts';
import { formatBytes, formatDuration } from '../text/sizes.ts';
import { pickDestination } from './pick-destination.ts';
import { Running } from './running.ts';

export type TestFlags = PlaceFlags & { readonly json: boolean };

/** 0 when every step worked, 6 when one did not. */
export async function runTest(word: string | undefined, flags: TestFlags, context: Context): Promise<number> {
  const named = requireWord(word, 'destination', 'destinations test s3://bucket/folder');
  const onLine = (line: TestLine): void => {
    if (!flags.json) context.console.print(describeLine(line));
  };
  const lines = (await testKnown(named, onLine, context)) ?? (await testPlace(named, flags, onLine, context));
  const failed = lines.some(({ result }) => result === 'failed');
  if (flags.json) context.console.printJson({ works: !failed, steps: lines });
  return failed ? EXIT.destination : EXIT.ok;
}

/** Neither a URL nor a path with a folder in it. */
const NAME = /^[^/\\:~.][^/\\:~]*$/;

/** By name or id, in the running Tidemark, which has its keys; undefined for a place. A name that nothing has is mistyped. */
async function testKnown(
  word: string,
  onLine: (line: TestLine) => void,
  context: Context,
): Promise<readonly TestLine[] | undefined> {
  if (!NAME.test(word)) return undefined;
  const isFolder = context.disk.existsSync(resolve(context.cwd, word));
  const running = await Running.find(context);
  if (running === undefined) {
    if (isFolder) return undefined;
    throw nothingNamed(word, 'Where Tidemark does not run only places can be tested.');
  }
  try {
    const { id } = pickDestination(await running.state(), word, context);
    return await running.call('destination.test', { destination: id }, word, onLine);
  } catch (error) {
    if (!isTidemarkError(error, 'not-found')) throw error;
    if (isFolder) return undefined;
    throw nothingNamed(word, error.hint);
  } finally {
    running.close();
  }
}

function nothingNamed(word: string, hint: string): TidemarkError {
  return new TidemarkError('not-found', `there is no destination ${word}, and no such folder here`, {
    hint: `${hint} A folder that is still to be made is written ./${word}.`,
  });
}

async function testPlace(
  word: string,
  flags: PlaceFlags,
  onLine: (line: TestLine) => void,
  given: Context,
): Promise<readonly TestLine[]> {
  const { place, context } = readPlace(word, flags, given);
  const { tryPlace } = await import('../../engine/agent/try-place.ts');
  const { clock, interrupts } = context;
  return tryPlace({ open: () => probeAt(place, context), clock, signal: interrupts.signal, onLine });
}

async function probeAt({ location, secrets }: Place, context: Context): Promise<Probe> {
  const { openProbe } = await import('../../engine/destination/open.ts');
  return openProbe(location, depsOf(secrets, context));
}

const WORDS: Readonly<Record<TestLine['step'], string>> = {
  reach: 'reach',
  write: 'write',
  'read-back': 'read back',
  list: 'list',
  exclusive: 'write only once',
  clock: 'clock',
  space: 'space',
  delete: 'delete',
};

const WIDTH = Math.max(...Object.values(WORDS).map((word) => word.length));

function describeLine({ step, result, value, reason, hostKey }: TestLine): string {
  const name = WORDS[step].padEnd(WIDTH);
  if (result === 'ok') return `✓ ${name}  ${figure(step, value)}`;
  if (result === 'unknown') return `· ${name}  it does not tell`;
  const key = hostKey === undefined ? '' : `\n  then:  repeat the command with -host-key ${shellWord(hostKey.key)}`;
  const { message = '', hint = '' } = reason ?? {};
  return `✗ ${name}  ${message}${hint === '' ? '' : `\n  next:  ${hint}`}${key}`;
}

function figure(step: TestLine['step'], value: number): string {
  switch (step) {
    case 'space':
      return `${formatBytes(value)} free`;
    case 'clock':
      return value === 0 ? 'the same' : `${formatDuration(Math.abs(value))} ${value > 0 ? 'ahead' : 'behind'}`;
    default:
      return formatDuration(value);
  }
}
