// The desktop as a face of the engine: what tray, menu and notices are made from, and the calls that they make.
import type { Clock } from '../engine/base/clock.ts';
import { Emitter, type Event } from '../engine/base/events.ts';
import type { EngineView } from '../engine/agent/views.ts';
import type { Connection } from '../ipc/connection.ts';
import { CallError, Client } from '../ipc/contract/client.ts';
import type { CommandId, InputOf } from '../ipc/contract/commands.ts';
import { isRestore } from '../ipc/contract/restores.ts';
import { languageOf } from '../ipc/contract/words/languages.ts';
import type { Gateway } from '../ipc/gateway.ts';
import type { ThreadState } from './engine-thread/engine-thread.ts';
import type { Log } from './logs/log.ts';
import type { Truth } from './tray/model.ts';
import { type Speech, speechOf } from './words/speech.ts';

export interface HostStateOptions {
  readonly gateway: Gateway;
  /** BCP 47. */
  readonly systemLanguage: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

export class HostState {
  readonly #options: HostStateOptions;
  readonly #client: Client;
  readonly #changed = new Emitter<Truth>();
  #truth: Truth = { kind: 'starting' };
  /** The last one known: settings hold also while the engine is away. */
  #view: EngineView | undefined;

  constructor(options: HostStateOptions) {
    this.#options = options;
    let connection: Connection | undefined;
    const channel = {
      send: (message: unknown) => connection?.receive(message),
      listen: (listener: Parameters<Gateway['connect']>[0]) => {
        connection = options.gateway.connect(listener);
      },
    };
    this.#client = new Client(channel, {
      onState: (view) => {
        this.#view = view;
        this.#enter({ kind: 'running', view });
      },
      onShell: () => undefined,
      onShow: () => undefined,
    });
  }

  get truth(): Truth {
    return this.#truth;
  }

  get changed(): Event<Truth> {
    return this.#changed;
  }

  get view(): EngineView | undefined {
    return this.#view;
  }

  get speech(): Speech {
    const chosen = this.#view?.settings.language ?? 'system';
    return speechOf(languageOf(chosen, this.#options.systemLanguage()));
  }

  get isRestoring(): boolean {
    const operations = this.#truth.kind === 'running' ? Object.values(this.#truth.view.operations) : [];
    return operations.some(({ facts, state }) => state.kind === 'running' && isRestore(facts));
  }

  watch(): void {
    this.#client.watch();
  }

  /** What became of the engine's thread; what it shows comes by itself. */
  follow(thread: ThreadState): void {
    if (thread.kind === 'starting') this.#enter({ kind: 'starting' });
    if (thread.kind === 'down') this.#enter({ kind: 'down', reason: thread.reason });
  }

  /** A command of a menu. What goes wrong shows in the state; here it is written down. */
  ask<Id extends CommandId>(command: Id, input: InputOf<Id>): void {
    this.#client.call(command, input).catch((error: unknown) => {
      const reason = error instanceof CallError ? { code: error.code, message: error.message } : { error };
      this.#options.log.warn({ command, ...reason }, 'a command was not carried out');
    });
  }

  #enter(truth: Truth): void {
    this.#truth = truth;
    this.#changed.emit(truth);
  }
}
