// What a node is told to do beside what it does by itself: one thing at a time.
import { TidemarkError } from '../../base/errors.ts';

export type Order =
  | { readonly kind: 'promote'; readonly how: 'when-free' | 'force' }
  /** The primary passed its pen on to us. */
  | { readonly kind: 'take-over' }
  /** We pass it on to the follower with this id. */
  | { readonly kind: 'hand-off'; readonly node: string };

export interface Given {
  readonly order: Order;
  done(): void;
  failed(error: unknown): void;
}

export class Orders {
  #waiting: Given | undefined;

  get waiting(): Given | undefined {
    return this.#waiting;
  }

  /** Resolves when it is carried out. `busy` while another one waits. */
  give(order: Order): Promise<void> {
    if (this.#waiting !== undefined) {
      return Promise.reject(new TidemarkError('busy', 'this node is just changing its role', { hint: 'Ask again in a moment.', retry: 'later' }));
    }
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const clear = (): void => {
      if (this.#waiting === given) this.#waiting = undefined;
    };
    const given: Given = {
      order,
      done: () => {
        clear();
        resolve(undefined);
      },
      failed: (error) => {
        clear();
        reject(error);
      },
    };
    this.#waiting = given;
    return promise;
  }
}
