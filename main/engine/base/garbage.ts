// Memory asked back of V8 when much work is over. By itself it collects when memory is asked of it, so that what a burst
// left behind stays in the process for as long as nothing happens: the longest part of a day.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (how: { readonly type: 'major'; readonly execution: 'sync'; readonly flavor: 'last-resort' }) => void;

/** Collects this thread's garbage and lets go of the pages that it frees. Holds the thread for tens of milliseconds. */
export function collectGarbage(): void {
  // V8 gives its collector only to scripts of contexts that are made while the flag is set.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('globalThis.gc') as Collect | undefined;
  setFlagsFromString('--no-expose-gc');
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
