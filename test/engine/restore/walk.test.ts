// The lock page, which only databases of more than 1 GiB have: nothing is written to disk here.
import { expect, test } from 'vitest';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { ChunkedSink, encodeChunk, LtxEncoder, type EncodedChunk } from '../../../main/engine/ltx/encoder.ts';
import { LTX_NO_CHECKSUM } from '../../../main/engine/ltx/header.ts';
import { lockPgno } from '../../../main/engine/ltx/lock-page.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import { type PageSink, walk } from '../../../main/engine/restore/walk.ts';
import { refusalOf } from './harness.ts';
import { MemoryDestination } from './memory.ts';

const PAGE = 65536;
const LOCK = lockPgno(PAGE);
const CHUNK = 64;

/** Chunks of the pages `from` to `to` but the lock page, all filled with `value`. */
function chunksOf(from: number, to: number, value: number): EncodedChunk[] {
  const pages = new Uint8Array(CHUNK * PAGE).fill(value);
  const pgnos = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((pgno) => pgno !== LOCK);
  const chunks: EncodedChunk[] = [];
  for (let at = 0; at < pgnos.length; at += CHUNK) {
    const some = Uint32Array.from(pgnos.slice(at, at + CHUNK));
    chunks.push(encodeChunk({ pageSize: PAGE, pgnos: some, pages: pages.subarray(0, some.length * PAGE) }));
  }
  return chunks;
}

/** One history: each file brings `sums` to what the database adds up to after it. */
function fileOf(txid: number, commit: number, chunks: readonly EncodedChunk[], sums: PageSums): Uint8Array {
  const pre = txid === 1 ? 0n : sums.checksum();
  for (const chunk of chunks) {
    for (const [i, pgno] of chunk.pgnos.entries()) sums.setFrom(pgno, chunk.sums, i);
  }
  sums.truncate(commit);
  const sink = new ChunkedSink();
  const encoder = new LtxEncoder(sink, {
    flags: LTX_NO_CHECKSUM,
    pageSize: PAGE,
    commit,
    min: BigInt(txid),
    max: BigInt(txid),
    timestamp: txid,
    preApply: 0n,
    walOffset: 0,
    walSize: 0,
    walSalt1: 0,
    walSalt2: 0,
    nodeId: 0n,
    rolling: { pre, post: sums.checksum() },
  });
  for (const chunk of chunks) encoder.chunk(chunk);
  encoder.finish();
  return new Uint8Array(Buffer.concat(sink.take()));
}

test('a database grows over the lock page, shrinks to end at it, and grows again', async () => {
  const sums = new PageSums();
  const destination = new MemoryDestination();
  const files = [
    destination.put(9, fileOf(1, LOCK + 2, chunksOf(1, LOCK + 2, 0), sums)),
    destination.put(0, fileOf(2, LOCK, chunksOf(7, 7, 1), sums)),
    destination.put(0, fileOf(3, LOCK + 1, chunksOf(LOCK, LOCK + 1, 2), sums)),
  ];
  const written = new Set<number>();
  const sizes: number[] = [];
  const sink: PageSink = {
    pages: ({ pgnos }) => {
      for (const pgno of pgnos) written.add(pgno);
      return undefined;
    },
    resize: (size) => sizes.push(size / PAGE),
  };
  const state = await walk(files, sink, { destination, jobs: new InlineRunner() });
  expect(state).toMatchObject({ txid: 3n, commit: LOCK + 1, checksum: sums.checksum(), proved: 'recorded' });
  expect(sizes).toEqual([LOCK + 2, LOCK, LOCK + 1]);
  expect(written.has(LOCK)).toBe(false);
  expect(written.size).toBe(LOCK + 1);
});

test('a lying page number takes no memory', async () => {
  const sums = new PageSums();
  const destination = new MemoryDestination();
  const files = [
    destination.put(9, fileOf(1, 2, chunksOf(1, 2, 0), sums)),
    destination.put(0, fileOf(2, 0xffffffff, chunksOf(3_000_000_000, 3_000_000_000, 1), new PageSums())),
  ];
  const sink: PageSink = { pages: () => undefined, resize: () => undefined };
  const refusal = await refusalOf(walk(files, sink, { destination, jobs: new InlineRunner() }));
  expect(refusal.code).toMatch(/^(ltx-incomplete|restore-checksum)$/);
});
