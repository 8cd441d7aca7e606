// What is durably known of one database: the position log, the page-sum table and the spool, moved forward together.
// Order of every step: LTX file durable in the spool → table in memory → position record. A kill between any two
// is repaired at the next opening from what the earlier ones left.
import { join } from 'node:path';
import { type Disk, syncDirectory } from '../base/disk.ts';
import { errnoOf, TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { Checksum } from '../ltx/checksum.ts';
import { decodeLtx } from '../ltx/decoder.ts';
import type { LtxHeader } from '../ltx/header.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { PageSums } from '../ltx/page-sums.ts';
import type { Txid } from '../ltx/txid.ts';
import { type CapturePosition, PositionLog } from './position.ts';
import { Spool, type SpoolFile } from './spool.ts';
import { readSums, writeSums } from './sums-file.ts';
import { type Change, type Chunks, writeChange } from './change.ts';
import { applyChange } from './sums-change.ts';

export const POSITIONS_FILE = 'positions';
export const SUMS_FILE = 'page-sums';
export const SPOOL_DIR = 'spool';

/** The table is written again after this many captured pages, or this share of its pages, whichever is more. */
const FLUSH_PAGES = 2048;
const FLUSH_SHARE = 1 / 64;

export interface Known {
  readonly position: CapturePosition;
  readonly sums: PageSums;
}

export interface Recorded {
  readonly position: CapturePosition;
  /** Bytes of the file in the spool. */
  readonly bytes: number;
}

export interface LedgerDeps {
  readonly disk: Disk;
  readonly random: Random;
}

export class Ledger {
  readonly #deps: LedgerDeps;
  /** Folder of this database's local state. */
  readonly dir: string;
  readonly spool: Spool;
  readonly #log: PositionLog;
  #known: Known | undefined;
  /** TXID that the table on disk stands at. */
  #flushed: Txid = 0n;
  #pagesSinceFlush = 0;

  private constructor(deps: LedgerDeps, dir: string) {
    this.#deps = deps;
    this.dir = dir;
    deps.disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.spool = Spool.open(deps.disk, join(dir, SPOOL_DIR), deps.random);
    this.#log = PositionLog.open(deps.disk, join(dir, POSITIONS_FILE), deps.random);
  }

  /** Opens what is there. `known` is undefined if there is nothing, or nothing that can be proved. */
  static async open(deps: LedgerDeps, dir: string): Promise<Ledger> {
    const ledger = new Ledger(deps, dir);
    ledger.#known = await ledger.#recover();
    ledger.#remember();
    return ledger;
  }

  get known(): Known | undefined {
    return this.#known;
  }

  /** Newest TXID ever recorded here, even if the table that belongs to it is lost. */
  get highestTxid(): Txid {
    if (this.#known !== undefined) return this.#known.position.txid;
    const known = [this.#log.last?.txid ?? 0n, this.spool.files.at(-1)?.max ?? 0n, this.#flushed];
    return known.reduce((highest, txid) => (txid > highest ? txid : highest));
  }

  checksumAt(txid: Txid): Checksum | undefined {
    return this.#log.checksumAt(txid);
  }

  /** Whether the database is known to have summed to this once, as far as is remembered. */
  wasAt(checksum: Checksum): boolean {
    return this.#log.wasAt(checksum);
  }

  /** Starts (or starts anew, with another page size) at a state of which the spool has no file. */
  begin(position: CapturePosition, sums: PageSums): void {
    this.#log.append(position);
    this.#log.sync();
    this.#known = { position, sums };
    this.#tryFlush();
  }

  /**
   * Goes on from a state of another history of the same database: what was captured after the two parted is still in the
   * database, and is captured again as what differs. A kill on the way leaves no table, and a history that begins anew.
   * What is in the spool does not follow that state: it is gone for good before the state is recorded.
   */
  startOver(position: CapturePosition, sums: PageSums): void {
    const { disk } = this.#deps;
    disk.rmSync(join(this.dir, SUMS_FILE), { force: true });
    syncDirectory(disk, this.dir);
    this.#flushed = 0n;
    for (const file of this.spool.files.toReversed()) this.spool.retract(file);
    syncDirectory(disk, join(this.dir, SPOOL_DIR));
    this.#log.startOver(position);
    this.#known = { position, sums };
    this.#tryFlush();
  }

  /** Records a new place in the log without a new transaction. */
  move(place: Pick<CapturePosition, 'wal' | 'identity' | 'mtime'>): void {
    const { position, sums } = this.#require();
    const { wal, identity, mtime } = place;
    const moved = { ...position, wal, identity, mtime };
    this.#log.append(moved);
    this.#known = { position: moved, sums };
  }

  /** Writes `change` as the next transaction and moves on to it. On failure nothing has changed. */
  async record(change: Change, chunks: Chunks): Promise<Recorded> {
    const { position, sums } = this.#require();
    const applied = applyChange(sums, change);
    try {
      const next = { ...change.position, checksum: applied.checksum };
      const file = await writeChange(this.spool, { from: position, to: next, change }, chunks);
      this.#append(next, file);
      this.#known = { position: next, sums };
      this.#pagesSinceFlush += change.pgnos.length;
      if (this.#pagesSinceFlush > Math.max(FLUSH_PAGES, sums.commit * FLUSH_SHARE)) this.#tryFlush();
      return { position: next, bytes: file.size };
    } catch (error) {
      applied.undo();
      throw error;
    }
  }

  #append(position: CapturePosition, file: SpoolFile): void {
    try {
      this.#log.append(position);
    } catch (error) {
      this.spool.retract(file);
      throw error;
    }
  }

  /** Lets go of spool files that every destination holds (up to `txid`) and that the table no longer needs. */
  prune(txid: Txid): void {
    this.spool.prune(txid < this.#flushed ? txid : this.#flushed);
  }

  close(): void {
    if (this.#known !== undefined && this.#flushed !== this.#known.position.txid) this.#tryFlush();
    this.#log.close();
  }

  #require(): Known {
    if (this.#known === undefined) throw new TidemarkError('bug', 'the ledger has no position yet');
    return this.#known;
  }

  /** A table that cannot be written now is written later: the spool keeps what is needed to bring the old one up. */
  #tryFlush(): void {
    this.#pagesSinceFlush = 0;
    try {
      this.#flush();
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  }

  /** Positions first: what the table stands at must not be forgotten by a power cut. */
  #flush(): void {
    const { position, sums } = this.#require();
    this.#log.sync();
    writeSums(this.#deps.disk, join(this.dir, SUMS_FILE), { ...position, sums }, this.#deps.random);
    this.#flushed = position.txid;
  }

  /** A position that was reached but not recorded, as after a power cut, is recorded now. */
  #remember(): void {
    if (this.#known !== undefined && this.#known.position !== this.#log.last) this.#log.append(this.#known.position);
  }

  /** The table as stored, brought up to the newest file of the spool, and proved against the position log. */
  async #recover(): Promise<Known | undefined> {
    const stored = readSums(this.#deps.disk, join(this.dir, SUMS_FILE));
    const last = this.#log.last;
    if (stored === undefined || last === undefined) return undefined;
    this.#flushed = stored.txid;
    const { txid, pageSize, sums } = stored;
    const from = { ...last, txid, pageSize, commit: sums.commit, checksum: sums.checksum() };
    const replayed = await replaySpool(this.spool, sums, from);
    if (replayed === undefined || replayed.txid < last.txid) return undefined;
    if (replayed.txid > last.txid) return { position: replayed, sums: stored.sums };
    return replayed.checksum === last.checksum ? { position: last, sums: stored.sums } : undefined;
  }
}

/**
 * Applies the spool's files after `from` to `sums`. The result's place in the log is unknown. Undefined if a file
 * is damaged or does not lead to the checksum it records.
 */
async function replaySpool(
  spool: Spool,
  sums: PageSums,
  from: CapturePosition,
): Promise<CapturePosition | undefined> {
  let position: CapturePosition = { ...from, wal: { kind: 'none' } };
  for (;;) {
    const file = spool.find(position.txid + 1n);
    if (file === undefined) return position;
    const header = await replayFile(spool, sums, file).catch(() => undefined);
    if (header?.rolling?.post !== sums.checksum()) return undefined;
    const { max: txid, commit, timestamp } = header;
    position = { ...position, txid, checksum: sums.checksum(), commit, timestamp };
  }
}

async function replayFile(spool: Spool, sums: PageSums, file: TxidRange): Promise<LtxHeader> {
  const runs = decodeLtx(spool.open(file));
  for (;;) {
    const step = await runs.next();
    if (step.done === true) {
      sums.truncate(step.value.header.commit);
      return step.value.header;
    }
    const { pgnos, sums: added } = step.value;
    pgnos.forEach((pgno, i) => {
      sums.setFrom(pgno, added, i);
    });
  }
}
