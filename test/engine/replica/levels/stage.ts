// A real history, given to a replica bit by bit, with levels of seconds, on a clock that a test moves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disk, systemDisk } from '../../../../main/engine/base/disk.ts';
import { Mutex } from '../../../../main/engine/base/mutex.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination, LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import type { Checksum } from '../../../../main/engine/ltx/checksum.ts';
import type { TxidRange } from '../../../../main/engine/ltx/name.ts';
import type { Pos } from '../../../../main/engine/ltx/pos.ts';
import { HistoryGate } from '../../../../main/engine/replica/history-gate.ts';
import type { LevelOutcome } from '../../../../main/engine/replica/levels/compaction.ts';
import { LocalFiles } from '../../../../main/engine/replica/levels/local-files.ts';
import type { NextFile, Outbox, OutboxFile, Pending, Snapshot } from '../../../../main/engine/replica/outbox.ts';
import { Replica, type ReplicaOptions } from '../../../../main/engine/replica/replica.ts';
import { stream } from '../../destination/samples.ts';
import { FakeClock } from '../../fake-clock.ts';
import { EPOCH, type History } from '../../restore/history.ts';
import { heldIn } from '../retention/stage.ts';
import { WatchedDestination } from '../watched-destination.ts';

/** What of a history has been captured, and is still here. */
export class HistoryOutbox implements Outbox {
  readonly history: History;
  end = 0;
  pruned = 0;
  snapshots = 0;

  constructor(history: History) {
    this.history = history;
  }

  head(): Pos | undefined {
    if (this.end === 0) return undefined;
    return { txid: BigInt(this.end), postApplyChecksum: this.history.checksum(this.end) };
  }

  next(after: bigint): NextFile {
    const [file] = this.following(after, 1);
    if (file !== undefined) return { kind: 'file', ...file };
    return Number(after) === this.end ? { kind: 'none' } : { kind: 'gap' };
  }

  following(after: bigint, most: number): OutboxFile[] {
    const files: OutboxFile[] = [];
    for (let n = Number(after) + 1; n > this.pruned && n <= this.end && files.length < most; n++) {
      files.push({ range: { min: BigInt(n), max: BigInt(n) }, size: this.history.file(n, n).length });
    }
    return files;
  }

  pending(after: bigint): Pending {
    const files = this.following(after, Infinity);
    return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  }

  tiles({ min, max }: TxidRange): OutboxFile[] | undefined {
    const files = this.following(min - 1n, Number(max - min) + 1);
    return files.at(-1)?.range.max === max ? files : undefined;
  }

  hold(): () => void {
    return () => undefined;
  }

  checksumAt(txid: bigint): Checksum | undefined {
    return txid === 0n || Number(txid) > this.end ? undefined : this.history.checksum(Number(txid));
  }

  open({ min, max }: TxidRange): AsyncIterable<Uint8Array> {
    return stream(this.history.file(Number(min), Number(max)));
  }

  snapshot(): Promise<Snapshot> {
    this.snapshots += 1;
    const bytes = stream(this.history.file(1, this.end));
    return Promise.resolve({ max: BigInt(this.end), size: 64 << 20, bytes, dispose: () => undefined });
  }
}

/** Of 3 s, 9 s and 27 s. */
const LEVELS = [3000, 9000, 27_000];

export class Stage {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-levels-'));
  readonly clock = new FakeClock(EPOCH);
  readonly outbox: HistoryOutbox;
  readonly reading: Destination['reading'];
  readonly gate = new HistoryGate();
  readonly told: LevelOutcome[] = [];
  destination!: WatchedDestination;
  local!: LocalFiles;
  replica!: Replica;

  constructor(history: History, reading: Destination['reading'] = 'cheap') {
    this.outbox = new HistoryOutbox(history);
    this.reading = reading;
    this.start();
  }

  /** A new start of the program. */
  start(options: Partial<ReplicaOptions> = {}, disk: Disk = systemDisk): void {
    this.destination = new WatchedDestination(this.folder());
    this.destination.readingAs = this.reading;
    this.local = LocalFiles.open(disk, systemRandom, join(this.dir, 'local'));
    const { destination, outbox, clock, local, gate } = this;
    const merging = { local, jobs: new InlineRunner(), turn: new Mutex(), gate, levels: () => LEVELS };
    this.replica = new Replica({ destination, outbox, clock, random: systemRandom, merging, ...options });
    this.replica.compacted.on((outcome) => this.told.push(outcome));
  }

  folder(): Destination {
    return fileDestination({ path: join(this.dir, 'replica'), random: systemRandom });
  }

  drain(): Promise<void> {
    return this.replica.drain(new AbortController().signal);
  }

  /** One transaction each second, each copied at once. */
  async live(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) {
      this.outbox.end += 1;
      await this.pass(1000);
      await this.drain();
      await this.quiet();
    }
  }

  /** Time passes; what is due is done. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.quiet();
  }

  async quiet(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      await new Promise(setImmediate);
      await this.replica.settled();
    }
  }

  async held(level: number): Promise<string[]> {
    const files = await this.folder().list(level);
    return files.map(({ min, max }) => `${min}-${max}`);
  }

  all(): Promise<LtxInfo[]> {
    return heldIn(this.folder());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.replica.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
