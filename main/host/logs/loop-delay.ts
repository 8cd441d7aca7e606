// How long the main thread keeps the window and the tray waiting: it carries the system's own event loop, so a long
// delay is a fault, and stands in the log.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../engine/base/clock.ts';
import type { Log } from './log.ts';

const PERIOD = 60_000;
/** Ms at the 99th percentile from which on people notice. */
const NOTICED = 50;
const NANOSECONDS = 1e6;

/** Until the signal fires. */
export async function watchLoopDelay(log: Log, clock: Clock, signal: AbortSignal): Promise<void> {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  signal.addEventListener('abort', () => histogram.disable(), { once: true });
  while (!signal.aborted) {
    await clock.sleep(PERIOD, signal).catch(() => undefined);
    report(histogram, log);
    histogram.reset();
  }
}

function report(histogram: ReturnType<typeof monitorEventLoopDelay>, log: Log): void {
  const p99 = histogram.percentile(99) / NANOSECONDS;
  const longest = histogram.max / NANOSECONDS;
  if (p99 >= NOTICED) log.warn({ p99: Math.round(p99), longest: Math.round(longest) }, 'slow main thread');
}
