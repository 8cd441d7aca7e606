// Leaving: the last changes are copied first, within a bound; a person is asked before a running restore is ended.
import { messageOf } from '../../engine/base/errors.ts';
import type { Log } from '../logs/log.ts';

export interface QuittingOptions {
  /** Bounded by itself: copies the last changes and ends the engine. */
  readonly stop: () => Promise<void>;
  readonly isRestoring: () => boolean;
  readonly ask: () => Promise<'quit' | 'stay'>;
  /** Electron's way out; fires `before-quit` again. */
  readonly quit: () => void;
  readonly log: Log;
}

/** Who wants it: a system that shuts down does not wait for an answer. */
export type Wanting = 'person' | 'system';

type Stage = 'running' | 'asking' | 'stopping' | 'over';

export class Quitting {
  readonly #options: QuittingOptions;
  #stage: Stage = 'running';

  constructor(options: QuittingOptions) {
    this.#options = options;
  }

  /** Whether there is no way back. A function, so that a check before an await does not hide the one after it. */
  isUnderWay(): boolean {
    return this.#isAt('stopping') || this.#isAt('over');
  }

  /** For `before-quit`: held back until all is done. */
  onBeforeQuit(event: { preventDefault(): void }): void {
    if (this.#stage === 'over') return;
    event.preventDefault();
    void this.request('person');
  }

  /** @param leave what is done at the end instead of quitting, as installing an update */
  async request(wanting: Wanting, leave: () => void = this.#options.quit): Promise<void> {
    if (this.isUnderWay() || (this.#stage === 'asking' && wanting === 'person')) return;
    if (wanting === 'person' && this.#options.isRestoring() && (await this.#ask()) === 'stay') return;
    if (this.isUnderWay()) return;
    this.#stage = 'stopping';
    await this.#options.stop().catch((error: unknown) => {
      this.#options.log.error({ reason: messageOf(error) }, 'the engine did not stop well');
    });
    this.#stage = 'over';
    leave();
  }

  async #ask(): Promise<'quit' | 'stay'> {
    this.#stage = 'asking';
    const answer = await this.#options.ask().catch(() => 'quit' as const);
    if (this.#isAt('asking')) this.#stage = 'running';
    return answer;
  }

  #isAt(stage: Stage): boolean {
    return this.#stage === stage;
  }
}
