// One database that is protected: what a person wants of it, and getting there. One step at a time; the newest wish
// counts, and no failure is the end of it.
import { basename } from 'node:path';
import { asTidemarkError, type TidemarkError, troubleOf } from '../../base/errors.ts';
import { Mutex } from '../../base/mutex.ts';
import type { Progress } from '../../base/progress.ts';
import type { Random } from '../../base/random.ts';
import type { Clock } from '../../base/clock.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { Destination } from '../../destination/destination.ts';
import type { HistoryGate } from '../../replica/history-gate.ts';
import { Backoff, type BackoffTimes } from '../../replica/backoff.ts';
import type { Agent } from '../agent.ts';
import type { CopyRow, DatabaseRow, Pause } from '../catalogue/rows.ts';
import type { DatabaseAgent } from '../database-agent.ts';
import type { AboutDestination } from '../services.ts';
import { type DatabaseSettings, USUAL_LEVELS } from '../settings.ts';
import type { StateView } from '../views.ts';
import type { DatabaseJournal } from './database-journal.ts';
import { Gauges } from './gauges.ts';
import { type Phase, stateView } from './phase.ts';
import { Timer } from './timer.ts';

/** From an opening that failed to the next, ms. */
const RETRIES: BackoffTimes = { first: 1000, most: 60_000, absent: 5000 };
/** When only a person can help, it is tried again all the same, but seldom, ms. */
const HOPELESS_RETRY_MS = 10 * 60_000;
/** How long a database that is paused, taken off or set up anew is given for its last changes, ms. */
const PARTING_MS = 5000;

export interface ManagedServices {
  readonly agent: Agent;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: DatabaseJournal;
  readonly gate: HistoryGate;
  /** Transactions that somebody named, which retention leaves reachable. */
  readonly pinned: () => ReadonlySet<Txid>;
  /** What applies to it now. */
  readonly settings: () => Partial<DatabaseSettings>;
  readonly openCopy: (copy: CopyRow) => Destination;
  readonly aboutCopy: (copy: CopyRow) => AboutDestination;
  /** The pause is over by the clock. */
  readonly onPauseOver: () => void;
  /** Nothing follows the database any more, for now: what is known of it is in its local state. */
  readonly onLetGo: () => void;
  /** Something that is shown has changed. */
  readonly onChange: () => void;
}

type Wanted = { readonly kind: 'follow' } | ({ readonly kind: 'paused' } & Pause) | { readonly kind: 'off' };

export class ManagedDatabase {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly addedAt: number;
  readonly gauges: Gauges;
  readonly #services: ManagedServices;
  readonly #mutex = new Mutex();
  readonly #backoff: Backoff;
  /** Wakes when a pause ends, or the next opening is due. */
  readonly #timer: Timer;
  #copies: readonly CopyRow[];
  #wanted: Wanted = { kind: 'off' };
  /** After `stop` no wish counts any more. */
  #life: 'going on' | 'ended' = 'going on';
  #phase: Phase = { kind: 'off' };
  #setUp: 'as it runs' | 'anew' = 'as it runs';
  /** Whether a restore is replacing the file. */
  #aside: 'no' | 'yes' = 'no';
  #opening = new AbortController();
  #since: number;
  #shown: StateView['kind'] = 'off';

