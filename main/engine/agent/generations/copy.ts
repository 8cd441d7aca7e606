// One database at one place in the format of Litestream 0.3 or 0.4: the times and states of every copy (replica/runner.ts),
// what is sent (generations/write), and what is removed and compared from time to time (upkeep.ts).
import type { Disk } from '../../base/disk.ts';
import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/events.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Random } from '../../base/random.ts';
import { openPermit, type Permit } from '../../destination/permit.ts';
import type { GenerationClient } from '../../generations/client.ts';
import { DEFAULT_BOUNDS, GenerationSender, type WriteBounds } from '../../generations/write/sender.ts';
import { type Standing, StandingFile } from '../../generations/write/standing.ts';
import type { HistoryGate } from '../../replica/history-gate.ts';
import type { Outbox } from '../../replica/outbox.ts';
import { freePace, type UploadPace } from '../../replica/pacing/pace.ts';
import { Pen } from '../../replica/pen.ts';
import { Runner } from '../../replica/runner.ts';
import { SnapshotSchedule } from '../../replica/snapshot-schedule.ts';
import type { ReplicaStatus } from '../../replica/status.ts';
import type { Copier } from '../copier.ts';
import type { RetentionOutcome } from '../retention/history-keeper.ts';
import { type GenerationTimes, Upkeep } from './upkeep.ts';

export interface GenerationCopyOptions {
  readonly client: GenerationClient;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  /** Folder of this copy's own state. */
  readonly folder: string;
  readonly gate: HistoryGate;
  readonly onProgress: OnProgress;
  /** Asked each time. */
  readonly times: () => GenerationTimes;
  readonly deletion: 'ours' | 'bucket';
  readonly safeAt?: number;
  readonly permit?: Permit | undefined;
  readonly pace?: UploadPace | undefined;
  readonly bounds?: WriteBounds;
}

export class GenerationCopy implements Copier {
  readonly client: GenerationClient;
  /** None: what is captured is of use here only until it is sent. */
  readonly wanted = undefined;
  readonly #runner: Runner;
  readonly #sender: GenerationSender;
  readonly #upkeep: Upkeep;
  readonly #pace: UploadPace;

  constructor(options: GenerationCopyOptions) {
    const { client, outbox, clock, random, safeAt } = options;
    this.client = client;
    this.#pace = options.pace ?? freePace;
    const pen = new Pen(options.permit ?? openPermit);
    let sender: GenerationSender | undefined;
    this.#runner = new Runner({
      url: client.url,
      outbox,
      clock,
      random,
      pen,
      safeAt,
      bringer: (onEvent) => (sender = this.#senderOf(options, pen, onEvent)),
    });
    this.#sender = sender!;
    this.#upkeep = new Upkeep({ ...options, sender: this.#sender, runner: this.#runner, permit: pen.check });
  }

  #senderOf(
    { client, outbox, disk, clock, random, folder, times, bounds, onProgress }: GenerationCopyOptions,
    pen: Pen,
    onEvent: (event: 'calling' | 'accepted' | 'stored') => void,
  ): GenerationSender {
    const schedule = new SnapshotSchedule(clock, () => times().snapshots);
    return new GenerationSender({
      client,
      captured: outbox,
      file: new StandingFile(disk, random, folder),
      clock,
      random,
      pen,
      pace: this.#pace,
      bounds: bounds ?? DEFAULT_BOUNDS,
      isSnapshotDue: (createdAt) => schedule.isDue(createdAt),
      onSnapshot: () => {
        schedule.taken();
      },
      onEvent,
      onProgress,
    });
  }

  get url(): string {
    return this.client.url;
  }

  get changed(): Event<ReplicaStatus> {
    return this.#runner.changed;
  }

  /** Where writing stands; undefined while that is not known. */
  get standing(): Standing | undefined {
    return this.#sender.standing;
  }

  /** What was removed by age, and what could not be. */
  get retained(): Event<RetentionOutcome> {
    return this.#upkeep.retained;
  }

  status(): ReplicaStatus {
    return this.#runner.status();
  }

  start(): void {
    if (this.#runner.start() === 'begun') this.#upkeep.start();
  }

  poke(): void {
    this.#runner.poke();
  }

  drain(signal: AbortSignal): Promise<void> {
    return this.#runner.drain(signal, () => {
      this.start();
    });
  }

  settled(): Promise<void> {
    return this.#runner.settled();
  }

  async stop(): Promise<void> {
    await this.#upkeep.stop(() => this.#runner.stop());
    await this.settled();
    this.#runner.letGo();
    this.#pace.release();
    await this.client.close();
  }
}
