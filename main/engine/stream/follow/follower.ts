// Keeps one copy level with its feed until it is stopped, whatever goes wrong on the way, and shows how far it is.
import { isAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { asTidemarkError, type ErrorCode, type TidemarkError, troubleOf } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/events.ts';
import type { Random } from '../../base/random.ts';
import { Backoff, type BackoffTimes } from '../../replica/backoff.ts';
import type { FollowedView, RoleView } from '../views.ts';
import type { Copy } from './copy.ts';
import type { Feed, FeedListener } from './feed.ts';

export interface FollowerOptions {
  readonly id: string;
  /** Of the database. */
  readonly name: string;
  readonly copy: Copy;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly random: Random;
  readonly candidate?: 'yes' | 'no';
  /** It has everything there was when it asked: after each connection. */
  readonly onReady?: () => void;
  readonly onHandOff?: (lease: string) => void;
  /** Each thing that went wrong, once. */
  readonly onTrouble?: (error: TidemarkError) => void;
}

const TIMES: BackoffTimes = { first: 100, most: 5000, absent: 5000 };

/** What a person must see to; it is tried again all the same. */
const FOR_PEOPLE: ReadonlySet<ErrorCode> = new Set([
  'stream-denied', 'stream-untrusted', 'restore-output-exists', 'database-missing', 'database-damaged', 'database-not-sqlite',
  'destination-denied', 'destination-untrusted', 'destination-conflict', 'not-found', 'usage', 'disk-full', 'bug',
]);

export class Follower {
  readonly #options: FollowerOptions;
  readonly #stopping = new AbortController();
  readonly #changed = new Emitter<void>();
  readonly #backoff: Backoff;
  #role: RoleView;
  #state: 'connecting' | 'connected' = 'connecting';
  #behind = 0;
  #progress: 'behind' | 'level' = 'behind';
  /** What the other side's clock showed last, ms. */
  #heardAt: number | undefined;
  #told: 'nothing' | 'ready' = 'nothing';
  #running: Promise<void> | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#backoff = new Backoff(TIMES, options.random);
    this.#role = { kind: 'following', primary: options.feed.source, since: options.clock.now() };
    options.copy.changed.on(() => {
      this.#changed.emit();
    });
  }

  /** After every change of what `view` shows. */
  get changed(): Event<void> {
    return this.#changed;
  }

  /** `connected`: the other side was heard of just now. */
  get state(): 'connecting' | 'connected' {
    return this.#state;
  }

  get view(): FollowedView {
    const { id, name, copy, feed, candidate = 'no' } = this.#options;
    const { file } = copy;
    const at = file.point;
    const lag = this.#lag();
    return {
      id,
      path: file.path,
      name,
      source: feed.source,
      role: this.#role,
      candidate,
      txid: Number(at?.txid ?? 0n),
      size: at === undefined ? 0 : at.commit * at.pageSize,
      ...(lag === undefined ? {} : { lag }),
      behind: this.#behind,
      appliedAt: at?.appliedAt ?? 0,
      ...(copy.waiting === undefined ? {} : { waiting: copy.waiting }),
      quarantined: file.quarantined.map((one) => ({ ...one, txid: Number(one.txid) })),
    };
  }

  #lag(): number | undefined {
    if (this.#state === 'connecting') return undefined;
    if (this.#progress === 'level') return 0;
    const at = this.#options.copy.file.point;
    return this.#heardAt === undefined || at === undefined ? undefined : Math.max(0, this.#heardAt - at.timestamp);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** After the apply under way. The copy stays open. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    await this.#running;
    this.#become({ kind: 'stopped' });
  }

  async #run(): Promise<void> {
    const { copy, feed, clock } = this.#options;
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      const pause = await this.#attempt(async () => {
        await copy.settle();
        await feed.run(copy, this.#listener, signal);
      });
      this.#told = 'nothing';
      this.#progress = 'behind';
      await clock.sleep(pause, signal).catch(() => undefined);
    }
  }

  /** Ms until the next one. */
  async #attempt(work: () => Promise<void>): Promise<number> {
    try {
      await work();
      this.#state = 'connecting';
      return TIMES.first;
    } catch (thrown) {
      this.#state = 'connecting';
      if (isAborted(this.#stopping.signal)) return 0;
      const error = asTidemarkError(thrown);
      this.#options.onTrouble?.(error);
      const since = this.#role.kind === 'searching' ? this.#role.since : this.#options.clock.now();
      const reason = troubleOf(error);
      this.#become(FOR_PEOPLE.has(error.code) ? { kind: 'failed', reason } : { kind: 'searching', since, reason });
      return this.#backoff.after(error);
    }
  }

  readonly #listener: FeedListener = {
    connected: () => {
      if (this.#state === 'connected' && this.#role.kind === 'following') return;
      this.#state = 'connected';
      this.#become({ kind: 'following', primary: this.#options.feed.source, since: this.#options.clock.now() });
    },
    behind: (count) => {
      this.#behind = count;
      this.#progress = 'behind';
      this.#changed.emit();
    },
    level: () => {
      this.#behind = 0;
      this.#progress = 'level';
      this.#backoff.reset();
      this.#changed.emit();
    },
    ready: () => {
      if (this.#told === 'nothing') this.#options.onReady?.();
      this.#told = 'ready';
    },
    heard: (at) => {
      this.#heardAt = at;
      // Who is level shows the same whenever it hears of the other side.
      if (this.#progress === 'behind') this.#changed.emit();
    },
    handOff: (lease) => this.#options.onHandOff?.(lease),
  };

  #become(role: RoleView): void {
    this.#role = role;
    this.#changed.emit();
  }
}
