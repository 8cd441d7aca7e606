// The captured files of a database of two pages that do not compress, of which each change rewrites the second: real LTX
// files, made as fast as a day of 86,400 of them asks for.
import { randomBytes } from 'node:crypto';
import { ChunkedSink, LtxEncoder } from '../../../../main/engine/ltx/encoder.ts';
import { CHECKSUM_FLAG, pageChecksum, type Checksum } from '../../../../main/engine/ltx/checksum.ts';
import { LTX_NO_CHECKSUM } from '../../../../main/engine/ltx/header.ts';
import type { TxidRange } from '../../../../main/engine/ltx/name.ts';
import type { Pos } from '../../../../main/engine/ltx/pos.ts';
import type { Txid } from '../../../../main/engine/ltx/txid.ts';
import type { NextFile, Outbox, OutboxFile, Pending, Snapshot } from '../../../../main/engine/replica/outbox.ts';

const PAGE_SIZE = 512;
const PAGES = 2;

const FIRST_PAGE = new Uint8Array(randomBytes(PAGE_SIZE));
const NOISE = new Uint8Array(randomBytes(PAGE_SIZE));
const FIRST_SUM = pageChecksum(1, FIRST_PAGE);

function secondPage(txid: Txid): Uint8Array {
  const page = NOISE.slice();
  new DataView(page.buffer).setBigUint64(0, txid);
  return page;
}

interface Encoded {
  readonly min: Txid;
  readonly max: Txid;
  readonly pages: readonly Uint8Array[];
  readonly firstPage: 1 | 2;
  readonly pre: Checksum;
  readonly post: Checksum;
  /** Ms since the epoch. */
  readonly timestamp: number;
}

function encode({ min, max, pages, firstPage, pre, post, timestamp }: Encoded): Uint8Array[] {
  const sink = new ChunkedSink();
  const header = { flags: LTX_NO_CHECKSUM, pageSize: PAGE_SIZE, commit: PAGES, min, max, timestamp, preApply: 0n };
  const wal = { walOffset: 0, walSize: 0, walSalt1: 0, walSalt2: 0, nodeId: 0n };
  const encoder = new LtxEncoder(sink, { ...header, ...wal, rolling: { pre, post } });
  for (const [i, page] of pages.entries()) encoder.page(firstPage + i, page);
  encoder.finish();
  return sink.take();
}

export class DayOutbox implements Outbox {
  readonly #now: () => number;
  /** By TXID, from 1. */
  readonly #files: (Uint8Array | undefined)[] = [];
  readonly #sums: Checksum[] = [];
  #writtenAt = 0;
  /** Files up to here are not kept any more. */
  #pruned = 0n;

  /** @param now ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** One more change. */
  write(): void {
    const txid = BigInt(this.#files.length + 1);
    const page = secondPage(txid);
    const pre = this.#sums.at(-1) ?? 0n;
    const post = CHECKSUM_FLAG | (FIRST_SUM ^ pageChecksum(2, page));
    this.#writtenAt = this.#now();
    const isFirst = txid === 1n;
    const pages = isFirst ? [FIRST_PAGE, page] : [page];
    const how = { pages, firstPage: isFirst ? 1 : 2, pre, post, timestamp: this.#writtenAt } as const;
    this.#files.push(Buffer.concat(encode({ min: txid, max: txid, ...how })));
    this.#sums.push(post);
  }

  /** As capture does with what every destination holds. */
  prune(upTo: Txid): void {
    for (; this.#pruned < upTo; this.#pruned++) this.#files[Number(this.#pruned)] = undefined;
  }

  /** Bytes of the file of an ordinary change. */
  get bytesPerChange(): number {
    return this.#sizeOf(BigInt(this.#files.length));
  }

  head(): Pos | undefined {
    const post = this.#sums.at(-1);
    return post === undefined ? undefined : { txid: BigInt(this.#sums.length), postApplyChecksum: post };
  }

  next(after: Txid): NextFile {
    const [file] = this.following(after, 1);
    if (file !== undefined) return { kind: 'file', ...file };
    return after === BigInt(this.#files.length) ? { kind: 'none' } : { kind: 'gap' };
  }

  pending(after: Txid): Pending {
    const files = this.following(after, Infinity);
    return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  }

  following(after: Txid, most: number): OutboxFile[] {
    const files: OutboxFile[] = [];
    for (let txid = after + 1n; txid > this.#pruned && txid <= BigInt(this.#files.length); txid++) {
      if (files.length === most) break;
      files.push({ range: { min: txid, max: txid }, size: this.#sizeOf(txid) });
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
    return this.#sums[Number(txid) - 1];
  }

  async *open({ max }: TxidRange): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    yield this.#files[Number(max) - 1]!.slice();
  }

  /** Bytes of a snapshot. */
  get size(): number {
    return this.#snapshot().reduce((sum, piece) => sum + piece.length, 0);
  }

  snapshot(): Promise<Snapshot> {
    const max = BigInt(this.#sums.length);
    const bytes = stream(this.#snapshot());
    return Promise.resolve({ max, size: PAGES * PAGE_SIZE, bytes, dispose: () => undefined });
  }

  #snapshot(): Uint8Array[] {
    const max = BigInt(this.#sums.length);
    const pages = [FIRST_PAGE, secondPage(max)];
    const sums = { pre: 0n, post: this.#sums.at(-1)! };
    return encode({ min: 1n, max, pages, firstPage: 1, ...sums, timestamp: this.#writtenAt });
  }

  #sizeOf(txid: Txid): number {
    return this.#files[Number(txid) - 1]!.length;
  }
}

async function* stream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* pieces;
}
