// The keys of destinations in the system's own store, and the answers that the engine's thread gets from it.
import type { SecretKeeper } from '../../engine/agent/secrets.ts';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { Secrets } from '../../engine/destination/location.ts';
import { errorView } from '../../ipc/error-view.ts';
import type { FromThread, KeyringAnswer } from '../engine-thread/messages.ts';
import type { Vault } from './vault.ts';

export class VaultKeeper implements SecretKeeper {
  readonly kind = 'keyring';
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  async read(place: string): Promise<Secrets> {
    const text = await this.#vault.read(place);
    return text === undefined ? {} : parse(text);
  }

  async store(place: string, secrets: Secrets): Promise<void> {
    if (Object.keys(secrets).length === 0) await this.#vault.forget(place);
    else await this.#vault.store(place, JSON.stringify(secrets));
  }
}

/** Never rejects: what went wrong is the answer. */
export async function answerKeyring(
  keeper: SecretKeeper,
  { place, secrets }: FromThread & { kind: 'secret' },
): Promise<KeyringAnswer> {
  try {
    if (secrets === undefined) return { kind: 'done', secrets: await keeper.read(place) };
    await keeper.store(place, secrets);
    return { kind: 'done', secrets: {} };
  } catch (error) {
    return { kind: 'failed', reason: errorView(error), retry: isTidemarkError(error) ? error.retry : 'later' };
  }
}

function parse(text: string): Secrets {
  try {
    return JSON.parse(text) as Secrets;
  } catch (cause) {
    throw new TidemarkError('config', 'the keyring holds something else than keys under our name', {
      hint: 'Enter the keys of the destination anew.',
      cause,
    });
  }
}