  constructor(services: ManagedServices, row: Pick<DatabaseRow, 'id' | 'path' | 'addedAt'>, copies: readonly CopyRow[]) {
    this.id = row.id;
    this.path = row.path;
    this.name = basename(row.path);
    this.addedAt = row.addedAt;
    this.gauges = new Gauges(services.clock);
    this.#services = services;
    this.#copies = copies;
    this.#backoff = new Backoff(RETRIES, services.random);
    this.#timer = new Timer(services.clock);
    this.#since = services.clock.now();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** When the state was entered: wall clock, ms. */
  get since(): number {
    return this.#since;
  }

  get copies(): readonly CopyRow[] {
    return this.#copies;
  }

  /** The agent that follows it now, if one does. */
  get agent(): DatabaseAgent | undefined {
    return this.#phase.kind === 'running' ? this.#phase.agent : undefined;
  }

  state(): StateView {
    return stateView(this.#phase);
  }

  isPaused(): boolean {
    return this.#wanted.kind === 'paused';
  }

  /** It is on its way when this returns; how it goes is in its state. */
  follow(): void {
    this.#want({ kind: 'follow' });
    void this.#settle();
  }

  /** Resolves when nothing holds the file any more. */
  async pause(pause: Pause): Promise<void> {
    this.#want({ kind: 'paused', ...pause });
    await this.#settle();
  }

  /** Uses these copies, and what is set now, from here on. */
  setUpAnew(copies: readonly CopyRow[] = this.#copies): void {
    this.#copies = copies;
    this.#setUp = 'anew';
    this.#opening.abort();
    void this.#settle();
  }

  /** Nothing of ours holds the file any more when this resolves, until `goOn`: it is going to be replaced. */
  async standAside(): Promise<void> {
    this.#aside = 'yes';
    this.#opening.abort();
    await this.#settle();
  }

  goOn(): void {
    if (this.#aside === 'no') return;
    this.#aside = 'no';
    void this.#settle();
  }

  /** Lets go of it for good, after a last sync of at most `within` ms; rejects with the reason why that failed. */
  async stop(within: number = PARTING_MS): Promise<void> {
    this.#want({ kind: 'off' });
    const failed = await this.#settle(within);
    if (failed !== undefined) throw failed;
  }

  /** The agent once an opening under way has ended; undefined when nothing follows the database then. */
  async running(): Promise<DatabaseAgent | undefined> {
    await this.#mutex.run(() => Promise.resolve());
    return this.agent;
  }

  /** The world may have changed: what is waited for is tried now. */
  wake(): void {
    if (this.#phase.kind === 'running') this.#phase.agent.sync().catch(() => undefined);
    else this.#timer.ring();
  }

  /** Says again how it is. */
  refresh(): void {
    const state = this.state();
    this.#services.journal.entered(state);
    if (this.#isCopiedSomewhere()) this.#services.journal.copied();
    if (state.kind === 'safe') this.gauges.settled();
    if (state.kind !== this.#shown) {
      this.#shown = state.kind;
      this.#since = this.#services.clock.now();
    }
    this.#services.onChange();
  }

  #isCopiedSomewhere(): boolean {
    const status = this.agent?.status();
    return status !== undefined && status.txid > 0n && status.destinations.some(({ txid }) => txid >= status.txid);
  }

  #want(wanted: Wanted): void {
    if (this.#life === 'ended') return;
    if (wanted.kind === 'off') this.#life = 'ended';
    this.#wanted = wanted;
    this.#timer.clear();
    this.#opening.abort();
  }

  /** Brings it to where it is wanted. Resolves to the reason why the last changes could not be brought away. */
  #settle(within = PARTING_MS): Promise<TidemarkError | undefined> {
    return this.#mutex.run(async () => {
      const failed = await this.#letGo(within);
      const wanted = this.#wanted;
      if (wanted.kind === 'follow') await this.#open();
      else if (wanted.kind === 'off') this.#enter({ kind: 'off' });
      else this.#enterPause(wanted);
      return failed;
    });
  }

  async #letGo(within: number): Promise<TidemarkError | undefined> {
    const phase = this.#phase;
    if (phase.kind !== 'running') return undefined;
    const stays = this.#wanted.kind === 'follow' && this.#setUp === 'as it runs' && this.#aside === 'no';
    if (stays) return undefined;
    let failed: TidemarkError | undefined;
    await this.#services.agent.remove(phase.agent, { within }).catch((error: unknown) => {
      failed = asTidemarkError(error);
    });
    this.gauges.reset();
    this.#services.journal.ended();
    this.#services.onLetGo();
    this.#phase = { kind: 'opening' };
    return failed;
  }

  async #open(): Promise<void> {
    if (this.#phase.kind === 'running' || this.#aside === 'yes') return;
    this.#setUp = 'as it runs';
    this.#opening = new AbortController();
    if (this.#phase.kind !== 'unopened') this.#enter({ kind: 'opening' });
    try {
      const agent = await this.#follow(this.#opening.signal);
      this.#backoff.reset();
      this.#enter({ kind: 'running', agent });
    } catch (error) {
      this.#notOpened(asTidemarkError(error));
    }
  }

  async #follow(signal: AbortSignal): Promise<DatabaseAgent> {
    const { agent, settings, openCopy, aboutCopy, gate, pinned } = this.#services;
    const onProgress = (step: Progress): void => {
      this.#progressed(step);
    };
    const copies = this.#copies;
    const destinations = copies.map(openCopy);
    const about = ({ url }: Destination): AboutDestination => aboutCopy(copies.find((copy) => copy.url === url)!);
    const what = { path: this.path, destinations, about, settings: settings(), gate, pinned };
    const database = await agent.add({ ...what, onProgress, signal });
    this.#listenTo(database);
    return database;
  }

  #listenTo(database: DatabaseAgent): void {
    const { journal, onChange } = this.#services;
    this.gauges.attach(database.histories, onChange);
    for (const { destination, holdings } of database.histories) {
      const copy = this.#copies.find(({ url }) => url === destination.url);
      holdings.changed.on((change) => {
        if (change.kind === 'stored') journal.stored(change.file, copy?.destination);
      });
    }
    database.events.on((event) => {
      if (event.kind === 'captured') this.gauges.wrote(event.bytes);
      journal.captured(event);
    });
    database.retained.on((outcome) => {
      journal.retained(outcome);
    });
    database.compacted.on((outcome) => {
      const at = database.histories.find(({ destination }) => destination.url === outcome.url);
      const last = at === undefined ? 0 : USUAL_LEVELS[at.destination.reading].length;
      journal.compacted(outcome, last, this.#copies.find(({ url }) => url === outcome.url)?.destination);
    });
    database.changed.on(() => {
      if (this.agent === database) this.refresh();
    });
  }

  #notOpened(error: TidemarkError): void {
    // Whoever cut it short has said what comes next.
    if (error.code === 'aborted') return;
    const person = error.retry === 'never';
    const wait = person ? HOPELESS_RETRY_MS : this.#backoff.after(error);
    const retryAt = this.#services.clock.now() + wait;
    this.#enter({ kind: 'unopened', reason: troubleOf(error), needs: person ? 'person' : 'world', retryAt });
    this.#timer.set(wait, () => void this.#settle());
  }

  #enterPause({ until }: Pause): void {
    this.#enter(until === undefined ? { kind: 'paused' } : { kind: 'paused', until });
    if (until !== undefined) this.#timer.setUntil(until, this.#services.onPauseOver);
  }

  #progressed(step: Progress): void {
    this.gauges.progressed(step);
    this.#services.journal.progress(step);
    this.#services.onChange();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.refresh();
  }
}
