// A copy that is kept level: the file, what was received for it lately, and the source that both are to those who follow it
// in turn.
import { Emitter, type Event } from '../../base/events.ts';
import type { Clock } from '../../base/clock.ts';
import { isTidemarkError, TidemarkError, type Trouble, troubleOf } from '../../base/errors.ts';
import { throwIfAborted } from '../../base/abort.ts';
import { decodeHeader, HEADER_SIZE, isSnapshot, type LtxHeader } from '../../ltx/header.ts';
import type { TxidRange } from '../../ltx/name.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { Kinship, ReplicaFile } from '../apply/replica-file.ts';
import type { Incoming, Ring } from '../ring.ts';
import type { NextLtx, StreamSnapshot, StreamSource } from '../source.ts';

export interface CopyOptions {
  readonly file: ReplicaFile;
  readonly ring: Ring;
  readonly clock: Clock;
}

/** Between tries while programs read without a pause, ms. */
const PAUSE = 250;

export class Copy implements StreamSource {
  readonly file: ReplicaFile;
  readonly ring: Ring;
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  /** Moves only once what leads there is in the ring. */
  #head: Pos | undefined;
  #waiting: Trouble | undefined;

  constructor({ file, ring, clock }: CopyOptions) {
    this.file = file;
    this.ring = ring;
    this.#clock = clock;
    this.#head = file.pos;
  }

  /** After every transaction, and when waiting begins or ends. */
  get changed(): Event<void> {
    return this.#changed;
  }

  /** Why what has come is not applied just now. */
  get waiting(): Trouble | undefined {
    return this.#waiting;
  }

  /** After whatever went wrong: where the file is. */
  async settle(): Promise<void> {
    await this.file.settle();
    this.#head = this.file.pos;
  }

  /**
   * Takes the next file in, proves it and applies it; waits for programs that read for as long as they do. `had`: it leads
   * nowhere new. Throws as `ReplicaFile.apply`, and `aborted`.
   */
  async take(bytes: AsyncIterable<Uint8Array>, kinship: Kinship, signal: AbortSignal): Promise<'applied' | 'had'> {
    const incoming = await this.ring.receive(bytes);
    try {
      const header = await headerOf(incoming);
      if (!isSnapshot(header) && this.#head !== undefined && header.max <= this.#head.txid) return 'had';
      await this.#applyPatiently(header, incoming, kinship, signal);
      this.#keep(header, incoming);
      return 'applied';
    } finally {
      incoming.discard();
    }
  }

  #keep(header: LtxHeader, incoming: Incoming): void {
    if (isSnapshot(header)) this.ring.clear();
    else incoming.keep({ min: header.min, max: header.max });
    this.#head = this.file.pos;
    this.#changed.emit();
  }

  async #applyPatiently({ min, max }: LtxHeader, incoming: Incoming, kinship: Kinship, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.file.apply({ range: { min, max }, open: () => incoming.open() }, kinship);
        this.#wait(undefined);
        return;
      } catch (error) {
        if (!isTidemarkError(error, 'database-locked')) {
          this.#wait(undefined);
          throw error;
        }
        this.#wait(troubleOf(error));
      }
      throwIfAborted(signal, 'following');
      await this.#clock.sleep(PAUSE);
    }
  }

  #wait(reason: Trouble | undefined): void {
    if (reason === this.#waiting) return;
    this.#waiting = reason;
    this.#changed.emit();
  }

  head(): Pos | undefined {
    return this.#head;
  }

  checksumAt(txid: Txid): bigint | undefined {
    return txid === this.#head?.txid ? this.#head.postApplyChecksum : this.ring.checksumAt(txid);
  }

  next(after: Txid): NextLtx {
    return this.#head === undefined ? { kind: 'none' } : this.ring.next(after, this.#head.txid);
  }

  hold(range: TxidRange): () => void {
    return this.ring.hold(range);
  }

  open(range: TxidRange): AsyncIterable<Uint8Array> {
    return this.ring.open(range);
  }

  snapshot(signal: AbortSignal): Promise<StreamSnapshot> {
    return this.file.snapshot(signal);
  }

  want(follower: string, txid: Txid): void {
    this.ring.want(follower, txid);
  }

  unwant(follower: string): void {
    this.ring.unwant(follower);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function headerOf(incoming: Incoming): Promise<LtxHeader> {
  let head = new Uint8Array(0);
  for await (const piece of incoming.open()) {
    head = new Uint8Array(Buffer.concat([head, piece.subarray(0, HEADER_SIZE)]));
    if (head.length >= HEADER_SIZE) return decodeHeader(head);
  }
  throw new TidemarkError('ltx-truncated', `the file ends in its header, after ${head.length} bytes`, { retry: 'later' });
}
