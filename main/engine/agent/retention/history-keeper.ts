// Keeps the histories of one database as long as was asked for and no longer: has snapshots taken by age, and removes
// what fades, at start, every hour, and after each snapshot. Destinations are served one after the other.
import { isAborted } from '../../base/abort.ts';
import { Alarm } from '../../base/alarm.ts';
import type { Clock } from '../../base/clock.ts';
import { asTidemarkError, type ErrorCode, type TidemarkError } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/events.ts';
import { Mutex } from '../../base/mutex.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Destination, LtxRef } from '../../destination/destination.ts';
import type { JobRunner } from '../../jobs/job.ts';
import type { Txid } from '../../ltx/txid.ts';
import { isSnapshotFile, newestSnapshot } from '../../replica/history/points.ts';
import type { HistoryGate } from '../../replica/history-gate.ts';
import type { HoldingsChange } from '../../replica/holdings.ts';
import type { Replica } from '../../replica/replica.ts';
import { enforceRetention, type Retained } from '../../replica/retention/enforce.ts';
import { planRetention, type RetentionPlan } from '../../replica/retention/plan.ts';
import { Proofs } from '../../replica/retention/proofs.ts';
import type { RetentionWindows } from '../../replica/retention/windows.ts';
import { ByteCount } from '../../restore/count.ts';
import { describeFile } from '../../restore/damage.ts';
import { proveFile } from '../../restore/prove.ts';
import type { DatabaseSettings } from '../settings.ts';

const HOUR = 3_600_000;
/** What we keep where old files are not ours to remove. */
const EVERYTHING: RetentionWindows = { changes: Infinity, tiers: [] };
/** A wrong setting must not make it spin, ms. */
const LEAST_PAUSE = 1000;

/** What may be set anew while the database is followed. */
export type Keeping = Pick<DatabaseSettings, 'retention' | 'snapshotInterval'>;

export interface KeeperOptions {
  readonly replicas: readonly Replica[];
  readonly clock: Clock;
  readonly jobs: JobRunner;
  readonly gate: HistoryGate;
  readonly keeping: () => Keeping;
  /** Transactions that stay reachable, whatever their age. */
  readonly pinned: () => ReadonlySet<Txid>;
  /** `bucket`: nothing is removed there by us. */
  readonly deletion: (destination: Destination) => 'ours' | 'bucket';
}

