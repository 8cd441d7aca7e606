// The one connection of a destination: made when something is to be done, closed when nothing was for a while, made anew
// when it was lost.
import { throwIfAborted } from '../../base/abort.ts';
import { orAborted } from '../bounded.ts';
import { PATIENCE, type SftpOptions } from './options.ts';
import { Session } from './session.ts';

export class Connection {
  readonly #options: SftpOptions;
  #opening: Promise<Session> | undefined;
  #session: Session | undefined;
  #users = 0;
  #idle: AbortController | undefined;

  constructor(options: SftpOptions) {
    this.#options = options;
  }

  /** Runs requests on the session, which stays at least as long as they do. Throws what `Session.open` does, and `aborted`. */
  async use<T>(signal: AbortSignal | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    const leave = this.#enter();
    try {
      return await work(await this.#current(signal));
    } finally {
      leave();
    }
  }

  /** As `use`, for a stream. */
  async *stream<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const leave = this.#enter();
    try {
      yield* work(await this.#current(signal));
    } finally {
      leave();
    }
  }

  /** Ends the connection now, or as soon as it is made. */
  close(): void {
    this.#idle?.abort();
    this.#opening?.then(
      (session) => {
        session.end();
      },
      () => undefined,
    );
    this.#forget(this.#opening);
  }

  #enter(): () => void {
    this.#users += 1;
    this.#idle?.abort();
    return () => {
      this.#users -= 1;
      if (this.#users === 0 && this.#opening !== undefined) void this.#closeWhenIdle();
    };
  }

  async #current(signal: AbortSignal | undefined): Promise<Session> {
    throwIfAborted(signal, 'connecting');
    if (this.#session?.ended.aborted === true) this.#forget(this.#opening);
    const opening = (this.#opening ??= this.#open());
    return orAborted(opening, signal, 'connecting');
  }

  /** A failed attempt is everybody's who waited for it, and nobody's after them. */
  #open(): Promise<Session> {
    const opening: Promise<Session> = Session.open(this.#options).then(
      (session) => {
        if (this.#opening === opening) this.#session = session;
        return session;
      },
      (error: unknown) => {
        this.#forget(opening);
        throw error;
      },
    );
    return opening;
  }

  #forget(opening: Promise<Session> | undefined): void {
    if (this.#opening !== opening) return;
    this.#opening = undefined;
    this.#session = undefined;
  }

  async #closeWhenIdle(): Promise<void> {
    const idle = new AbortController();
    this.#idle = idle;
    const { clock, patience = PATIENCE } = this.#options;
    await clock.sleep(patience.idle, idle.signal).catch(() => undefined);
    if (!idle.signal.aborted) this.close();
  }
}
