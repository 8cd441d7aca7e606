// Reading on where a lost connection stopped (FACTS B.13): the same bytes once, in order, over as many connections as it takes.
import { abortedError } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { isTidemarkError } from '../base/errors.ts';

/** Connections lost one after the other without a byte in between. */
const TRIES = 3;
/** Before the first new try, ms; doubles. */
const FIRST_WAIT = 250;

export interface ResumeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** `openAt` gives the bytes from an offset on, counted from where this reading began. What it throws last is thrown. */
export async function* resumed(
  openAt: (offset: number) => AsyncIterable<Uint8Array>,
  { clock, signal }: ResumeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = 0;
  for (let failures = 0; ;) {
    try {
      for await (const piece of openAt(offset)) {
        offset += piece.length;
        failures = 0;
        yield piece;
      }
      return;
    } catch (error) {
      failures += 1;
      if (failures > TRIES || !isTidemarkError(error, 'destination-absent')) throw error;
      await pause(clock, FIRST_WAIT * 2 ** (failures - 1), signal);
    }
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch {
    throw abortedError('reading');
  }
}
