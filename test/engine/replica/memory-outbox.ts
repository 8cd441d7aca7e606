// A spool without a disk: the files of a history that are still kept.
import type { Checksum } from '../../../main/engine/ltx/checksum.ts';
import type { TxidRange } from '../../../main/engine/ltx/name.ts';
import type { Pos } from '../../../main/engine/ltx/pos.ts';
import type { Txid } from '../../../main/engine/ltx/txid.ts';
import type { NextFile, Outbox, OutboxFile, Pending, Snapshot } from '../../../main/engine/replica/outbox.ts';
import { History } from './history.ts';

export class MemoryOutbox implements Outbox {
  readonly history: History;
  /** Files up to here are not kept any more. */
  #pruned: Txid = 0n;
  /** Checksums up to here are forgotten. */
  #forgotten: Txid = 0n;
  /** Snapshots given and not yet disposed of, and all that were ever given. */
  openSnapshots = 0;
  snapshots = 0;
  /** Runs before each piece of a snapshot. */
  onSnapshotPiece: () => void | Promise<void> = () => undefined;

  constructor(history: History = new History()) {
    this.history = history;
  }

  grow(count = 1): this {
    this.history.growTo(this.history.head.txid + BigInt(count));
    return this;
  }

  prune(upTo: Txid): this {
    this.#pruned = upTo;
    return this;
  }

  forgetChecksums(upTo: Txid): this {
    this.#forgotten = upTo;
    return this;
  }

  head(): Pos | undefined {
    return this.history.head.txid === 0n ? undefined : this.history.head;
  }

  next(after: Txid): NextFile {
    const head = this.history.head.txid;
    if (after === head) return { kind: 'none' };
    const txid = after + 1n;
    if (after > head || txid <= this.#pruned) return { kind: 'gap' };
    return { kind: 'file', range: { min: txid, max: txid }, size: this.history.file(txid).length };
  }

  pending(after: Txid): Pending {
    const files = this.following(after, Number.MAX_SAFE_INTEGER);
    return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  }

  following(after: Txid, most: number): OutboxFile[] {
    const files: OutboxFile[] = [];
    for (let txid = after + 1n; txid > this.#pruned && txid <= this.history.head.txid && files.length < most; txid++) {
      files.push({ range: { min: txid, max: txid }, size: this.history.file(txid).length });
    }
    return files;
  }

  tiles({ min, max }: TxidRange): OutboxFile[] | undefined {
    const files = this.following(min - 1n, Number(max - min) + 1);
    return files.at(-1)?.range.max === max ? files : undefined;
  }

  hold(): () => void {
    return () => undefined;
  }

  checksumAt(txid: Txid): Checksum | undefined {
    if (txid <= this.#forgotten || txid > this.history.head.txid) return undefined;
    return this.history.position(txid).postApplyChecksum;
  }

  async *open({ max }: TxidRange): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    yield this.history.file(max).slice();
  }

  snapshot(): Promise<Snapshot> {
    const max = this.history.head.txid;
    this.openSnapshots += 1;
    this.snapshots += 1;
    const dispose = (): void => {
      this.openSnapshots -= 1;
    };
    return Promise.resolve({ max, size: 2048, bytes: this.#snapshotBytes(max), dispose });
  }

  async *#snapshotBytes(txid: Txid): AsyncGenerator<Uint8Array> {
    for (const piece of this.history.snapshot(txid)) {
      await this.onSnapshotPiece();
      yield piece;
    }
  }
}
