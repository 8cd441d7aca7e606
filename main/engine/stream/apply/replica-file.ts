// The database that follows another one: a file of our own that any program may read while it changes, each time as one
// transaction. What is applied is proved first; whatever happens, the file shows a state that the source was in, or says
// that it went another way (DESIGN §8).
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { type Disk, explainDiskError } from '../../base/disk.ts';
import { asTidemarkError, TidemarkError } from '../../base/errors.ts';
import { Mutex } from '../../base/mutex.ts';
import type { Random } from '../../base/random.ts';
import { writeSums } from '../../capture/sums-file.ts';
import type { CompactionInput } from '../../ltx/compact.ts';
import { isSnapshot } from '../../ltx/header.ts';
import type { PageSums } from '../../ltx/page-sums.ts';
import type { Pos } from '../../ltx/pos.ts';
import { parseDatabaseHeader } from '../../sqlite/header.ts';
import { OwnDatabaseFile, settledStamp, stampOf } from '../../sqlite/owner.ts';
import type { StreamSnapshot } from '../source.ts';
import { claim, claimLeft, quarantineDir } from './claim.ts';
import { FileLock } from './lock.ts';
import { diverged, type Proved, proveFile, type Standing } from './prove.ts';
import { pruneCopies, setApart } from './quarantine.ts';
import { findOut, looksLike, SUMS_FILE, type Whereabouts } from './recover.ts';
import { stageSnapshot } from './snapshot.ts';
import { type FollowerState, type LeftBehind, type Point, type Quarantined, writeState } from './state.ts';
import { carryOut } from './transaction.ts';

export interface ReplicaFileOptions {
  /** Canonical: SQLite puts its journal beside what links lead to. */
  readonly path: string;
  /** Folder of the follower's own state, nobody else's; made if it is not there. */
  readonly dir: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  /** How long programs that read may keep an apply waiting, ms. Default 5000. */
  readonly patience?: number;
}

/** See `ReplicaFile.openLeft`. */
export type Left = LeftBehind | 'unknown';

/** Whether what is here is known to be of the history that a snapshot is of: if not, it is set apart before. */
export type Kinship = 'same' | 'unknown';

const PATIENCE = 5000;

export class ReplicaFile {
  readonly #options: ReplicaFileOptions;
  readonly #own: OwnDatabaseFile;
  readonly #lock: FileLock;
  readonly #turn = new Mutex();
  #state: FollowerState;
  #where: Whereabouts | { readonly kind: 'unsure' } = { kind: 'unsure' };

  private constructor(options: ReplicaFileOptions, state: FollowerState) {
    this.#options = options;
    this.#state = state;
    this.#own = OwnDatabaseFile.open(options.disk, options.path);
    try {
      this.#lock = new FileLock(this.#own.file, { clock: options.clock, patience: options.patience ?? PATIENCE });
    } catch (error) {
      this.#own.file.close();
      throw error;
    }
  }

  /**
   * Opens the follower's file, or makes an empty one. What a crash left unfinished is undone; where the file then is, its
   * own pages say. `restore-output-exists` for a file that is none of ours, `database-locked` while others keep it.
   */
  static async open(options: ReplicaFileOptions): Promise<ReplicaFile> {
    return await ReplicaFile.#opened(new ReplicaFile(options, claim(options)), (replica) => replica.#lookAgain());
  }

  /**
   * Opens a file that was written here until now, and was at `left` then: its pages are compared with that. When they say
   * otherwise, or nobody knows, it went another way. `database-locked` while programs have it open.
   */
  static async openLeft(options: ReplicaFileOptions, left: Left): Promise<ReplicaFile> {
    return await ReplicaFile.#opened(new ReplicaFile(options, claimLeft(options)), (replica) => replica.#goOnFrom(left));
  }

