// Secrets of destinations, sealed by the system's own store. Only ciphertexts are on disk, in a file nobody copies.
import { type Disk, replaceFile } from '../../engine/base/disk.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import { Mutex } from '../../engine/base/mutex.ts';
import type { Random } from '../../engine/base/random.ts';
import { emptyVault, parseVault, type VaultFile } from './vault-file.ts';

export type VaultState =
  | { readonly kind: 'sealed'; readonly backend: string }
  /** No store on this computer: what is kept could be read by anybody who gets at the file. */
  | { readonly kind: 'open'; readonly accepted: 'yes' | 'no' }
  /** What is in the file was sealed by a store that is not the present one. */
  | { readonly kind: 'other-store'; readonly was: string; readonly backend: string };

export interface Vault {
  state(): Promise<VaultState>;
  store(name: string, secret: string): Promise<void>;
  /** Undefined when nothing is kept under that name. */
  read(name: string): Promise<string | undefined>;
  forget(name: string): Promise<void>;
  /** The person accepts that secrets are readable on this computer. */
  accept(): Promise<void>;
}

interface Opened {
  readonly result: string;
  /** The system has a newer key. */
  readonly shouldReEncrypt: boolean;
}

/** What is needed of Electron's safeStorage. The calls that wait are not used: they hold the main thread. */
export interface SafeStore {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<Opened>;
  getSelectedStorageBackend(): string;
  setUsePlainTextEncryption(usePlainText: boolean): void;
}

export interface VaultOptions {
  readonly file: string;
  readonly store: SafeStore;
  readonly platform: NodeJS.Platform;
  readonly disk: Disk;
  readonly random: Random;
}

const BACKENDS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'keychain', win32: 'dpapi' };

export class SafeVault implements Vault {
  readonly #options: VaultOptions;
  /** The file is read, changed and written as a whole. */
  readonly #turn = new Mutex();

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  async state(): Promise<VaultState> {
    const { store } = this.#options;
    const file = this.#load();
    const backend = this.#backend();
    const isAvailable = await store.isAsyncEncryptionAvailable();
    if (backend === 'basic_text' || !isAvailable) return { kind: 'open', accepted: file.accepted };
    const isOther = file.backend !== backend && Object.keys(file.secrets).length > 0;
    return isOther ? { kind: 'other-store', was: file.backend, backend } : { kind: 'sealed', backend };
  }

  store(name: string, secret: string): Promise<void> {
    return this.#turn.run(async () => {
      await this.#prepare();
      const sealed = await this.#options.store.encryptStringAsync(secret);
      const file = this.#load();
      this.#save({
        ...file,
        backend: this.#backend(),
        secrets: { ...file.secrets, [name]: sealed.toString('base64') },
      });
    });
  }

  async read(name: string): Promise<string | undefined> {
    const file = this.#load();
    const sealed = Object.hasOwn(file.secrets, name) ? file.secrets[name] : undefined;
    if (sealed === undefined) return undefined;
    const opened = await this.#open(Buffer.from(sealed, 'base64'), file);
    if (opened.shouldReEncrypt) await this.store(name, opened.result);
    return opened.result;
  }

  forget(name: string): Promise<void> {
    return this.#turn.run(() => {
      const file = this.#load();
      const secrets = Object.fromEntries(Object.entries(file.secrets).filter(([other]) => other !== name));
      this.#save({ ...file, secrets });
      return Promise.resolve();
    });
  }

  accept(): Promise<void> {
    return this.#turn.run(() => {
      this.#save({ ...this.#load(), accepted: 'yes' });
      return Promise.resolve();
    });
  }

  /** Nothing is kept in the clear unseen, and nothing beside what another store has sealed. */
  async #prepare(): Promise<void> {
    const state = await this.state();
    if (state.kind === 'other-store') throw otherStore(state.was, state.backend);
    if (state.kind === 'open' && state.accepted === 'no') throw unprotected();
    if (state.kind === 'open') this.#options.store.setUsePlainTextEncryption(true);
  }

  async #open(sealed: Buffer, file: VaultFile): Promise<Opened> {
    await this.#prepare();
    try {
      return await this.#options.store.decryptStringAsync(sealed);
    } catch (cause) {
      throw new TidemarkError('refused', `the system's store (${file.backend}) did not open a secret`, {
        hint: 'Unlock the keyring of your system and try again, or enter the secret anew.',
        retry: 'later',
        cause,
      });
    }
  }

  #backend(): string {
    const { platform, store } = this.#options;
    return BACKENDS[platform] ?? store.getSelectedStorageBackend();
  }

  #load(): VaultFile {
    const { file, disk } = this.#options;
    return disk.existsSync(file) ? parseVault(disk.readFileSync(file, 'utf8')) : emptyVault;
  }

  #save(content: VaultFile): void {
    const { file, disk, random } = this.#options;
    replaceFile(disk, file, Buffer.from(JSON.stringify(content)), random.token(4));
  }
}

function unprotected(): TidemarkError {
  return new TidemarkError('refused', 'this computer has no store for secrets', {
    hint: 'Set up a keyring (GNOME Keyring, KWallet), or accept that the secret is readable on this computer.',
  });
}

function otherStore(was: string, backend: string): TidemarkError {
  return new TidemarkError(
    'refused',
    `secrets here were sealed by ${was}, and the system now offers ${backend}`,
    {
      hint: 'Start Tidemark in the session it was set up in, or enter the secrets anew.',
    },
  );
}
