// What nobody caught ends here: in the log always, and once before the person. Never a silent death.
import type { Log } from '../logs/log.ts';
import type { On } from '../on.ts';

export interface CriticalOptions {
  readonly log: Log;
  /** Asks the person what to do; only called once. */
  readonly tell: (details: string) => Promise<'go on' | 'restart'>;
  readonly restart: () => void;
}

/** What is needed of Node's process. */
export interface ErrorSource {
  readonly on: On<'uncaughtException', [error: unknown]> & On<'unhandledRejection', [error: unknown]>;
}

interface ChildGone {
  readonly type: string;
  readonly reason: string;
  readonly exitCode: number;
}

export class CriticalErrors {
  readonly #options: CriticalOptions;
  #told: 'yes' | 'no' = 'no';

  constructor(options: CriticalOptions) {
    this.#options = options;
  }

  listen(source: ErrorSource): void {
    source.on('uncaughtException', (error) => {
      this.report('uncaughtException', error);
    });
    source.on('unhandledRejection', (error) => {
      this.report('unhandledRejection', error);
    });
  }

  /** A process of Chromium's ended (graphics, network): it starts another by itself, so this is only written down. */
  childGone({ type, reason, exitCode }: ChildGone): void {
    if (reason !== 'clean-exit')
      this.#options.log.error({ type, reason, exitCode }, 'a helper process ended');
  }

  report(kind: string, error: unknown): void {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log.error({ kind, details }, 'nobody caught this');
    if (this.#told === 'yes') return;
    this.#told = 'yes';
    this.#options.tell(`${kind}\n${details}`).then(
      (choice) => {
        if (choice === 'restart') this.#options.restart();
      },
      () => undefined,
    );
  }
}
