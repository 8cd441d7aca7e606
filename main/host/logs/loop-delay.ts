// How long the main thread keeps the window and the tray waiting: it carries the system's own event loop, so a long
// delay is a fault, and stands in the log.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../engine/base/clock.ts';
import type { Log } from './log.ts';

/** Ms between two reports. */
const PERIOD = 60_000;
/** Ms between two looks at the loop: seldom enough that an app that rests does not wake for it all the time. */
const RESOLUTION = 50;
/** Ms at the 99th percentile from which on people notice. */
const NOTICED = 50;
const NANOSECONDS = 1e6;

/** Until the signal fires. */
export async function watchLoopDelay(log: Log, clock: Clock, signal: AbortSignal): Promise<void> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  signal.addEventListener('abort', () => histogram.disable(), { once: true });
  while (!signal.aborted) {
    await clock.sleep(PERIOD, signal).catch(() => undefined);
    report(histogram, log);
    histogram.reset();
  }
}

function report(histogram: ReturnType<typeof monitorEventLoopDelay>, log: Log): void {
  const p99 = lateness(histogram.percentile(99));
  const longest = lateness(histogram.max);
  if (p99 >= NOTICED) log.warn({ p99, longest }, 'slow main thread');
}

/** Ms: the histogram has times between two looks, so the time that was to pass is in all of them. */
function lateness(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / NANOSECONDS - RESOLUTION));
}
