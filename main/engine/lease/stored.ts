// The leaser's rules, the same for every place (FACTS C.2): who may take the pen when, and what an answer that was lost means.
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import { CommonTime } from './common-time.ts';
import * as errors from './errors.ts';
import type { Lease, Leaser } from './leaser.ts';
import { isTombstone, type LeaseRecord, tombstone } from './record.ts';
import { type LeaseStore, type Standing, type Swapped, tagOf } from './store.ts';
import { after, hasPassed, type LeaseTerms, momentNow } from './terms.ts';

/** What is asked of every leaser's maker. */
export interface LeaserOptions extends Partial<LeaseTerms> {
  /** For people: see `ownerText`. */
  readonly owner: string;
  /** Where whoever has the pen can be followed: see `LeaseRecord`. */
  readonly advertise?: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface StoredLeaserOptions {
  readonly store: LeaseStore;
  readonly terms: LeaseTerms;
  readonly owner: string;
  readonly advertise?: string;
  readonly clock: Clock;
  readonly random: Random;
}

const ATTEMPTS = 4;

/** Writings without an answer that are remembered. Each may still arrive. */
const UNANSWERED = 16;

type Draft = Omit<Lease, 'etag'>;
type Attempt = { readonly kind: 'won'; readonly etag: string } | { readonly kind: 'lost'; readonly standing: Standing };

export class StoredLeaser implements Leaser {
  readonly type: string;
  readonly url: string;
  readonly maxTtl: number;
  readonly #store: LeaseStore;
  readonly #terms: LeaseTerms;
  /** What of ourselves is written there. */
  readonly #who: Pick<LeaseRecord, 'owner' | 'url'>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #time: CommonTime;
  /** Nonces that we sent and that may be there, or not, or yet come. */
  readonly #unanswered = new Set<string>();
  #highest = 0;

  constructor({ store, terms, owner, advertise, clock, random }: StoredLeaserOptions) {
    this.type = store.type;
    this.url = store.url;
    this.maxTtl = terms.maxTtl;
    this.#store = store;
    this.#terms = terms;
    this.#who = advertise === undefined ? { owner } : { owner, url: advertise };
    this.#clock = clock;
    this.#random = random;
    this.#time = new CommonTime(clock);
  }

