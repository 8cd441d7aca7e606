// Cancelling: one way to ask, one error to see.
import type { Clock } from './clock.ts';
import { TidemarkError } from './errors.ts';

export function abortedError(what: string): TidemarkError {
  return new TidemarkError('aborted', `${what} was cancelled; nothing was changed`, { retry: 'now' });
}

/** The signal's state now: a function, so that a check before an await does not hide the one after it. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Throws `aborted` if the signal has fired. Called between bounded pieces of long work. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted === true) throw abortedError(what);
}

/** Fires `ms` from now, unless `over` fires before: then never. */
export function deadlineAfter(ms: number, clock: Clock, over: AbortSignal): AbortSignal {
  const deadline = new AbortController();
  const fire = (): void => {
    deadline.abort();
  };
  clock.sleep(ms, over).then(fire, () => undefined);
  return deadline.signal;
}

/** Waits for `wait`, or until the signal fires: then `aborted`, and whatever is waited for goes on by itself. */
export async function unlessAborted<T>(wait: Promise<T>, signal: AbortSignal, what: string): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => {
    aborted.reject(abortedError(what));
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
