// One database as the agent sees it: its capture, its replicas, and what is to be said of them together.
import { deadlineAfter, unlessAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { isTidemarkError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Progress } from '../base/progress.ts';
import { requireAll } from '../base/settled.ts';
import { Capture } from '../capture/capture.ts';
import type { CaptureEvent } from '../capture/context.ts';
import type { Ledger } from '../capture/ledger.ts';
import type { Destination } from '../destination/destination.ts';
import type { Txid } from '../ltx/txid.ts';
import type { HistoryGate } from '../replica/history-gate.ts';
import type { LevelOutcome } from '../replica/levels/compaction.ts';
import type { Replica } from '../replica/replica.ts';
import type { Retained } from '../replica/retention/enforce.ts';
import type { RetentionPlan } from '../replica/retention/plan.ts';
import type { RetentionWindows } from '../replica/retention/windows.ts';
import { CaptureLoop } from './capture-loop.ts';
import type { Copier } from './copier.ts';
import type { GenerationCopy } from './generations/copy.ts';
import { leastOf, LiveSource } from './live-source.ts';
import { type OpenedLedger, openLedger } from './open-ledger.ts';
import { outboxOf } from './outbox.ts';
import { Rebaser } from './rebase.ts';
import type { RecordKeeper } from './record-keeper.ts';
import { type Copies, openCopies } from './replicas.ts';
import { HistoryKeeper, type Keeping, type KeeperWork, type RetentionOutcome } from './retention/history-keeper.ts';
import type { AgentServices, DatabaseOptions } from './services.ts';
import type { DatabaseSettings } from './settings.ts';
import { SpoolKeeper } from './spool-keeper.ts';
import { databaseState, type DatabaseState, type DatabaseStatus } from './status.ts';

/** Between two tries of the last sync, ms. */
const LAST_SYNC_RETRY_MS = 250;

export interface StopOptions {
  /** How long the last sync is tried, ms; as the settings say when absent. */
  readonly within?: number | undefined;
}

/** What is at one destination. Its files are read through the database's gate. */
export type HistoryAt = Pick<Replica, 'destination' | 'holdings'>;

/** A file of a level was made at a destination, or could not be. */
export type Compacted = LevelOutcome & { readonly url: string };

export interface DatabaseFacts {
  /** Bytes of the file; 0 while it is not open. */
  readonly size: number;
  readonly mode: 'wal' | 'rollback' | 'unknown';
  /** When the newest change was captured, ms since the epoch; 0 before the first. */
  readonly changedAt: number;
}

interface Parts extends OpenedLedger {
  readonly services: AgentServices;
  readonly options: DatabaseOptions;
  readonly progress: Emitter<Progress>;
}

export class DatabaseAgent {
  readonly path: string;
  readonly gate: HistoryGate;
  /** What others may follow. */
  readonly source: LiveSource;
  readonly #clock: Clock;
  readonly #settings: DatabaseSettings;
  readonly #ledger: Ledger;
  readonly #record: RecordKeeper;
  readonly #unlock: () => void;
  readonly #capture: Capture;
  readonly #loop: CaptureLoop;
  readonly #copies: Copies;
  readonly #keeper: HistoryKeeper;
  readonly #spool: SpoolKeeper;
  readonly #rebaser: Rebaser;
  readonly #changed = new Emitter<DatabaseStatus>();
  readonly #events = new Emitter<CaptureEvent>();
  readonly #compacted = new Emitter<Compacted>();
  readonly #retained = new Emitter<RetentionOutcome>();
  readonly #progress: Emitter<Progress>;
  readonly #stopping = new AbortController();
  #stopped: Promise<void> | undefined;
  #keeping: Keeping;
  #state: DatabaseState = { kind: 'opening' };

  private constructor({ services, options, ledger, record, floor, unlock, progress }: Parts) {
    const { clock, random, disk, jobs, pulse, merges } = services;
    const { signal } = this.#stopping;
    this.path = options.path;
    this.gate = options.gate;
    this.#keeping = options.settings;
    this.#clock = clock;
    this.#settings = options.settings;
    this.#ledger = ledger;
    this.#record = record;
    this.#unlock = unlock;
    this.#progress = progress;
    const onProgress = (step: Progress): void => {
      progress.emit(step);
    };
    const onEvent = (event: CaptureEvent): void => {
      this.#onCapture(event);
    };
    this.#capture = new Capture(options.path, { disk, clock, jobs, ledger, floor, signal, onEvent, onProgress });
    this.#loop = new CaptureLoop({ capture: this.#capture, settings: options.settings, clock, pulse });
    const outbox = outboxOf(ledger, this.#capture);
    this.source = new LiveSource(ledger, outbox);
    const keeping = (): Keeping => this.#keeping;
    this.#copies = openCopies({ services, options, ledger, record, outbox, keeping, onProgress });
    const { all, replicas } = this.#copies;
    const stands = (): Txid[] => all.map((copy) => standOf(copy, record));
    const quota = options.settings.spoolQuota;
    const followers = (): readonly Txid[] => this.source.stands;
    this.#spool = new SpoolKeeper({ ledger, clock, disk, random, jobs, turn: merges, quota, stands, followers });
    const work = { clock, random, jobs, signal, onProgress };
    this.#rebaser = new Rebaser({ replicas, capture: this.#capture, ledger, ...work });
    const { gate, pinned } = options;
    const deletion = (destination: Destination): 'ours' | 'bucket' => options.about(destination).deletion ?? 'ours';
    this.#keeper = new HistoryKeeper({ replicas, clock, jobs, gate, keeping, pinned, deletion });
  }

  /** Opens the local state, or rebuilds it from the destinations. `state-in-use` if another agent has it. */
  static async open(
    services: Parts['services'],
    options: DatabaseOptions,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<DatabaseAgent> {
    const progress = new Emitter<Progress>();
    progress.on(onProgress);
    const opened = await openLedger(services, options, signal, (step) => {
      progress.emit(step);
    });
    try {
      return new DatabaseAgent({ services, options, progress, ...opened });
    } catch (error) {
      letGo(opened);
      throw error;
    }
  }

  get changed(): Event<DatabaseStatus> {
    return this.#changed;
  }

  /** Every step that capture takes. */
  get events(): Event<CaptureEvent> {
    return this.#events;
  }

  get progress(): Event<Progress> {
    return this.#progress;
  }

  /** What retention did by itself or on demand. */
  get retained(): Event<RetentionOutcome> {
    return this.#retained;
  }

  /** Levels as they are made, and what kept one from being made. */
  get compacted(): Event<Compacted> {
    return this.#compacted;
  }

  /** Those of LTX files, in the order in which the destinations were given. */
  get histories(): readonly HistoryAt[] {
    return this.#copies.replicas;
  }

  /** Those in the format of Litestream 0.3 or 0.4. */
  get generations(): readonly GenerationCopy[] {
    return this.#copies.generations;
  }

  facts(): DatabaseFacts {
    const file = this.#capture.file;
    return {
      size: file?.size ?? 0,
      mode: file?.journal ?? 'unknown',
      changedAt: this.#ledger.known?.position.timestamp ?? 0,
    };
  }

  /** From now on; takes effect at once. */
  keep(keeping: Keeping): void {
    this.#keeping = keeping;
    this.#keeper.poke();
  }

  /** Removes at every destination what is older than is set, now. Rejects with the first failure after all had a turn. */
  enforceRetention(work: KeeperWork): Promise<readonly Retained[]> {
    return this.#keeper.enforce(work);
  }

  /** What `windows` would keep and remove, destination by destination. */
  planRetention(windows: RetentionWindows, signal: AbortSignal): Promise<readonly RetentionPlan[]> {
    return this.#keeper.plans(windows, signal);
  }

  status(): DatabaseStatus {
    const position = this.#ledger.known?.position;
    return {
      path: this.path,
      state: this.#state,
      txid: position?.txid ?? 0n,
      checksum: position?.checksum ?? 0n,
      commit: position?.commit ?? 0,
      pageSize: position?.pageSize ?? 0,
      destinations: this.#copies.all.map((copy) => copy.status()),
    };
  }

  start(): void {
    const refresh = (): void => {
      this.#refresh();
    };
    this.#loop.changed.on(refresh);
    for (const copy of this.#copies.all) {
      copy.changed.on(() => {
        this.#onCopy();
      });
    }
    for (const { retained } of [this.#keeper, ...this.#copies.generations]) {
      retained.on((outcome) => {
        this.#retained.emit(outcome);
      });
    }
    for (const replica of this.#copies.replicas) {
      replica.compacted.on((outcome) => {
        this.#prune();
        this.#compacted.emit({ ...outcome, url: replica.destination.url });
      });
    }
    this.#loop.start();
    if (this.#ledger.known !== undefined) this.#pokeCopies();
    this.#keeper.start();
  }

  /** See `Capture.header`. */
  header(): Promise<Uint8Array | undefined> {
    return this.#capture.header();
  }

  /** Captures what there is now; it goes to the destinations by itself. */
  captureNow(): Promise<void> {
    return this.#loop.captureNow();
  }

  /**
   * Captures now, and resolves when every destination holds it. One that fails does not keep the others from being
   * brought up to date: the first reason is thrown after all have settled.
   */
  async sync(signal: AbortSignal = this.#stopping.signal): Promise<void> {
    const captured = await settle(unlessAborted(this.#loop.captureNow(), signal, `copying ${this.path}`));
    const drained = await Promise.all(this.#copies.all.map((copy) => settle(copy.drain(signal))));
    this.#refresh();
    requireAll([captured, ...drained]);
  }

  /** Resolves when no destination is being worked on: what was due, a snapshot or a removal, is done by then or failed. */
  async settled(signal: AbortSignal): Promise<void> {
    const settled = Promise.all(this.#copies.all.map((copy) => copy.settled()));
    await unlessAborted(settled, signal, 'storing a snapshot');
    await unlessAborted(this.#keeper.settled(), signal, 'removing old history');
  }

  /** The last changes are brought to the destinations first, for as long as the settings allow. Stops once. */
  stop({ within = this.#settings.shutdownTimeout }: StopOptions = {}): Promise<void> {
    this.#stopped ??= this.#lastSync(within).finally(() => this.#release());
    return this.#stopped;
  }

  async #lastSync(within: number): Promise<void> {
    if (within === 0) return this.sync();
    const deadline = deadlineAfter(within, this.#clock, this.#stopping.signal);
    for (;;) {
      try {
        await this.sync(deadline);
        return;
      } catch (error) {
        if (deadline.aborted || !mayPassSoon(error)) throw error;
        await this.#clock.sleep(LAST_SYNC_RETRY_MS, deadline).catch(() => undefined);
      }
    }
  }

  /** Whatever fails on the way, nothing is held afterwards. */
  async #release(): Promise<void> {
    this.#stopping.abort();
    try {
      await this.#loop.stop();
      await this.#rebaser.settled();
      await Promise.all([this.#keeper.stop(), this.#spool.stop(), ...this.#copies.all.map((copy) => copy.stop())]);
      await this.#capture.close().finally(() => {
        this.#record.save();
      });
    } finally {
      letGo({ ledger: this.#ledger, unlock: this.#unlock });
      this.#refresh();
    }
  }

  #onCapture(event: CaptureEvent): void {
    this.#events.emit(event);
    this.source.tell();
    this.#pokeCopies();
    if (this.#copies.all.length === 0) this.#prune();
    this.#spool.poke();
    this.#refresh();
  }

  #pokeCopies(): void {
    for (const copy of this.#copies.all) {
      copy.start();
      copy.poke();
    }
  }

  #onCopy(): void {
    const statuses = this.#copies.all.map((copy) => copy.status());
    for (const status of statuses) this.#record.note(status);
    this.#prune();
    this.#rebaser.consider();
    this.#refresh();
  }

  #prune(): void {
    const head = this.#ledger.known?.position.txid ?? 0n;
    const { now, later } = this.source.needs();
    const { all } = this.#copies;
    const away = leastOf(all.map((copy) => copy.status().txid)) ?? head;
    const held = now !== undefined && now < away ? now : away;
    const levels = leastOf(all.flatMap((copy) => copy.wanted ?? [])) ?? held;
    // Where nothing is copied elsewhere, what is kept here is all that one who comes back can go on with.
    const followers = all.length === 0 ? 0n : (later ?? held);
    this.#spool.prune({ held, levels, followers });
  }

  #refresh(): void {
    const txid = this.#ledger.known?.position.txid ?? 0n;
    const destinations = this.#copies.all.map((copy) => copy.status());
    const state = databaseState(this.#loop.state, txid, destinations);
    this.#state = state;
    this.#changed.emit(this.status());
  }
}

/** Others may have the state only once nothing of it is written any more, and then they may. */
function letGo({ ledger, unlock }: Pick<OpenedLedger, 'ledger' | 'unlock'>): void {
  try {
    ledger.close();
  } finally {
    unlock();
  }
}

async function settle(work: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}

/** Whether a last sync that failed so is worth another try while the process is asked to end. */
function mayPassSoon(error: unknown): boolean {
  if (!isTidemarkError(error)) return false;
  return error.retry === 'now' || error.code === 'database-locked' || error.code === 'destination-failed';
}

/** What a destination said last, or what was written down of it before. */
function standOf(copy: Copier, record: RecordKeeper): Txid {
  const { url, txid } = copy.status();
  const before = record.txid(url);
  return txid > before ? txid : before;
}
