// Time that moves only when a test says so.
import type { Clock } from '../../main/engine/base/clock.ts';

interface Sleeper {
  /** Monotonic ms. */
  readonly due: number;
  readonly wake: () => void;
}

export class FakeClock implements Clock {
  #epoch: number;
  #elapsed = 0;
  readonly #sleepers = new Set<Sleeper>();
  #watchers: (() => void)[] = [];

  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper: Sleeper = { due: this.#elapsed + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort);
      for (const watcher of this.#watchers.splice(0)) watcher();
    });
  }

  /** Moves the wall clock alone, as a person or a time server does. */
  jump(ms: number): void {
    this.#epoch += ms;
  }

  /** Lets `ms` pass and wakes whoever is due, the earliest first. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (let next = this.#earliest(); next !== undefined && next.due <= end; next = this.#earliest()) {
      this.#elapsed = Math.max(this.#elapsed, next.due);
      this.#sleepers.delete(next);
      next.wake();
    }
    this.#elapsed = end;
  }

  /** Ms until the first sleeper is due; undefined while nobody sleeps. */
  untilDue(): number | undefined {
    const first = this.#earliest();
    return first && first.due - this.#elapsed;
  }

  /** Waits until somebody sleeps; resolves with the ms until the first of them is due. */
  async asleep(): Promise<number> {
    while (this.#sleepers.size === 0) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    return this.#earliest()!.due - this.#elapsed;
  }

  #earliest(): Sleeper | undefined {
    return [...this.#sleepers].sort((a, b) => a.due - b.due)[0];
  }
}
