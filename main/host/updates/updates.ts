// New versions: looked for, brought here when wanted, installed only after a question, and never during a restore.
import { messageOf, TidemarkError } from '../../engine/base/errors.ts';
import { Emitter, type Event } from '../../engine/base/events.ts';
import type { UpdateView } from '../../ipc/contract/shell.ts';
import type { Log } from '../logs/log.ts';

/** Where updates come from. */
export interface UpdateSource {
  /** The version that is newer than this one, if there is one. */
  check(): Promise<string | undefined>;
  /** @param onPercent 0 to 100 */
  download(onPercent: (percent: number) => void): Promise<void>;
  /** Ends the app and installs what was brought. */
  install(): void;
}

export interface UpdatesOptions {
  /** Undefined where the app cannot be updated: run from its sources. */
  readonly source: UpdateSource | undefined;
  readonly isRestoring: () => boolean;
  readonly ask: (version: string) => Promise<'install' | 'later'>;
  /** Leaves the app in order, then calls back. */
  readonly leave: (then: () => void) => void;
  readonly log: Log;
}

export class Updates {
  readonly #options: UpdatesOptions;
  readonly #changed = new Emitter<UpdateView>();
  #view: UpdateView = { kind: 'none' };

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  get view(): UpdateView {
    return this.#view;
  }

  get changed(): Event<UpdateView> {
    return this.#changed;
  }

  /** `by itself` does not bother anybody when it fails: computers are offline at times. */
  async check(why: 'asked' | 'by itself'): Promise<void> {
    const { source, log } = this.#options;
    if (source === undefined) {
      if (why === 'asked') throw notHere();
      return;
    }
    if (this.#view.kind !== 'none' && this.#view.kind !== 'failed') return;
    this.#enter({ kind: 'checking' });
    try {
      const version = await source.check();
      this.#enter(version === undefined ? { kind: 'none' } : { kind: 'available', version });
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'no answer about updates');
      this.#enter(why === 'asked' ? { kind: 'failed', message: messageOf(error) } : { kind: 'none' });
    }
  }

  /** Brings an update that is available; installs one that was brought, when the person says so. */
  async install(): Promise<void> {
    const { source, isRestoring, ask, leave } = this.#options;
    if (source === undefined) throw notHere();
    if (this.#view.kind === 'available') await this.#download(source, this.#view.version);
    if (this.#view.kind !== 'ready') return;
    if (isRestoring()) throw restoring();
    if ((await ask(this.#view.version)) === 'later') return;
    if (isRestoring()) throw restoring();
    leave(() => {
      source.install();
    });
  }

  async #download(source: UpdateSource, version: string): Promise<void> {
    this.#enter({ kind: 'downloading', version, percent: 0 });
    try {
      await source.download((percent) => {
        this.#enter({ kind: 'downloading', version, percent: Math.floor(percent) });
      });
      this.#enter({ kind: 'ready', version });
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error) }, 'the update was not brought');
      this.#enter({ kind: 'failed', message: messageOf(error) });
    }
  }

  #enter(view: UpdateView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    this.#changed.emit(view);
  }
}

function notHere(): TidemarkError {
  return new TidemarkError('unsupported', 'this Tidemark is not updated by itself', {
    hint: 'It was not installed as an app. Update it the way it came.',
  });
}

function restoring(): TidemarkError {
  return new TidemarkError('busy', 'a restore is running', {
    hint: 'The update can be installed when it has ended.',
    retry: 'later',
  });
}
