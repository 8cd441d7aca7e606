// One signed-in SFTP session: every request is a promise that ends, with an answer, or because the connection is lost or
// silent. The library forgets requests that are made on a connection that is gone; this does not.
import type { Client, SFTPWrapper } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { isTidemarkError, messageOf, TidemarkError } from '../../base/errors.ts';
import { unreachable } from '../network.ts';
import { dial } from './dial.ts';
import { type Patience, PATIENCE, showServer, type SftpOptions } from './options.ts';
import { StatusError } from './status.ts';

/** Takes a request's answer. */
export type Answer<T> = (error: Error | null | undefined, value: T) => void;

export class Session {
  readonly #server: string;
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #pending = new Set<(error: unknown) => void>();
  readonly #ended = new AbortController();
  #lost: TidemarkError | undefined;
  /** Monotonic ms. */
  #heard = 0;
  #watch: AbortController | undefined;

  private constructor(client: Client, sftp: SFTPWrapper, { location, clock, patience = PATIENCE }: SftpOptions) {
    this.#server = showServer(location);
    this.#client = client;
    this.#sftp = sftp;
    this.#clock = clock;
    this.#patience = patience;
    client.on('error', (error) => {
      this.#lose(messageOf(error), error);
    });
    client.on('close', () => {
      this.#lose('the connection was cut', undefined);
    });
    sftp.on('error', (error: unknown) => {
      this.#lose(messageOf(error), error);
    });
    sftp.on('close', () => {
      this.#lose('the server ended the session', undefined);
    });
  }

  /** Throws what `dial` throws, and `destination-failed` where the server has no SFTP for this user. */
  static async open(options: SftpOptions): Promise<Session> {
    const { location, secrets, patience = PATIENCE } = options;
    const client = await dial({ location, secrets, patience });
    try {
      return new Session(client, await startSftp(client, options), options);
    } catch (error) {
      client.destroy();
      throw isTidemarkError(error) ? error : unreachable(showServer(location), messageOf(error), error);
    }
  }

  /** Fires when the session is over. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Makes one request. Rejects with the server's status (`statusOf`) or, when nothing comes, with `destination-absent`. */
  call<T = unknown>(start: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost);
        return;
      }
      if (this.#pending.size === 0) this.#heard = this.#clock.monotonic();
      this.#pending.add(reject);
      if (this.#watch === undefined) void this.#watchAnswers();
      start(this.#sftp, (error, value) => {
        this.#answered(reject);
        if (error === null || error === undefined) resolve(value);
        else if ('code' in error && typeof error.code === 'number') reject(new StatusError(error.code, error.message));
        // The library ends what is under way before it says why.
        else reject(this.#lost ?? unreachable(this.#server, error.message, error));
      });
    });
  }

  /** As `call`, for what not every server can do: undefined then. The library throws before it sends anything. */
  async extension<T = unknown>(
    start: (sftp: SFTPWrapper, answer: Answer<T>) => void,
  ): Promise<{ readonly value: T } | undefined> {
    let offered: 'yes' | 'no' = 'yes';
    const result = this.call<T | undefined>((sftp, answer) => {
      try {
        start(sftp, answer);
      } catch {
        offered = 'no';
        answer(undefined, undefined);
      }
    });
    const value = await result;
    return (offered as 'yes' | 'no') === 'no' ? undefined : { value: value as T };
  }

  /** Says goodbye. What is under way fails with `destination-absent`. */
  end(): void {
    this.#client.end();
    this.#lose('the connection was closed', undefined);
  }

  #answered(request: (error: unknown) => void): void {
    this.#heard = this.#clock.monotonic();
    this.#pending.delete(request);
    if (this.#pending.size === 0) this.#stopWatch();
  }

  #stopWatch(): void {
    this.#watch?.abort();
    this.#watch = undefined;
  }

  /** A server that is alive but does not answer is no use: after a while the connection is given up. */
  async #watchAnswers(): Promise<void> {
    const watch = new AbortController();
    this.#watch = watch;
    while (!watch.signal.aborted) {
      const left = this.#heard + this.#patience.answer - this.#clock.monotonic();
      if (left <= 0) this.#lose(`no answer for ${Math.round(this.#patience.answer / 1000)} s`, undefined);
      await this.#clock.sleep(Math.max(0, left), watch.signal).catch(() => undefined);
    }
  }

  #lose(words: string, cause: unknown): void {
    if (this.#lost !== undefined) return;
    const lost = unreachable(this.#server, words, cause);
    this.#lost = lost;
    this.#client.destroy();
    this.#stopWatch();
    for (const reject of this.#pending) reject(lost);
    this.#pending.clear();
    this.#ended.abort();
  }
}

function startSftp(client: Client, { location, clock, patience = PATIENCE }: SftpOptions): Promise<SFTPWrapper> {
  const started = new AbortController();
  return new Promise<SFTPWrapper>((resolve, reject) => {
    client.once('close', () => {
      reject(unreachable(showServer(location), 'the connection was cut', undefined));
    });
    clock.sleep(patience.connect, started.signal).then(
      () => {
        reject(unreachable(showServer(location), 'it did not answer in time', undefined));
      },
      () => undefined,
    );
    client.sftp((error, sftp) => {
      if (error === undefined) resolve(sftp);
      else reject(noSftpError(location, error));
    });
  }).finally(() => {
    started.abort();
  });
}

function noSftpError(location: SftpOptions['location'], cause: Error): TidemarkError {
  if (isTidemarkError(cause)) return cause;
  return new TidemarkError(
    'destination-failed',
    `${showServer(location)} offers no SFTP to this user: ${cause.message}`,
    {
      hint: 'Let SFTP be switched on for this user at the server.',
      retry: 'later',
      cause,
    },
  );
}
