// Trying a place for real, one step after the other, as screens and terminals show it.
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { asTidemarkError, isTidemarkError, TidemarkError, troubleOf } from '../base/errors.ts';
import type { Probe, ProbeStep } from '../destination/probe.ts';
import { UntrustedKeyError } from '../destination/untrusted-key.ts';
import type { TestLine } from './engine.ts';

export interface Trial {
  /** What it rejects with is told as the first step's failure. */
  readonly open: () => Promise<Probe>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onLine: (line: TestLine) => void;
}

/** What a step says in figures, beside that it works. */
type Step = (probe: Probe, signal: AbortSignal) => Promise<number | undefined | 'unknown'>;

const worked = (step: (probe: Probe, signal: AbortSignal) => Promise<void>): Step => {
  return (probe, signal) => step(probe, signal).then(() => undefined);
};

const STEPS: Readonly<Record<ProbeStep, Step>> = {
  reach: worked((probe, signal) => probe.reach(signal)),
  write: worked((probe, signal) => probe.write(signal)),
  'read-back': worked((probe, signal) => probe.readBack(signal)),
  list: worked((probe, signal) => probe.list(signal)),
  exclusive: worked((probe, signal) => probe.exclusive(signal)),
  clock: async (probe, signal) => requireClock(await probe.clock(signal)) ?? 'unknown',
  space: async (probe, signal) => (await probe.space(signal))?.free ?? 'unknown',
  delete: worked((probe, signal) => probe.remove(signal)),
};

/** A clock that is further off than this makes times of points wrong, and requests refused, ms. */
const CLOCK_BOUND = 60_000;

function requireClock(ahead: number | undefined): number | undefined {
  if (ahead === undefined || Math.abs(ahead) <= CLOCK_BOUND) return ahead;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const message = `the clock there is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the one of this computer`;
  throw new TidemarkError('destination-clock', message, {
    hint: 'Set the clock that is wrong, best by letting it set itself: times of the past would not be right.',
  });
}

/** Ends at the first step that fails: those after it could not succeed. Nothing of it is left there. */
export async function tryPlace(trial: Trial): Promise<readonly TestLine[]> {
  const { clock, signal, onLine } = trial;
  const lines: TestLine[] = [];
  const tell = (line: TestLine): void => {
    lines.push(line);
    onLine(line);
  };
  const probe = await trial.open().catch((error: unknown) => {
    tell(failedLine('reach', 0, error));
  });
  if (probe === undefined) return lines;
  try {
    for (const [step, run] of Object.entries(STEPS) as [ProbeStep, Step][]) {
      throwIfAborted(signal, 'testing the destination');
      tell(await tried(step, clock, () => run(probe, signal)));
      if (lines.at(-1)?.result === 'failed') break;
    }
  } finally {
    await probe.cleanUp();
  }
  return lines;
}

async function tried(step: ProbeStep, clock: Clock, run: () => ReturnType<Step>): Promise<TestLine> {
  const start = clock.monotonic();
  const taken = (): number => Math.round(clock.monotonic() - start);
  try {
    const value = await run();
    if (value === 'unknown') return { step, result: 'unknown', value: taken() };
    return { step, result: 'ok', value: Math.round(value ?? taken()) };
  } catch (error) {
    if (isTidemarkError(error, 'aborted')) throw error;
    return failedLine(step, taken(), error);
  }
}

function failedLine(step: ProbeStep, value: number, error: unknown): TestLine {
  const shown = error instanceof UntrustedKeyError ? { hostKey: error.shown } : {};
  return { step, result: 'failed', value, reason: troubleOf(asTidemarkError(error)), ...shown };
}
