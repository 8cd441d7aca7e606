// One line that tells how far long work is: bytes, share, rate, and the time left once that can be said.
import type { Clock } from '../../engine/base/clock.ts';
import type { Progress } from '../../engine/base/progress.ts';
import { Rate } from '../../engine/base/rate.ts';
import { formatBytes, formatDuration } from '../text/sizes.ts';
import type { Console } from './console.ts';

/** Work shorter than this shows no line at all, ms. */
const PATIENCE = 500;
/** The line changes at most this often, ms. */
const PACE = 100;
/** Without news for so long, work is no longer followed, ms. */
const SILENCE = 1000;

/** Steps as people would call them. */
const STEP_WORDS: ReadonlyMap<string, string> = new Map([
  ['read', 'reading'],
  ['snapshot', 'copying all of it'],
  ['upload', 'copying'],
  ['fold', 'reading the copies'],
  ['restore', 'restoring'],
  ['check', 'checking'],
  ['verify', 'verifying'],
  ['import', 'taking over'],
]);

export class ProgressLine {
  readonly #console: Console;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #subject: string;
  /** Step and destination that the line follows. */
  #following = '';
  #heard = -Infinity;
  #started = 0;
  #drawn = -Infinity;
  #rate = new Rate();

  /** @param subject what the work is on, as it stands at the start of the line */
  constructor(console: Console, clock: Pick<Clock, 'monotonic'>, subject: string) {
    this.#console = console;
    this.#clock = clock;
    this.#subject = subject;
  }

  readonly update = (progress: Progress): void => {
    const now = this.#clock.monotonic();
    const source = `${progress.step} ${progress.destination ?? ''}`;
    if (source !== this.#following) {
      if (this.#isOther(progress, now)) return;
      this.#begin(source, now);
    }
    this.#heard = now;
    this.#rate.add(now, progress.done);
    if (now - this.#started < PATIENCE || now - this.#drawn < PACE) return;
    this.#drawn = now;
    this.#console.showLive(`${this.#subject}  ${describeProgress(progress, this.#rate)}`);
  };

  /** Takes the line away; the next update starts afresh. */
  end(): void {
    this.#following = '';
    this.#console.showLive('');
  }

  /** Of several destinations served at once the line follows one until that falls silent. */
  #isOther({ step }: Progress, now: number): boolean {
    return this.#following.startsWith(`${step} `) && now - this.#heard < SILENCE;
  }

  #begin(source: string, now: number): void {
    this.#following = source;
    this.#started = now;
    this.#rate = new Rate();
  }
}

/** `copying the whole database  412 MB of 1.2 GB  34 %  180 MB/s  4 s left`, less what is not known. */
export function describeProgress(progress: Progress, rate: Rate): string {
  const { step, done, total } = progress;
  const parts = [STEP_WORDS.get(step) ?? step];
  parts.push(total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`);
  if (total !== undefined && total > 0) parts.push(`${Math.min(100, Math.floor((done / total) * 100))} %`);
  const perSecond = rate.perSecond();
  if (perSecond !== undefined && perSecond > 0) parts.push(`${formatBytes(perSecond)}/s`);
  const left = total === undefined ? undefined : rate.remaining(total);
  if (left !== undefined) parts.push(`${formatLeft(left)} left`);
  return parts.join('  ');
}

/** Tenths of seconds would only flicker. */
function formatLeft(ms: number): string {
  return ms < 10_000 ? `${Math.max(1, Math.ceil(ms / 1000))} s` : formatDuration(ms);
}