  acquire(signal?: AbortSignal): Promise<Lease> {
    return this.#take((standing) => {
      this.#requireFree(standing);
    }, signal);
  }

  seize(signal?: AbortSignal): Promise<Lease> {
    return this.#take(() => undefined, signal);
  }

  async renew(lease: Lease | undefined, signal?: AbortSignal): Promise<Lease> {
    const held = this.#requireLease(lease);
    this.#requireInTime(held);
    const draft = this.#draft(held.generation, await this.#commonNow(signal));
    const renewed = this.#finish(draft, await this.#replace(draft, held, signal));
    // Where the place cannot judge conditions by itself, whoever looked after our time was over may be taking it now
    // (FACTS C.3, race 2): a renewal that came too late does not count, and nobody needs to know which place this is.
    if (hasPassed(held.stopAt, this.#clock)) this.#remember(renewed);
    this.#requireInTime(held);
    return renewed;
  }

  async resume(lease: Lease, signal?: AbortSignal): Promise<Lease> {
    const draft = this.#draft(Math.max(lease.generation, this.#highest) + 1, await this.#commonNow(signal));
    return this.#finish(draft, await this.#swap(draft, lease.etag, (tag) => this.#store.succeed(draft, tag, signal), signal));
  }

  async release(lease: Lease | undefined, signal?: AbortSignal): Promise<void> {
    const held = this.#requireLease(lease);
    const { generation } = held;
    const attempt = await this.#replace(tombstone(generation, this.#nonce()), held, signal);
    if (attempt.kind === 'won') return;
    const record = recordOf(attempt.standing);
    const isLetGo = record === undefined || (isTombstone(record) && record.generation === generation);
    if (isLetGo) throw errors.releasedError(this.url);
    throw errors.takenError(this.url, record);
  }

  async read(signal?: AbortSignal): Promise<LeaseRecord | undefined> {
    const standing = await this.#read('plain', signal);
    if (standing.kind === 'unreadable') throw this.#unreadableError(standing);
    return recordOf(standing);
  }

  async break(signal?: AbortSignal): Promise<void> {
    await this.#overcome((generation) => tombstone(generation, this.#nonce()), () => undefined, signal);
  }

  async #take(permit: (standing: Standing) => void, signal: AbortSignal | undefined): Promise<Lease> {
    const { record, etag } = await this.#overcome((generation, now) => this.#draft(generation, now), permit, signal);
    return this.#inCommonTime({ ...record, etag }, signal);
  }

  /** Where nothing lay, a server may not have told its time: what we put there by our own clock is put right before it counts. */
  async #inCommonTime(lease: Lease, signal: AbortSignal | undefined): Promise<Lease> {
    const { ttl, skew } = this.#terms;
    try {
      const now = await this.#commonNow(signal);
      return Math.abs(now + ttl - lease.expiresAt) < skew / 2 ? lease : await this.renew(lease, signal);
    } catch (error) {
      this.#remember(lease);
      throw error;
    }
  }

  /** Puts a next generation there, a few times if others do too. */
  async #overcome<T extends LeaseRecord>(
    make: (generation: number, now: number) => T,
    permit: (standing: Standing) => void,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly record: T; readonly etag: string }> {
    let standing = await this.#read('timed', signal);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      permit(standing);
      const now = isUntimed(standing) ? this.#clock.now() : await this.#commonNow(signal);
      const record = make(Math.max(standing.generation, this.#highest) + 1, now);
      const tag = tagOf(standing);
      const swapped = await this.#write(record, () => this.#store.succeed(record, tag, signal), signal);
      if (swapped.kind === 'won') return { record, etag: swapped.etag };
      standing = await this.#read('timed', signal);
      const etag = tagIfOurs(standing, record);
      if (etag !== undefined) return { record, etag };
    }
    permit(standing);
    throw errors.conflictError(this.url);
  }

  #replace(record: LeaseRecord, held: Lease, signal: AbortSignal | undefined): Promise<Attempt> {
    return this.#swap(record, held.etag, (tag) => this.#store.replace(record, tag, signal), signal);
  }

  /** Swaps what has our tag. Servers also refuse when two asked at once (409), and what we sent before may have arrived late. */
  async #swap(
    record: LeaseRecord,
    etag: string,
    swap: (etag: string) => Promise<Swapped>,
    signal: AbortSignal | undefined,
  ): Promise<Attempt> {
    let tag = etag;
    for (let attempt = 0; ; attempt++) {
      const swapped = await this.#write(record, () => swap(tag), signal);
      if (swapped.kind === 'won') return swapped;
      const standing = await this.#read('plain', signal);
      const arrived = tagIfOurs(standing, record);
      if (arrived !== undefined) return { kind: 'won', etag: arrived };
      const late = standing.kind === 'lease' && this.#sent(standing.record);
      if (attempt === ATTEMPTS || !(late || tagOf(standing) === tag)) return { kind: 'lost', standing };
      tag = tagOf(standing)!;
    }
  }

  /** When the answer was lost, what lies there now tells whether the writing arrived. */
  async #write(record: LeaseRecord, write: () => Promise<Swapped>, signal: AbortSignal | undefined): Promise<Swapped> {
    throwIfAborted(signal, `writing the pen for ${this.url}`);
    try {
      const swapped = await write();
      if (swapped.kind === 'won') this.#highest = Math.max(this.#highest, record.generation);
      return swapped;
    } catch (error) {
      this.#remember(record);
      if (signal?.aborted === true) throw error;
      const standing = await this.#read('plain', signal).catch(() => undefined);
      const etag = standing && tagIfOurs(standing, record);
      if (etag !== undefined) return { kind: 'won', etag };
      throw error;
    }
  }

  #remember({ nonce }: LeaseRecord): void {
    if (nonce !== undefined) this.#unanswered.add(nonce);
    const [oldest] = this.#unanswered;
    if (this.#unanswered.size > UNANSWERED && oldest !== undefined) this.#unanswered.delete(oldest);
  }

  #sent({ nonce }: LeaseRecord): boolean {
    return nonce !== undefined && this.#unanswered.has(nonce);
  }

  async #read(want: 'timed' | 'plain', signal: AbortSignal | undefined): Promise<Standing> {
    const asked = momentNow(this.#clock);
    const standing = await this.#store.read(want, signal);
    if (standing.time !== undefined || (want === 'timed' && !isUntimed(standing))) this.#time.learn(standing.time, asked);
    this.#highest = Math.max(this.#highest, standing.generation);
    return standing;
  }

  /** What time it is there: asked again when it is not known for sure. */
  async #commonNow(signal: AbortSignal | undefined): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const now = this.#time.now();
      if (now !== 'unknown') return now;
      await this.#read('timed', signal);
    }
    throw new TidemarkError('destination-clock', `the clock jumps while ${this.url} is asked for its time`, {
      hint: 'Let the time of this machine settle.',
      retry: 'later',
    });
  }

  #requireFree(standing: Standing): void {
    if (standing.kind === 'none') return;
    if (standing.kind === 'unreadable') throw this.#unreadableError(standing);
    const { record } = standing;
    const now = standing.time ?? this.#clock.now();
    if (record.expiresAt < now || this.#sent(record)) return;
    if (record.expiresAt <= now + this.maxTtl) throw new errors.LeaseHeldError(this.url, record);
    const [until, bound] = [new Date(record.expiresAt).toISOString(), this.maxTtl / 1000];
    throw errors.corruptError(this.url, `it is said to be held until ${until}, and nobody may hold it for more than ${bound} s`);
  }

  #unreadableError({ problem, age }: Extract<Standing, { kind: 'unreadable' }>): Error {
    return age === 'creating' ? errors.inCreationError(this.url) : errors.corruptError(this.url, problem);
  }

  #requireLease(lease: Lease | undefined): Lease {
    if (lease === undefined) throw errors.requiredError(this.url);
    if (lease.etag === '') throw errors.etagRequiredError(this.url);
    return lease;
  }

  #requireInTime({ stopAt }: Lease): void {
    if (hasPassed(stopAt, this.#clock)) throw errors.lostError(this.url, 'its time was over before it was renewed');
  }

  /** Our time runs from before it is sent, so that we stop in time however late the answer is. */
  #draft(generation: number, now: number): Draft {
    const { ttl, skew } = this.#terms;
    const here = momentNow(this.#clock);
    const times = { expiresAt: Math.floor(now + ttl), renewAt: after(here, ttl / 2), stopAt: after(here, ttl - skew) };
    return { generation, ...this.#who, nonce: this.#nonce(), ...times };
  }

  #finish(draft: Draft, attempt: Attempt): Lease {
    if (attempt.kind === 'won') return { ...draft, etag: attempt.etag };
    const { standing } = attempt;
    if (standing.kind === 'unreadable') throw errors.lostError(this.url, `what lies there cannot be read, ${standing.problem}`);
    throw errors.takenError(this.url, recordOf(standing));
  }

  #nonce(): string {
    return this.#random.token(16);
  }
}

function recordOf(standing: Standing): LeaseRecord | undefined {
  return standing.kind === 'lease' ? standing.record : undefined;
}

function isUntimed({ kind, time }: Standing): boolean {
  return kind === 'none' && time === undefined;
}

/** The tag of what lies there, if it is this very writing. */
function tagIfOurs(standing: Standing, { nonce }: LeaseRecord): string | undefined {
  return standing.kind === 'lease' && standing.record.nonce === nonce ? standing.etag : undefined;
}