  static async #opened(replica: ReplicaFile, look: (replica: ReplicaFile) => Promise<void>): Promise<ReplicaFile> {
    try {
      await replica.#turn.run(() => look(replica));
      replica.#prune();
      return replica;
    } catch (error) {
      replica.#shut();
      throw error;
    }
  }

  get path(): string {
    return this.#options.path;
  }

  /** The state that the file shows; undefined while it shows none, or went another way. */
  get point(): Point | undefined {
    return this.#standing?.point;
  }

  get pos(): Pos | undefined {
    const at = this.point;
    return at === undefined ? undefined : { txid: at.txid, postApplyChecksum: at.checksum };
  }

  /** Of the source's pages at `point`; changes with the next apply. */
  get sums(): PageSums | undefined {
    return this.#standing?.sums;
  }

  /** Why only a snapshot leads on, as in "it went another way: …"; undefined when it did not. */
  get divergence(): string | undefined {
    return this.#where.kind === 'diverged' ? this.#where.why : undefined;
  }

  /** Newest first. */
  get quarantined(): readonly Quarantined[] {
    return this.#state.quarantined;
  }

  get #standing(): Standing | undefined {
    return this.#where.kind === 'at' ? this.#where.standing : undefined;
  }

  /**
   * Proves the file, then applies it as one transaction; durable when it resolves. `stream-diverged`: only a snapshot leads
   * on. `database-locked`: programs read without a pause, try again. `disk-full` and the like: the state before stays.
   */
  apply(input: CompactionInput, kinship: Kinship): Promise<Point> {
    return this.#turn.run(() => this.#applyNow(input, kinship));
  }

  /** After an apply that failed: where the file is then. `database-locked` while others keep it. */
  settle(): Promise<void> {
    return this.#turn.run(async () => {
      if (this.#where.kind === 'unsure') await this.#lookAgain();
    });
  }

  async #applyNow(input: CompactionInput, kinship: Kinship): Promise<Point> {
    if (this.#where.kind === 'unsure') await this.#lookAgain();
    const proved = await this.#prove(input);
    const stage: { is: 'before' | 'touched' } = { is: 'before' };
    try {
      return await this.#lock.exclusive(async () => {
        const apart = this.#requireOurs(proved, kinship);
        const to = this.#pointAfter(proved);
        stage.is = 'touched';
        if (apart !== undefined) this.#setApart(apart);
        this.#record(to);
        await carryOut({ ...this.#options, own: this.#own, input, proved, to, pageSize: this.#pageSize(to), nonce: this.#nonce() });
        this.#where = { kind: 'at', standing: { point: to, sums: proved.sums } };
        return to;
      });
    } catch (error) {
      proved.undo();
      if (stage.is === 'touched') this.#where = { kind: 'unsure' };
      throw explainDiskError(dirname(this.path), error);
    }
  }

  /** What is not of this history shows only when it is proved. */
  async #prove(input: CompactionInput): Promise<Proved> {
    try {
      return await proveFile(input, this.#standing);
    } catch (error) {
      const { code, message } = asTidemarkError(error);
      if (code === 'stream-diverged') this.#depart(message);
      throw error;
    }
  }

  /** Under the lock. Why what is there must be set apart first, if it must. */
  #requireOurs({ ends: { header } }: Proved, kinship: Kinship): string | undefined {
    if (!this.#own.file.isCurrent()) {
      throw new TidemarkError('database-missing', `${this.path} was moved, replaced or removed`, {
        hint: 'Move what is there now to another place, and start following again: then the file is made anew.',
        retry: 'later',
      });
    }
    const at = this.point;
    if (at !== undefined && !looksLike(this.#own.file, at)) {
      this.#depart(`another program wrote to it after transaction ${at.txid}`);
      if (!isSnapshot(header)) throw diverged(this.divergence!);
    }
    if (this.#where.kind === 'diverged') return this.#where.why;
    if (at === undefined || !isSnapshot(header) || kinship === 'same') return undefined;
    return at.txid === header.max && at.checksum === header.rolling?.post ? undefined : 'the whole database came in place of what follows';
  }

  #depart(why: string): void {
    this.#where = { kind: 'diverged', why, last: this.point ?? this.#state.to };
  }

  #setApart(why: string): void {
    const { disk, clock, dir } = this.#options;
    const { file } = this.#own;
    const txid = (this.#where.kind === 'diverged' ? this.#where.last : this.point)?.txid ?? 0n;
    if (file.size() === 0) return;
    const copy = setApart({ disk, file, dir: quarantineDir(dir), at: clock.now(), txid, why });
    this.#keep({ ...this.#state, quarantined: [copy, ...this.#state.quarantined] });
    this.#prune();
  }

  #prune(): void {
    const staying = pruneCopies(this.#options.disk, this.#state.quarantined, this.#options.clock.now());
    if (staying.length < this.#state.quarantined.length) this.#keep({ ...this.#state, quarantined: staying });
  }

  #pointAfter({ ends: { header }, sums, header: first }: Proved): Point {
    const { max: txid, pageSize, commit, timestamp } = header;
    const kept = first ?? this.point?.header ?? new Uint8Array(0);
    const common = { txid, pageSize, commit, timestamp, appliedAt: this.#options.clock.now() };
    return { ...common, checksum: sums.checksum(), header: commit === 0 ? new Uint8Array(0) : kept, counter: this.#nextCounter() };
  }

  /** One that no program can have seen: neither what is in the file nor what was ever to be. */
  #nextCounter(): number {
    const header = this.#own.file.readHeader();
    const inFile = header.length < 28 ? 0 : new DataView(header.buffer, header.byteOffset).getUint32(24);
    const known = [this.#state.from?.counter, this.#state.to?.counter, inFile].map((counter) => counter ?? 0);
    return (Math.max(...known) + 1) >>> 0;
  }

  /** Of the file as it is. */
  #pageSize({ pageSize }: Point): number {
    const header = this.#own.file.readHeader();
    return header.length === 0 ? pageSize : parseDatabaseHeader(header, this.path).pageSize;
  }

  #nonce(): number {
    return Math.floor(this.#options.random.fraction() * 2 ** 32) >>> 0;
  }

  /** Before the file is touched: which of the two it shows after a kill, its change counter tells. */
  #record(to: Point): void {
    this.#keep({ ...this.#state, from: this.point, to, stamp: undefined });
  }

  #keep(state: FollowerState): void {
    writeState(this.#options, this.#options.dir, state);
    this.#state = state;
  }

  async #lookAgain(): Promise<void> {
    const { disk, dir } = this.#options;
    this.#where = await this.#lock.shared(() => findOut(disk, this.#own.file, dir, this.#state));
  }

  /** In rollback mode from here on, which moves the change counter. */
  async #goOnFrom(left: Left): Promise<void> {
    const { disk, dir, clock } = this.#options;
    this.#where = await this.#lock.exclusive(() => {
      const header = this.#own.file.readHeader();
      if (left !== 'unknown' && header.length > 0) {
        const { changeCounter: counter } = parseDatabaseHeader(header, this.path);
        this.#keep({ ...this.#state, to: { ...left, counter, appliedAt: clock.now() } });
      }
      return findOut(disk, this.#own.file, dir, this.#state);
    });
  }

  /** The whole database as it is at the source, as one LTX file on the local disk until it is disposed of. */
  snapshot(signal: AbortSignal): Promise<StreamSnapshot> {
    const { disk, random, dir } = this.#options;
    return this.#turn.run(async () => {
      const at = this.point;
      if (at === undefined) throw new TidemarkError('not-found', `${this.path} holds nothing yet`, { retry: 'later' });
      return this.#lock.shared(() => stageSnapshot({ disk, random, dir, file: this.#own.file, point: at, signal }));
    });
  }

  /** After the apply under way. What is known of the pages is kept, so that the next start need not read them all. */
  close(): Promise<void> {
    return this.#turn.run(async () => {
      await Promise.resolve();
      try {
        this.#keepSums();
      } finally {
        this.#shut();
      }
    });
  }

  #keepSums(): void {
    const { disk, clock, dir, random } = this.#options;
    const standing = this.#standing;
    if (standing === undefined) return;
    const { point, sums } = standing;
    writeSums(disk, join(dir, SUMS_FILE), { ...point, sums }, random);
    const { stamp, ...state } = this.#state;
    const settled = settledStamp(stampOf(disk, this.path), clock.now());
    if (stamp === undefined || settled === undefined) this.#keep({ ...state, to: point, from: undefined, stamp: settled });
  }

  #shut(): void {
    this.#lock.close();
    this.#own.file.close();
  }
}
