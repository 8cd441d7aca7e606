// A replica over a real folder, with its clock, outbox and destination in a test's hands.
import type { Progress } from '../../../main/engine/base/progress.ts';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { LEVELS } from '../../../main/engine/destination/destination.ts';
import { Replica, type ReplicaOptions } from '../../../main/engine/replica/replica.ts';
import type { ReplicaState, ReplicaStatus } from '../../../main/engine/replica/status.ts';
import { collect, countingRandom, ref, stream } from '../destination/samples.ts';
import { makeFolder, type Folder } from '../destination/file/folder.ts';
import { FakeClock } from '../fake-clock.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { WatchedDestination } from './watched-destination.ts';
import type { History } from './history.ts';

export class Rig {
  readonly folder: Folder;
  readonly clock = new FakeClock();
  readonly progress: Progress[] = [];
  readonly #replicas: Replica[] = [];
  outbox = new MemoryOutbox();
  destination: WatchedDestination;
  replica: Replica;

  private constructor(folder: Folder) {
    this.folder = folder;
    this.destination = new WatchedDestination(folder.connect());
    this.replica = this.#build();
  }

  static async make(): Promise<Rig> {
    return new Rig(await makeFolder());
  }

  /** A new start of the program: all that lives in memory is new, the outbox unless given. */
  restart(outbox = this.outbox, options: Partial<ReplicaOptions> = {}): this {
    this.outbox = outbox;
    this.destination = new WatchedDestination(this.folder.connect());
    this.replica = this.#build(options);
    return this;
  }

  #build(options: Partial<ReplicaOptions> = {}): Replica {
    const { destination, outbox, clock } = this;
    const replica = new Replica({
      destination,
      outbox,
      clock,
      random: countingRandom(),
      onProgress: (progress) => this.progress.push(progress),
      ...options,
    });
    this.#replicas.push(replica);
    return replica;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    await this.folder.dispose();
  }

  drain(): Promise<void> {
    return this.replica.drain(new AbortController().signal);
  }

  /** Waits for a state, or returns at once if it is there. */
  until(which: (status: ReplicaStatus) => boolean): Promise<ReplicaStatus> {
    return new Promise((resolve) => {
      const off = this.replica.changed.on((status) => {
        if (!which(status)) return;
        off();
        resolve(status);
      });
      if (which(this.replica.status())) resolve(this.replica.status());
    });
  }

  untilKind(kind: ReplicaState['kind']): Promise<ReplicaStatus> {
    return this.until(({ state }) => state.kind === kind);
  }

  untilIdleAt(txid: bigint): Promise<ReplicaStatus> {
    return this.until((status) => status.state.kind === 'idle' && status.txid === txid);
  }

  /** Stores a history's files as another client of the folder would. */
  async plant(history: History, level: number, min: number, max = min): Promise<void> {
    const file = min === max && level === 0 ? [history.file(BigInt(min))] : history.snapshot(BigInt(max));
    await this.folder.connect().write(ref(level, min, max), stream(Buffer.concat(file)));
  }

  async plantAll(history: History): Promise<void> {
    for (let n = 1; n <= Number(history.head.txid); n++) await this.plant(history, 0, n);
  }

  /** What the folder holds, level by level: `0/1-1`. */
  async held(): Promise<string[]> {
    const names: string[] = [];
    for (const level of LEVELS) {
      for (const { min, max } of await this.folder.connect().list(level))
        names.push(`${level}/${min}-${max}`);
    }
    return names;
  }

  read(level: number, min: number, max = min): Promise<Buffer> {
    return collect(this.folder.connect().open(ref(level, min, max)));
  }
}

/** `0/from-from` … `0/to-to`. */
export function singles(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `0/${from + i}-${from + i}`);
}

export function failure(code: TidemarkError['code'] = 'destination-failed'): TidemarkError {
  return new TidemarkError(code, 'injected', { hint: 'a test did this', retry: 'later' });
}

/** A step that fails the calls which begin so, as often as told, then no more. */
export function failFirst(times: number, start: string, error = failure()): (call: string) => void {
  let left = times;
  return (call) => {
    if (!call.startsWith(start) || left === 0) return;
    left -= 1;
    throw error;
  };
}
