// One history's pen in this process: asked for when there is something to send, kept while sending, left to lapse when not.
//
// It costs at most one conditional write for each half of its time while things are sent, and none when not. What was left to
// lapse is taken up again by one conditional write too, when nobody had it since.
import { deadlineAfter, throwIfAborted, unlessAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { assertNever, isTidemarkError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import type { Pen, Permit } from '../destination/permit.ts';
import { LeaseHeldError, lostError } from './errors.ts';
import type { Lease, Leaser } from './leaser.ts';
import { ownerName } from './owner.ts';
import type { LeaseRecord } from './record.ts';
import { hasPassed, type Moment, PAST } from './terms.ts';

/** What of a lease outlives the process. */
export type KeptLease = LeaseRecord & Pick<Lease, 'nonce' | 'etag'>;

/**
 * Where the lease is remembered, so that a process that was killed need not wait for its own lease to expire. Only for a place
 * that one process at a time uses.
 */
export interface LeaseKeeper {
  load(): KeptLease | undefined;
  /** What it throws is of no consequence but the wait. */
  save(lease: KeptLease | undefined): void;
}

export interface PenHolderOptions {
  readonly leaser: Leaser;
  readonly clock: Clock;
  readonly keeper?: LeaseKeeper;
  /** Ms that letting go may take. Default 5 s. */
  readonly farewell?: number;
}

type Hold =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours'; readonly lease: Lease }
  /** Our time is over; perhaps nobody had it since. Stays so, whatever the clocks say later. */
  | { readonly kind: 'lapsed'; readonly lease: Lease }
  | { readonly kind: 'theirs'; readonly record: LeaseRecord };

const NONE: Hold = { kind: 'none' };
const FAREWELL = 5000;

export class PenHolder implements Permit {
  readonly #leaser: Leaser;
  readonly #clock: Clock;
  readonly #keeper: LeaseKeeper | undefined;
  readonly #farewell: number;
  readonly #mutex = new Mutex();
  readonly #changed = new Emitter<Pen>();
  #hold: Hold;
  #shown: Pen = { kind: 'free' };
  /** `fresh` until `ensure` has said so. */
  #news: 'kept' | 'fresh' = 'fresh';
  #renewing: AbortController | undefined;

  constructor({ leaser, clock, keeper, farewell = FAREWELL }: PenHolderOptions) {
    this.#leaser = leaser;
    this.#clock = clock;
    this.#keeper = keeper;
    this.#farewell = farewell;
    const kept = keeper?.load();
    this.#hold = kept === undefined ? NONE : { kind: 'lapsed', lease: lapsed(kept) };
  }

  /** As far as is known without asking. */
  get pen(): Pen {
    const hold = this.#now();
    switch (hold.kind) {
      case 'ours':
        return { kind: 'ours', generation: hold.lease.generation, until: hold.lease.expiresAt };
      case 'theirs': {
        const { owner, generation, expiresAt } = hold.record;
        if (expiresAt < this.#clock.now()) return { kind: 'free' };
        return { kind: 'theirs', owner: ownerName(owner), generation, until: expiresAt };
      }
      case 'none':
      case 'lapsed':
        return { kind: 'free' };
      default:
        return assertNever(hold);
    }
  }

  /** Tells the pen when it has changed hands or was renewed. That time ran out is told when somebody looks. */
  get changed(): Event<Pen> {
    return this.#changed;
  }

  /** When we stop, unless it is renewed before; undefined while it is not ours. */
  get stopsAt(): Moment | undefined {
    const hold = this.#now();
    return hold.kind === 'ours' ? hold.lease.stopAt : undefined;
  }

  async ensure(signal: AbortSignal): Promise<'kept' | 'fresh'> {
    throwIfAborted(signal, 'taking the pen');
    if (this.#news === 'kept' && this.#isEarly()) return 'kept';
    return this.#alone(signal, async () => {
      if (!this.#isEarly()) await this.#secure(signal);
      const news = this.#news;
      this.#news = 'kept';
      return news;
    });
  }

  check(): void {
    const hold = this.#now();
    if (hold.kind !== 'ours') throw this.#notOursError(hold);
    if (hasPassed(hold.lease.renewAt, this.#clock)) this.#renewBeside();
  }

  /** For people: takes it whoever has it. Throws what the destination throws. */
  async takeOver(signal: AbortSignal): Promise<void> {
    await this.#alone(signal, async () => {
      this.#got(await this.#leaser.seize(signal), 'fresh');
    });
  }

  /** So that others need not wait. When it cannot be done in time it throws, and the pen lapses by itself. */
  async letGo(signal?: AbortSignal): Promise<void> {
    const done = new AbortController();
    const deadline = deadlineAfter(this.#farewell, this.#clock, done.signal);
    const bound = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
    this.#renewing?.abort();
    try {
      await this.#alone(bound, () => this.#release(bound));
    } finally {
      done.abort();
    }
  }

  /** Nobody waits for one who gave up. */
  #alone<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const inTurn = (): Promise<T> => {
      throwIfAborted(signal, 'waiting for the pen');
      return work();
    };
    return unlessAborted(this.#mutex.run(async () => inTurn()), signal, 'waiting for the pen');
  }

  async #secure(signal: AbortSignal): Promise<void> {
    const hold = this.#now();
    if (hold.kind === 'ours' && (await this.#renewed(hold.lease, signal)) === 'ours') return;
    if (hold.kind === 'lapsed' && (await this.#resumed(hold.lease, signal)) === 'ours') return;
    try {
      this.#got(await this.#leaser.acquire(signal), 'fresh');
    } catch (error) {
      if (error instanceof LeaseHeldError) this.#set({ kind: 'theirs', record: error.holder });
      throw error;
    }
  }

  /** A server that does not answer takes nothing from us while our time lasts. */
  async #renewed(lease: Lease, signal: AbortSignal): Promise<'ours' | 'lost'> {
    try {
      this.#got(await this.#leaser.renew(lease, signal), this.#news);
      return 'ours';
    } catch (error) {
      if (isTidemarkError(error, 'lease-lost')) return this.#lose();
      if (signal.aborted || this.#now().kind !== 'ours') throw error;
      return 'ours';
    }
  }

  async #resumed(lease: Lease, signal: AbortSignal): Promise<'ours' | 'lost'> {
    try {
      this.#got(await this.#leaser.resume(lease, signal), this.#news);
      return 'ours';
    } catch (error) {
      if (isTidemarkError(error, 'lease-lost')) return this.#lose();
      throw error;
    }
  }

  /** While something is being sent, which does not wait for it. What fails is tried again at the next request. */
  #renewBeside(): void {
    if (this.#renewing !== undefined) return;
    const stop = new AbortController();
    this.#renewing = stop;
    const work = async (): Promise<void> => {
      const hold = this.#now();
      if (hold.kind === 'ours' && !this.#isEarly()) await this.#renewed(hold.lease, stop.signal);
    };
    const over = (): void => {
      this.#renewing = undefined;
    };
    this.#alone(stop.signal, work).then(over, over);
  }

  async #release(signal: AbortSignal): Promise<void> {
    const hold = this.#now();
    if (hold.kind !== 'ours') return;
    this.#set(NONE);
    this.#news = 'fresh';
    try {
      await this.#leaser.release(hold.lease, signal);
    } catch (error) {
      if (!isTidemarkError(error, 'lease-lost') && !isTidemarkError(error, 'lease-released')) throw error;
    }
  }

  #got(lease: Lease, news: 'kept' | 'fresh'): void {
    this.#news = news;
    this.#set({ kind: 'ours', lease });
  }

  #lose(): 'lost' {
    this.#news = 'fresh';
    this.#set(NONE);
    return 'lost';
  }

  #isEarly(): boolean {
    const hold = this.#now();
    return hold.kind === 'ours' && !hasPassed(hold.lease.renewAt, this.#clock);
  }

  /** What we hold, after a look at the clocks. */
  #now(): Hold {
    const hold = this.#hold;
    if (hold.kind === 'ours' && hasPassed(hold.lease.stopAt, this.#clock)) this.#set({ kind: 'lapsed', lease: hold.lease });
    return this.#hold;
  }

  #set(hold: Hold): void {
    const before = this.#hold;
    this.#hold = hold;
    if (hold.kind === 'ours' || before.kind === 'ours') this.#keep();
    const pen = this.pen;
    if (JSON.stringify(pen) === JSON.stringify(this.#shown)) return;
    this.#shown = pen;
    this.#changed.emit(pen);
  }

  #keep(): void {
    const { kind } = this.#hold;
    if (kind === 'lapsed') return;
    try {
      this.#keeper?.save(kind === 'ours' ? keptOf(this.#hold.lease) : undefined);
    } catch {
      // Then the next process waits until it has expired.
    }
  }

  #notOursError(hold: Exclude<Hold, { kind: 'ours' }>): Error {
    switch (hold.kind) {
      case 'none':
        return lostError(this.#leaser.url, 'it has to be taken first');
      case 'lapsed':
        return lostError(this.#leaser.url, 'its time was over before it was renewed');
      case 'theirs':
        return lostError(this.#leaser.url, `${ownerName(hold.record.owner)} has it`);
      default:
        return assertNever(hold);
    }
  }
}

function keptOf({ generation, expiresAt, owner, nonce, url, etag }: Lease): KeptLease {
  return { generation, expiresAt, owner, nonce, ...(url === undefined ? {} : { url }), etag };
}

/** The lease of a process that is gone: its time is over, however much was left. */
export function lapsed(kept: KeptLease): Lease {
  return { ...kept, renewAt: PAST, stopAt: PAST };
}