export interface KeeperWork {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** What became of one destination; told only when something was removed, was found damaged since, or failed. */
export type RetentionOutcome =
  | (Retained & { readonly kind: 'done'; readonly url: string })
  | { readonly kind: 'failed'; readonly url: string; readonly error: TidemarkError };

interface Kept {
  readonly replica: Replica;
  readonly proofs: Proofs;
  /** Damaged files of which it was told. */
  readonly told: Set<string>;
}

export class HistoryKeeper {
  readonly #options: KeeperOptions;
  readonly #kept: readonly Kept[];
  readonly #alarm: Alarm;
  readonly #turn = new Mutex();
  readonly #stopping = new AbortController();
  readonly #retained = new Emitter<RetentionOutcome>();
  #running: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
    this.#kept = options.replicas.map((replica) => ({
      replica,
      proofs: new Proofs(options.clock),
      told: new Set(),
    }));
  }

  get retained(): Event<RetentionOutcome> {
    return this.#retained;
  }

  start(): void {
    for (const { replica } of this.#kept) this.#followOne(replica);
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#alarm.ring();
    await this.#running;
    await this.settled();
  }

  /** Resolves when the removal under way has ended. */
  settled(): Promise<void> {
    return this.#turn.run(() => Promise.resolve());
  }

  /** What is set has changed. */
  poke(): void {
    this.#alarm.ring();
  }

  /** Removes at every destination what fades; rejects with the first failure after all have had their turn. */
  enforce({ signal, onProgress }: KeeperWork): Promise<readonly Retained[]> {
    const signals = AbortSignal.any([signal, this.#stopping.signal]);
    return this.#turn.run(async () => {
      const outcomes = await this.#enforceAll({ signal: signals, onProgress });
      const failed = outcomes.find((outcome) => outcome.kind === 'failed');
      if (failed !== undefined) throw failed.error;
      return outcomes.filter((outcome) => outcome.kind === 'done');
    });
  }

  /** What `windows` would keep at each destination, in their order. Rejects when one cannot be listed. */
  plans(windows: RetentionWindows, signal: AbortSignal): Promise<readonly RetentionPlan[]> {
    const { clock, pinned } = this.#options;
    const planOne = async ({ replica, proofs }: Kept): Promise<RetentionPlan> => {
      const files = await replica.holdings.files(signal);
      const isOurs = this.#options.deletion(replica.destination) === 'ours';
      const unusable = new Set(proofs.damaged(files).map(({ file }) => file));
      const asked = isOurs ? windows : EVERYTHING;
      return planRetention({ files, windows: asked, now: clock.now(), pinned: pinned(), unusable });
    };
    return Promise.all(this.#kept.map(planOne));
  }

  /** The first listing is the start of this destination, whenever it is there to be listed. */
  #followOne({ holdings }: Replica): void {
    let listed: 'not yet' | 'once' = 'not yet';
    holdings.changed.on((change: HoldingsChange) => {
      const isFirst = change.kind === 'listed' && listed === 'not yet';
      if (isFirst) listed = 'once';
      if (isFirst || (change.kind === 'stored' && isSnapshotFile(change.file))) this.#alarm.ring();
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      await this.#alarm.wait(this.#pause());
      if (isAborted(signal)) return;
      for (const { replica } of this.#kept) replica.poke();
      await this.#turn.run(() => this.#enforceAll({ signal, onProgress: () => undefined }));
    }
  }

  /** Ms to the next look: changes made meanwhile have looked by themselves, so it is for those that came before. */
  #pause(): number {
    const { snapshotInterval } = this.#options.keeping();
    return snapshotInterval === 0 ? HOUR : Math.min(HOUR, Math.max(LEAST_PAUSE, snapshotInterval));
  }

  async #enforceAll(work: KeeperWork): Promise<RetentionOutcome[]> {
    const outcomes: RetentionOutcome[] = [];
    for (const kept of this.#kept) {
      const { retention } = this.#options.keeping();
      if (retention === 'off') return outcomes;
      if (this.#options.deletion(kept.replica.destination) === 'bucket') continue;
      const outcome = await this.#enforceOne(kept, retention, work);
      outcomes.push(outcome);
      if (isWorthTelling(outcome, kept.told)) this.#retained.emit(outcome);
    }
    return outcomes;
  }

  async #enforceOne({ replica, proofs }: Kept, windows: RetentionWindows, work: KeeperWork): Promise<RetentionOutcome> {
    const { destination, holdings } = replica;
    const { clock, gate, jobs, pinned } = this.#options;
    const { signal } = work;
    const { url } = destination;
    const onProgress: OnProgress = (progress) => {
      work.onProgress({ ...progress, destination: url });
    };
    const count = new ByteCount('verify', onProgress);
    try {
      const remove = (refs: readonly LtxRef[]): Promise<void> =>
        destination.remove(refs, { signal, permit: replica.permit });
      const done = await enforceRetention({
        destination: { remove },
        holdings,
        recheck: () => replica.recheck(),
        isOvertaken: () => replica.isOvertaken,
        gate,
        windows,
        now: () => clock.now(),
        pinned,
        proofs,
        prove: (file) => proveFile(file, { destination, jobs, signal, onBytes: count.attempt(file.size) }),
        onProgress,
        signal,
      });
      if (hasDamagedNewest(done, replica)) replica.requestSnapshot();
      return { kind: 'done', url, ...done };
    } catch (error) {
      return { kind: 'failed', url, error: asTidemarkError(error) };
    }
  }
}

const TOLD_ELSEWHERE: readonly ErrorCode[] = ['aborted', 'destination-absent', 'lease-held', 'lease-lost'];

/** The replica itself tells that a place is away, or somebody else's; that work was ended, or that there was nothing to do, is no news. */
function isWorthTelling(outcome: RetentionOutcome, told: Set<string>): boolean {
  if (outcome.kind === 'failed') return !TOLD_ELSEWHERE.includes(outcome.error.code);
  const damaged = outcome.damaged.map(({ file }) => describeFile(file)).filter((file) => !told.has(file));
  for (const file of damaged) told.add(file);
  return outcome.files > 0 || damaged.length > 0;
}

/** Then the next one must not wait for its time. */
function hasDamagedNewest({ damaged }: Retained, { holdings }: Replica): boolean {
  const newest = newestSnapshot(holdings.peek() ?? []);
  return newest !== undefined && damaged.some(({ file }) => file.max === newest.max && isSnapshotFile(file));
}
