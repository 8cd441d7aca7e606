// Who follows, how far each of them is, and what is kept for it: also for a while after it went away.
import type { Clock } from '../../base/clock.ts';
import { Emitter, type Event } from '../../base/events.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { StreamSource } from '../source.ts';
import type { FollowerView } from '../views.ts';
import { CaptureTimes } from './capture-times.ts';
import type { StreamLimits } from './limits.ts';
import type { Place } from './next.ts';

/** As a follower says of itself. */
export interface FollowerFacts {
  /** 16 upper-case hex digits; behind the id of its guest and a slash where it is one's. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Where others reach it, when it is a node. */
  readonly url?: string;
  /** Whose token it came with; absent when it knows the secret that nodes share. */
  readonly guest?: string;
}

/** One stream of a follower. */
export interface Presence {
  begin(name: string, source: StreamSource, place: Place): void;
  end(): void;
}

interface Track {
  source: StreamSource;
  txid: Txid;
  lag?: number;
}

interface Entry {
  facts: FollowerFacts;
  connectedAt: number;
  streams: number;
  /** How often it went away. */
  left: number;
  readonly tracks: Map<string, Track>;
}

export interface FollowerBookOptions {
  readonly clock: Clock;
  readonly limits: Pick<StreamLimits, 'linger' | 'followers'>;
}

export class FollowerBook {
  readonly #clock: Clock;
  readonly #limits: FollowerBookOptions['limits'];
  readonly #entries = new Map<string, Entry>();
  readonly #times = new Map<string, CaptureTimes>();
  readonly #changed = new Emitter<undefined>();
  readonly #closed = new AbortController();

  constructor({ clock, limits }: FollowerBookOptions) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get changed(): Event<undefined> {
    return this.#changed;
  }

  /** Where the nodes are that follow now. */
  get urls(): readonly string[] {
    return [...this.#entries.values()].flatMap(({ facts, streams }) => (streams > 0 ? (facts.url ?? []) : []));
  }

  /** The nodes that follow `name` now. */
  nodesOf(name: string): readonly FollowerFacts[] {
    const isNode = ({ facts, streams, tracks }: Entry): boolean => streams > 0 && facts.url !== undefined && tracks.has(name);
    return [...this.#entries.values()].filter(isNode).map(({ facts }) => facts);
  }

  /** A stream begins. */
  connect(facts: FollowerFacts): Presence {
    const entry = this.#entryOf(facts);
    entry.facts = { ...entry.facts, ...facts };
    entry.streams += 1;
    this.#changed.emit(undefined);
    return {
      begin: (name, source, { txid }) => {
        this.#track(entry, name, source, txid);
      },
      end: () => {
        entry.streams -= 1;
        if (entry.streams === 0) this.#leave(entry);
        this.#changed.emit(undefined);
      },
    };
  }

  /** Where a follower is reached it tells when it asks who is here. */
  meet(facts: FollowerFacts): void {
    const entry = this.#entries.get(facts.id);
    if (entry === undefined || facts.url === undefined || facts.url === entry.facts.url) return;
    entry.facts = { ...entry.facts, url: facts.url };
    this.#changed.emit(undefined);
  }

  /** `name` may be further now. */
  note(name: string, source: StreamSource): void {
    const head = source.head();
    if (head === undefined) return;
    let times = this.#times.get(name);
    if (times === undefined) this.#times.set(name, (times = new CaptureTimes()));
    times.note(head.txid, this.#clock.monotonic());
    this.#changed.emit(undefined);
  }

  /** The follower has these durably. What it was never sent is passed over. */
  acknowledge(id: string, positions: ReadonlyMap<string, Pos>): void {
    const entry = this.#entries.get(id);
    for (const [name, { txid }] of positions) {
      const track = entry?.tracks.get(name);
      if (entry === undefined || track === undefined || txid > (track.source.head()?.txid ?? 0n)) continue;
      const at = txid > track.txid ? this.#times.get(name)?.at(txid) : undefined;
      if (at !== undefined) track.lag = this.#clock.monotonic() - at;
      track.txid = txid;
      track.source.want(entry.facts.id, txid);
    }
    this.#changed.emit(undefined);
  }

  /** What the follower last said it has; undefined while it does not follow. */
  acknowledged(id: string, name: string): Txid | undefined {
    const entry = this.#entries.get(id);
    return entry === undefined || entry.streams === 0 ? undefined : entry.tracks.get(name)?.txid;
  }

  views(): Readonly<Record<string, FollowerView>> {
    return Object.fromEntries([...this.#entries].map(([id, entry]) => [id, this.#view(entry)]));
  }

  close(): void {
    this.#closed.abort();
    for (const entry of this.#entries.values()) this.#letGo(entry);
    this.#entries.clear();
  }

  #entryOf(facts: FollowerFacts): Entry {
    const known = this.#entries.get(facts.id);
    if (known !== undefined) {
      if (known.streams === 0) known.connectedAt = this.#clock.now();
      return known;
    }
    this.#makeRoom();
    const entry: Entry = { facts, connectedAt: this.#clock.now(), streams: 0, left: 0, tracks: new Map() };
    this.#entries.set(facts.id, entry);
    return entry;
  }

  /** Those who left first make room for others. */
  #makeRoom(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size < this.#limits.followers) return;
      if (entry.streams === 0) this.#remove(id, entry);
    }
  }

  #track(entry: Entry, name: string, source: StreamSource, txid: Txid): void {
    const known = entry.tracks.get(name);
    if (known !== undefined && known.source !== source) known.source.unwant(entry.facts.id);
    const head = source.head()?.txid ?? 0n;
    const has = txid > head ? 0n : txid;
    entry.tracks.set(name, { source, txid: has });
    source.want(entry.facts.id, has);
  }

  #leave(entry: Entry): void {
    const left = (entry.left += 1);
    const over = (): void => {
      const gone = entry.streams === 0 && entry.left === left;
      if (gone && this.#entries.get(entry.facts.id) === entry) this.#remove(entry.facts.id, entry);
    };
    this.#clock.sleep(this.#limits.linger, this.#closed.signal).then(over, () => undefined);
  }

  #remove(id: string, entry: Entry): void {
    this.#letGo(entry);
    this.#entries.delete(id);
    this.#changed.emit(undefined);
  }

  #letGo({ facts, tracks }: Entry): void {
    for (const { source } of tracks.values()) source.unwant(facts.id);
  }

  #view({ facts, connectedAt, streams, tracks }: Entry): FollowerView {
    const databases = [...tracks].map(([name, track]) => this.#trackView(name, track));
    const { id, name, address, guest } = facts;
    return { id, name, address, ...(guest === undefined ? {} : { guest }), connectedAt, state: streams > 0 ? 'connected' : 'left', databases };
  }

  /** Who is behind is so since the first transaction that it does not have. */
  #trackView(name: string, { source, txid, lag }: Track): FollowerView['databases'][number] {
    const head = source.head()?.txid ?? 0n;
    const missing = head > txid ? this.#times.get(name)?.at(txid + 1n) : undefined;
    const waiting = missing === undefined ? 0 : this.#clock.monotonic() - missing;
    const known = lag === undefined && missing === undefined ? {} : { lag: Math.max(lag ?? 0, waiting) };
    return { name, txid: Number(txid), behind: Number(head - txid), ...known };
  }
}
