// The way out to one follower. It holds a bounded piece: whoever does not read keeps us waiting, for a while, and no memory.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { TidemarkError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';

export class Output {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #closed = new AbortController();

  /** @param patience ms that the follower may leave what was sent unread */
  constructor(response: ServerResponse, clock: Clock, patience: number) {
    this.#response = response;
    this.#clock = clock;
    this.#patience = patience;
    response.once('close', () => {
      this.#closed.abort(goneError());
    });
    response.on('error', () => undefined);
  }

  /** Fires when the follower is gone. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Resolves when there is room for more. `aborted` when the follower went away, or does not read. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.closed.aborted) throw goneError();
    if (!this.#response.write(bytes)) await this.#drained();
  }

  /** Ends the response after what was written. */
  end(): void {
    this.#response.end();
  }

  /** Cuts it off: what was being sent is not whole. */
  cut(): void {
    this.#response.destroy();
  }

  async #drained(): Promise<void> {
    const over = new AbortController();
    this.#clock.sleep(this.#patience, over.signal).then(
      () => {
        this.cut();
      },
      () => undefined,
    );
    try {
      await once(this.#response, 'drain', { signal: this.closed });
    } catch {
      throw goneError();
    } finally {
      over.abort();
    }
  }
}

function goneError(): TidemarkError {
  return new TidemarkError('aborted', 'the follower went away', { retry: 'later' });
}
