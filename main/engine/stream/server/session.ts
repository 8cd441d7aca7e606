// One stream to one follower: for each database what leads on from where it is, then what comes, until one of the two ends it.
import { Alarm } from '../../base/alarm.ts';
import type { Clock } from '../../base/clock.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Unsubscribe } from '../../base/events.ts';
import { decodeHeader, HEADER_SIZE, type LtxHeader } from '../../ltx/header.ts';
import type { TxidRange } from '../../ltx/name.ts';
import type { StreamSource } from '../source.ts';
import { chunked } from '../wire/chunks.ts';
import { encodeFrame } from '../wire/frame.ts';
import type { FollowerBook, Presence } from './follower-book.ts';
import { nextStep, NOWHERE, type Place, type Step } from './next.ts';
import type { Output } from './output.ts';
import type { ServedDatabase, ServedDatabases } from './served.ts';

export interface SessionOptions {
  readonly databases: ServedDatabases;
  readonly book: FollowerBook;
  readonly presence: Presence;
  /** Where the follower is. */
  readonly places: ReadonlyMap<string, Place>;
  /** Names; all when absent. */
  readonly filter: ReadonlySet<string> | undefined;
  /** `any`: also what this computer only follows itself. */
  readonly from: 'primary' | 'any';
  readonly output: Output;
  readonly clock: Clock;
  /** Ms. */
  readonly heartbeat: number;
}

