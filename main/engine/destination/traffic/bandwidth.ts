// One direction of a line that not all of may be used: bytes wait for their turn, first come first served, large ones
// in pieces so that small ones behind them do not wait for all of it.
import { abortedError } from '../../base/abort.ts';
import { Alarm } from '../../base/alarm.ts';
import type { Clock } from '../../base/clock.ts';

/** What may pass at once after a pause, in ms of the limit. Also makes up for timers that fire late. */
const BURST_MS = 200;
/** What one takes before it is the next one's turn, in ms of the limit. */
const PIECE_MS = 50;

interface Waiter {
  /** Bytes that have not passed yet. */
  left: number;
  readonly done: () => void;
}

export class Bandwidth {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #queue: Waiter[] = [];
  /** Bytes per second; 0 for no limit. */
  #limit: number;
  /** Bytes that may pass now, counted at `#countedAt` (monotonic ms). */
  #tokens: number;
  #countedAt: number;
  #pumping: 'no' | 'yes' = 'no';

  /** @param limit bytes per second, 0 for none */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock);
    this.#limit = limit;
    this.#countedAt = clock.monotonic();
    this.#tokens = this.#burst();
  }

  get limit(): number {
    return this.#limit;
  }

  /** Counts from now on, also for those who wait. */
  set limit(limit: number) {
    this.#refill();
    this.#limit = limit;
    this.#tokens = limit === 0 ? Infinity : Math.min(this.#tokens, this.#burst());
    this.#alarm.ring();
  }

  /** Resolves when so many bytes may pass; `aborted` when the signal fires first. */
  async pass(bytes: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw abortedError('sending');
    if (bytes <= 0 || this.#takesAtOnce(bytes)) return;
    await this.#wait(bytes, signal);
  }

  #takesAtOnce(bytes: number): boolean {
    this.#refill();
    if (this.#queue.length > 0 || this.#tokens < bytes) return false;
    this.#tokens -= bytes;
    return true;
  }

  #wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#leave(waiter);
        reject(abortedError('sending'));
      };
      const done = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiter: Waiter = { left: bytes, done };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(waiter);
      if (this.#pumping === 'no') void this.#pump();
    });
  }

  #leave(waiter: Waiter): void {
    const place = this.#queue.indexOf(waiter);
    if (place !== -1) this.#queue.splice(place, 1);
    this.#alarm.ring();
  }

  async #pump(): Promise<void> {
    this.#pumping = 'yes';
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const due = this.#serve(first);
      if (due > 0) await this.#alarm.wait(due);
    }
    this.#pumping = 'no';
  }

  /** Ms until its next piece may pass; 0 when it passed just now. */
  #serve(waiter: Waiter): number {
    this.#refill();
    const piece = Math.min(waiter.left, this.#piece());
    if (this.#tokens < piece) return Math.max(1, ((piece - this.#tokens) / this.#limit) * 1000);
    this.#tokens -= piece;
    waiter.left -= piece;
    this.#queue.shift();
    if (waiter.left > 0) this.#queue.push(waiter);
    else waiter.done();
    return 0;
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    const earned = ((now - this.#countedAt) / 1000) * this.#limit;
    this.#countedAt = now;
    this.#tokens = Math.min(this.#tokens + earned, this.#burst());
  }

  #burst(): number {
    return this.#limit === 0 ? Infinity : Math.max(1, (this.#limit * BURST_MS) / 1000);
  }

  #piece(): number {
    return this.#limit === 0 ? Infinity : Math.max(1, (this.#limit * PIECE_MS) / 1000);
  }
}
