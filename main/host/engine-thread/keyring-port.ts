// The keyring as the engine's thread sees it: it belongs to the main thread, so each question goes there and back.
import type { SecretKeeper } from '../../engine/agent/secrets.ts';
import { type ErrorCode, TidemarkError } from '../../engine/base/errors.ts';
import type { Secrets } from '../../engine/destination/location.ts';
import type { FromThread, KeyringAnswer } from './messages.ts';

type Waiting = PromiseWithResolvers<Secrets>;

export class KeyringPort implements SecretKeeper {
  readonly kind = 'keyring';
  readonly #say: (message: FromThread) => void;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor(say: (message: FromThread) => void) {
    this.#say = say;
  }

  read(place: string): Promise<Secrets> {
    return this.#ask({ place });
  }

  async store(place: string, secrets: Secrets): Promise<void> {
    await this.#ask({ place, secrets });
  }

  /** An answer has come. */
  hear(id: number, answer: KeyringAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answer.kind === 'done') waiting?.resolve(answer.secrets);
    else waiting?.reject(errorOf(answer));
  }

  #ask(question: { readonly place: string; readonly secrets?: Secrets }): Promise<Secrets> {
    const id = (this.#asked += 1);
    const waiting = Promise.withResolvers<Secrets>();
    this.#waiting.set(id, waiting);
    this.#say({ kind: 'secret', id, ...question });
    return waiting.promise;
  }
}

function errorOf({ reason, retry }: KeyringAnswer & { kind: 'failed' }): TidemarkError {
  return new TidemarkError(reason.code as ErrorCode, reason.message, { hint: reason.hint, retry });
}
