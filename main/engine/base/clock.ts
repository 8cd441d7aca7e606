// Time as a parameter: engine code never reads the system clock or sets a timer by itself, so that tests can
// jump hours, stop time, or run a day in a second.

export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. May jump. Only for what people and formats see. */
  now(): number;
  /** Monotonic milliseconds with sub-millisecond fraction. Never jumps. For durations and deadlines. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason if aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What a timer of the system can wait for; longer ones would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    let left = ms;
    for (; left > LONGEST_TIMER; left -= LONGEST_TIMER) await sleepOnce(LONGEST_TIMER, signal);
    await sleepOnce(left, signal);
  },
};

function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
