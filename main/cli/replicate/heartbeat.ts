// Tells a URL that all is well, for as long as it is: whoever watches it notices when the calls stop (FACTS B.11).
import { deadlineAfter, isAborted } from '../../engine/base/abort.ts';
import type { Clock } from '../../engine/base/clock.ts';
import { messageOf } from '../../engine/base/errors.ts';
import type { Heartbeat } from '../config/service.ts';
import type { Log } from '../terminal/log.ts';

/** Ms. */
const TIMEOUT = 30_000;

export interface HeartbeatOptions extends Heartbeat {
  readonly clock: Clock;
  readonly log: Pick<Log, 'write'>;
  /** Whether every database has had everything at its destinations within the last so many ms. */
  readonly allWellWithin: (ms: number) => boolean;
}

export class HeartbeatSender {
  readonly #options: HeartbeatOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #said: 'nothing' | 'failed' = 'nothing';

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, interval, allWellWithin } = this.#options;
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      await clock.sleep(interval, signal).catch(() => undefined);
      if (!isAborted(signal) && allWellWithin(interval)) await this.#beat();
    }
  }

  /** What fails is said once, and stops nothing. */
  async #beat(): Promise<void> {
    const { url, log } = this.#options;
    const over = new AbortController();
    const late = deadlineAfter(TIMEOUT, this.#options.clock, over.signal);
    try {
      const response = await fetch(url, { signal: AbortSignal.any([this.#stopping.signal, late]) });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the answer was ${response.status}`);
      this.#said = 'nothing';
    } catch (error) {
      if (isAborted(this.#stopping.signal) || this.#said === 'failed') return;
      this.#said = 'failed';
      const host = new URL(url).host;
      log.write({ level: 'warn', event: 'heartbeat-failed', message: `the heartbeat to ${host} failed: ${messageOf(error)}` });
    } finally {
      over.abort();
    }
  }
}