/** One database in this stream. */
interface Track {
  readonly source: StreamSource;
  readonly unsubscribe: Unsubscribe;
  place: Place;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #alarm: Alarm;
  readonly #tracks = new Map<string, Track>();
  /** Leases that the follower is to take over. */
  readonly #leases: string[] = [];
  #state: 'open' | 'ending' = 'open';
  #told: 'nothing' | 'ready' = 'nothing';
  /** Monotonic ms. */
  #beatAt = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
  }

  /** Ends in order, after the file that is being sent. */
  end(): void {
    this.#state = 'ending';
    this.#alarm.ring();
  }

  /** Tells the follower to take over the lease. */
  handOff(lease: string): void {
    this.#leases.push(lease);
    this.#alarm.ring();
  }

  /** Resolves when it is over, whoever ended it. What cannot be sent whole cuts the stream off. */
  async run(): Promise<void> {
    const { output, databases } = this.#options;
    const unsubscribe = databases.changed.on(() => {
      this.#alarm.ring();
    });
    const ring = (): void => {
      this.#alarm.ring();
    };
    output.closed.addEventListener('abort', ring, { once: true });
    try {
      await this.#send();
      await output.write(encodeFrame({ kind: 'end' }));
      output.end();
    } catch {
      output.cut();
    } finally {
      unsubscribe();
      for (const { unsubscribe: drop } of this.#tracks.values()) drop();
    }
  }

  async #send(): Promise<void> {
    const { output, clock } = this.#options;
    while (!output.closed.aborted) {
      await this.#beat();
      const round = this.#state === 'ending' ? 'moved' : await this.#round();
      if (round === 'level' && this.#told === 'nothing') await this.#ready();
      for (const lease of this.#leases.splice(0)) await output.write(encodeFrame({ kind: 'handoff', lease }));
      if (round === 'moved') return;
      if (round === 'level') await this.#alarm.wait(Math.max(0, this.#beatAt - clock.monotonic()));
    }
  }

  /** At most one file of each database. `moved`: this computer is not any more for one of them what it was. */
  async #round(): Promise<'sent' | 'level' | 'moved'> {
    let outcome: 'sent' | 'level' = 'level';
    for (const database of this.#asked()) {
      const track = this.#trackOf(database);
      if (track === 'moved') return 'moved';
      if (track === undefined) continue;
      if ((await this.#advance(database.name, track)) === 'sent') outcome = 'sent';
    }
    return [...this.#tracks.keys()].some((name) => this.#options.databases.get(name) === undefined) ? 'moved' : outcome;
  }

  #asked(): readonly ServedDatabase[] {
    const { databases, filter } = this.#options;
    return databases.all.filter(({ name }) => filter === undefined || filter.has(name));
  }

  #trackOf(database: ServedDatabase): Track | 'moved' | undefined {
    const state = database.state();
    const source = state.kind === 'primary' || (state.kind === 'follower' && this.#options.from === 'any') ? state.source : undefined;
    const known = this.#tracks.get(database.name);
    if (known !== undefined) return known.source === source ? known : 'moved';
    if (source === undefined) return undefined;
    return this.#begin(database.name, source);
  }

  #begin(name: string, source: StreamSource): Track {
    const { places, book, presence } = this.#options;
    const place = places.get(name) ?? NOWHERE;
    const unsubscribe = source.changed.on(() => {
      book.note(name, source);
      this.#alarm.ring();
    });
    book.note(name, source);
    presence.begin(name, source, place);
    const track = { source, unsubscribe, place };
    this.#tracks.set(name, track);
    return track;
  }

  async #advance(name: string, track: Track): Promise<Step['kind'] | 'sent'> {
    const step = nextStep(track.source, track.place);
    if (step.kind === 'level') return 'level';
    if (step.kind === 'snapshot' && step.kinship === 'same') await this.#tellKinship(name, track.place);
    track.place = step.kind === 'file' ? await this.#sendFile(name, track, step.range) : await this.#sendSnapshot(name, track.source);
    return 'sent';
  }

  /** That what it has is part of what comes, so that nothing of it need be set apart. */
  async #tellKinship(name: string, { txid }: Place): Promise<void> {
    await this.#options.output.write(encodeFrame({ kind: 'hwm', txid, name }));
  }

  async #sendFile(name: string, { source, place }: Track, range: TxidRange): Promise<Place> {
    const release = source.hold(range);
    try {
      return await this.#sendLtx(name, source.open(range), ({ rolling }) => {
        if (rolling?.pre !== place.checksum) throw brokenError(name, range);
      });
    } finally {
      release();
    }
  }

  async #sendSnapshot(name: string, source: StreamSource): Promise<Place> {
    const snapshot = await source.snapshot(this.#options.output.closed);
    try {
      return await this.#sendLtx(name, snapshot.bytes, () => undefined);
    } finally {
      snapshot.dispose();
    }
  }

  /** @param check of the header, before anything is sent */
  async #sendLtx(name: string, bytes: AsyncIterable<Uint8Array>, check: (header: LtxHeader) => void): Promise<Place> {
    const { output } = this.#options;
    const pieces = bytes[Symbol.asyncIterator]();
    try {
      const first = await headOf(pieces);
      const header = decodeHeader(first);
      check(header);
      await output.write(encodeFrame({ kind: 'ltx', name }));
      for await (const chunk of chunked(withRest(first, pieces))) await output.write(chunk);
      return { txid: header.max, checksum: header.rolling?.post ?? 0n };
    } finally {
      // What was not read to its end is still open.
      await pieces.return?.();
    }
  }

  async #ready(): Promise<void> {
    this.#told = 'ready';
    await this.#options.output.write(encodeFrame({ kind: 'ready' }));
  }

  async #beat(): Promise<void> {
    const { clock, heartbeat, output } = this.#options;
    if (clock.monotonic() < this.#beatAt) return;
    this.#beatAt = clock.monotonic() + heartbeat;
    await output.write(encodeFrame({ kind: 'heartbeat', at: clock.now() }));
  }
}

/** The first bytes of a file, its header among them if it has one. */
async function headOf(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let first: Uint8Array = new Uint8Array(0);
  while (first.length < HEADER_SIZE) {
    const next = await pieces.next();
    if (next.done === true) break;
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  return first;
}

async function* withRest(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function brokenError(name: string, { min, max }: TxidRange): TidemarkError {
  return new TidemarkError('ltx-not-contiguous', `the kept file ${min}–${max} of ${name} does not follow on what is before it`, {
    hint: 'Nothing is lost: the follower asks again, and gets the whole database.',
    retry: 'later',
  });
}
