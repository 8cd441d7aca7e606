// What is done to a copy in generations from time to time: snapshots by age, removal of what fades, and the comparison of what
// is there with what was captured. Each at its own interval, never while something is sent.
import { isAborted } from '../../base/abort.ts';
import { Alarm } from '../../base/alarm.ts';
import type { Clock } from '../../base/clock.ts';
import { asTidemarkError, TidemarkError } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/events.ts';
import type { GenerationClient, SnapshotInfo } from '../../generations/client.ts';
import { compareCopy, proveSnapshot } from '../../generations/write/compare.ts';
import { removeOld } from '../../generations/write/retention.ts';
import type { GenerationSender } from '../../generations/write/sender.ts';
import type { Standing } from '../../generations/write/standing.ts';
import type { HistoryGate } from '../../replica/history-gate.ts';
import type { Runner } from '../../replica/runner.ts';
import type { RetentionOutcome } from '../retention/history-keeper.ts';

/** All in ms; 0 for never. */
export interface GenerationTimes {
  /** How old snapshots get; `Infinity` removes nothing. */
  readonly retention: number;
  /** Between two looks for what is older. */
  readonly retentionChecks: number;
  /** Between two snapshots while there are changes. */
  readonly snapshots: number;
  /** Between two comparisons. */
  readonly validation: number;
}

export interface UpkeepOptions {
  readonly client: GenerationClient;
  readonly sender: GenerationSender;
  readonly runner: Runner;
  readonly gate: HistoryGate;
  readonly clock: Clock;
  readonly times: () => GenerationTimes;
  readonly deletion: 'ours' | 'bucket';
  readonly permit: () => void;
}

const HOUR = 3_600_000;
/** A wrong setting must not make it spin, ms. */
const LEAST_PAUSE = 100;

export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #alarm: Alarm;
  readonly #stopping = new AbortController();
  readonly #retained = new Emitter<RetentionOutcome>();
  /** Snapshots that were read back whole. */
  readonly #proved = new Set<string>();
  #running: Promise<void> | undefined;
  /** Monotonic ms. */
  #nextRemoval = 0;
  #nextComparison: number;

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
    this.#nextComparison = options.clock.monotonic() + options.times().validation;
  }

  get retained(): Event<RetentionOutcome> {
    return this.#retained;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** `meanwhile` ends what this waits for. */
  async stop(meanwhile: () => Promise<void>): Promise<void> {
    this.#stopping.abort();
    this.#alarm.ring();
    await meanwhile();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { runner } = this.#options;
    while (!isAborted(this.#stopping.signal)) {
      await this.#alarm.wait(this.#pause());
      if (isAborted(this.#stopping.signal)) return;
      runner.poke();
      await this.#due();
    }
  }

  #pause(): number {
    const { snapshots, retentionChecks, validation } = this.#options.times();
    const given = [snapshots, retentionChecks, validation].filter((ms) => ms > 0);
    return Math.max(LEAST_PAUSE, Math.min(HOUR, ...given));
  }

  async #due(): Promise<void> {
    const { clock, times } = this.#options;
    const { retention, retentionChecks, validation } = times();
    const now = clock.monotonic();
    if (retention !== Infinity && this.#options.deletion === 'ours' && now >= this.#nextRemoval) {
      this.#nextRemoval = now + retentionChecks;
      await this.#attempt(() => this.#remove(retention));
    }
    if (validation > 0 && now >= this.#nextComparison) {
      this.#nextComparison = now + validation;
      await this.#attempt(() => this.#compare());
    }
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const { client, runner } = this.#options;
    try {
      await runner.between(work);
    } catch (error) {
      const known = asTidemarkError(error);
      if (!TOLD_ELSEWHERE.includes(known.code)) this.#retained.emit({ kind: 'failed', url: client.url, error: known });
    }
  }

  async #remove(retention: number): Promise<void> {
    const { client, sender, gate, clock, permit, runner } = this.#options;
    const { standing } = sender;
    if (standing === undefined) return;
    const { signal } = this.#stopping;
    const removed = await removeOld({
      client,
      standing,
      since: clock.now() - retention,
      news: sender.news,
      prove: (snapshot) => this.#prove(snapshot, standing),
      removing: (work) => gate.removing(work, signal),
      permit,
      signal,
    });
    if (removed === 'snapshot needed') {
      sender.requestSnapshot();
      this.#nextRemoval = 0;
      runner.poke();
    } else if (removed.files > 0) this.#retained.emit({ kind: 'done', url: client.url, ...removed, damaged: [] });
  }

  async #prove(snapshot: SnapshotInfo, { pageSize }: Standing): Promise<void> {
    const name = `${snapshot.generation}/${snapshot.index}`;
    if (this.#proved.has(name)) return;
    await proveSnapshot(this.#options.client, snapshot, pageSize, this.#stopping.signal);
    this.#proved.add(name);
  }

  /** What is not what was captured is never gone on with: a new generation begins, and the old one stays. */
  async #compare(): Promise<void> {
    const { client, sender, runner } = this.#options;
    const { standing } = sender;
    if (standing === undefined) return;
    if ((await compareCopy(client, standing, this.#stopping.signal)) === 'same') return;
    sender.startOver();
    runner.poke();
    throw new TidemarkError('restore-checksum', `what is at ${client.url} is not what was captured`, {
      hint: 'A new generation is begun there. What was there before stays, and must not be relied on.',
    });
  }
}

const TOLD_ELSEWHERE: readonly string[] = ['aborted', 'destination-absent', 'lease-held', 'lease-lost'];
