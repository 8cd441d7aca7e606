import { describe, expect, test } from 'vitest';
import { CHECKSUM_FLAG, EMPTY_DATABASE } from '../../../main/engine/ltx/checksum.ts';
import { decodeLtxBytes } from '../../../main/engine/ltx/decoder.ts';
import { ChunkedSink, encodeChunk, LtxEncoder } from '../../../main/engine/ltx/encoder.ts';
import type { LtxHeader } from '../../../main/engine/ltx/header.ts';
import { databaseChecksum } from '../../../main/engine/ltx/trailer.ts';
import { concat, fault, filled, Lcg, smallNeighbours } from './bytes.ts';
import { checksumOf, encodeFile, headerOf, pagesOf } from './files.ts';

const PRE = CHECKSUM_FLAG | 1n;
const POST = CHECKSUM_FLAG | 2n;
const page = filled(512, 7);

function open(values: Partial<LtxHeader>): LtxEncoder {
  return new LtxEncoder(new ChunkedSink(), headerOf(values));
}

describe('round trip', () => {
  test.each([512, 1024, 4096, 65536])('of a change with %i-byte pages', (pageSize) => {
    const random = new Lcg(pageSize);
    const pages = new Map([2, 3, 9, 10, 400].map((pgno) => [pgno, random.page(pageSize)]));
    const header = headerOf({ pageSize, commit: 400, rolling: { pre: PRE, post: POST } });
    const file = decodeLtxBytes(encodeFile(header, pages));
    expect(file.header).toEqual(header);
    expect(file.trailer.postApply).toBe(0n);
    expect(pagesOf(file)).toEqual(pages);
    expect(databaseChecksum(file.header, file.trailer)).toBe(POST);
  });

  test.each([512, 1024, 4096, 65536])('of a snapshot with %i-byte pages', (pageSize) => {
    const random = new Lcg(pageSize);
    const pages = new Map(Array.from({ length: 30 }, (_, i) => [i + 1, random.page(pageSize)]));
    const post = checksumOf(pages);
    const ours = headerOf({ pageSize, commit: 30, min: 1n, max: 9n, rolling: { pre: 0n, post } });
    expect(pagesOf(decodeLtxBytes(encodeFile(ours, pages)))).toEqual(pages);
    const standard = headerOf({ flags: 0, pageSize, commit: 30, min: 1n, max: 9n });
    expect(decodeLtxBytes(encodeFile(standard, pages)).trailer.postApply).toBe(post);
  });

  test('of a change without pages', () => {
    const header = headerOf({ commit: 5, rolling: { pre: PRE, post: POST } });
    expect(decodeLtxBytes(encodeFile(header, new Map())).header).toEqual(header);
  });

  test('of a database that was emptied', () => {
    const header = headerOf({
      flags: 0,
      commit: 0,
      preApply: PRE,
      rolling: { pre: PRE, post: EMPTY_DATABASE },
    });
    const file = decodeLtxBytes(encodeFile(header, new Map()));
    expect(databaseChecksum(file.header, file.trailer)).toBe(EMPTY_DATABASE);
  });

  test('across the lock page', () => {
    const lock = 2097153;
    const header = headerOf({ commit: lock + 1 });
    const pages = new Map([lock - 1, lock + 1].map((pgno) => [pgno, page]));
    expect(pagesOf(decodeLtxBytes(encodeFile(header, pages)))).toEqual(pages);
  });
});

describe('chunks', () => {
  const random = new Lcg(41);
  const pages = new Map(Array.from({ length: 300 }, (_, i) => [3 * i + 2, random.page(512)]));
  const header = headerOf({ commit: 1000, rolling: { pre: PRE, post: POST } });

  function chunkOf(from: number, to: number): ReturnType<typeof encodeChunk> {
    const some = [...pages].slice(from, to);
    return encodeChunk({
      pageSize: 512,
      pgnos: Uint32Array.from(some, ([pgno]) => pgno),
      pages: concat(some.map(([, bytes]) => bytes)),
    });
  }

  test('make the same file as single pages, wherever they are cut', () => {
    const whole = encodeFile(header, pages);
    for (let round = 0; round < 10; round++) {
      const sink = new ChunkedSink();
      const encoder = new LtxEncoder(sink, header);
      for (let from = 0; from < pages.size;) {
        const to = Math.min(pages.size, from + random.below(100));
        if (to === from + 1) encoder.page(...[...pages][from]!);
        else encoder.chunk(chunkOf(from, to));
        from = to;
      }
      encoder.finish();
      expect(concat(sink.take())).toEqual(whole);
      expect(encoder.bytesWritten).toBe(whole.length);
    }
  });

  test('may lie anywhere in memory', () => {
    const shifted = new Uint8Array(1 + 10 * 512);
    shifted.set(concat([...pages.values()].slice(0, 10)), 1);
    const pgnos = Uint32Array.from([...pages.keys()].slice(0, 10));
    expect(encodeChunk({ pageSize: 512, pgnos, pages: shifted.subarray(1) })).toEqual(chunkOf(0, 10));
  });

  test('own buffers that can be given to another thread', () => {
    const chunk = chunkOf(0, 10);
    const moved = structuredClone(chunk, {
      transfer: [chunk.bytes.buffer, chunk.sums.buffer, chunk.lengths.buffer],
    });
    expect(moved).toEqual(chunkOf(0, 10));
  });

  test('that overlap are refused', () => {
    const encoder = new LtxEncoder(new ChunkedSink(), header);
    encoder.chunk(chunkOf(0, 10));
    expect(() => {
      encoder.chunk(chunkOf(9, 20));
    }).toThrow(fault('ltx-encode', 'page 29 follows page 29'));
  });

  test('reach the sink in pieces of which no two neighbours have less than 64 KiB', () => {
    const sizes: number[] = [];
    const encoder = new LtxEncoder(
      { write: (bytes) => sizes.push(bytes.length) },
      headerOf({ commit: 2000 }),
    );
    for (let pgno = 1; pgno <= 2000; pgno++) encoder.page(pgno, random.bytes(512));
    encoder.finish();
    expect(smallNeighbours(sizes)).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(encoder.bytesWritten);
  });
});

describe('a page is refused', () => {
  test.each<[string, Partial<LtxHeader>, number[]]>([
    ['page number required', {}, [0]],
    ["page 3 is past the database's end at 2 pages", {}, [3]],
    ['page 2 follows page 2', {}, [2, 2]],
    ['page 1 follows page 2', {}, [2, 1]],
    ['page 2 comes where a snapshot needs page 1', { min: 1n }, [2]],
    ['page 3 comes where a snapshot needs page 2', { min: 1n, commit: 3 }, [1, 3]],
    ['page 2097153 is the lock page', { commit: 3_000_000 }, [2097153]],
  ])('when %s', (message, header, pgnos) => {
    const encoder = open(header);
    const last = pgnos.pop()!;
    for (const pgno of pgnos) encoder.page(pgno, page);
    expect(() => {
      encoder.page(last, page);
    }).toThrow(fault('ltx-encode', message));
  });

  test.each([511, 513, 0])('when it has %i bytes', (size) => {
    const encoder = open({});
    expect(() => {
      encoder.page(1, filled(size, 0));
    }).toThrow(fault('ltx-encode', `${size} of 512 bytes`));
  });

  test('when the file is finished', () => {
    const encoder = open({});
    const trailer = encoder.finish();
    const chunk = encodeChunk({ pageSize: 512, pgnos: Uint32Array.of(1), pages: page });
    expect(() => {
      encoder.page(1, page);
    }).toThrow(fault('ltx-encode', 'finished'));
    expect(() => {
      encoder.chunk(chunk);
    }).toThrow(fault('ltx-encode', 'finished'));
    expect(encoder.finish()).toBe(trailer);
  });
});

describe('a file is refused', () => {
  test.each([0, 1, 4])('when a snapshot has %i of 5 pages', (count) => {
    const encoder = open({ min: 1n, commit: 5 });
    for (let pgno = 1; pgno <= count; pgno++) encoder.page(pgno, page);
    expect(() => encoder.finish()).toThrow(
      fault('ltx-incomplete', `holds ${count} of the database's 5 pages`),
    );
  });

  test("when the header's checksum is not the pages'", () => {
    const encoder = open({ min: 1n, commit: 1, rolling: { pre: 0n, post: POST } });
    encoder.page(1, page);
    expect(() => encoder.finish()).toThrow(fault('ltx-encode', 'checksums differ: 8000000000000002'));
  });

  test('when the header is wrong', () => {
    expect(() => open({ pageSize: 1000 })).toThrow(fault('ltx-header', 'invalid page size: 1000'));
    expect(() => open({ commit: 0 })).toThrow(fault('ltx-encode', 'without pages'));
  });

  test.each<[string, Partial<LtxHeader>, bigint | undefined]>([
    ['post-apply checksum required', { flags: 0, preApply: PRE }, undefined],
    ['invalid post-apply checksum', { flags: 0, preApply: PRE }, 5n],
    ['not allowed', {}, POST],
    ['checksums differ', { flags: 0, commit: 0, preApply: PRE }, POST],
    ['checksums differ', { flags: 0, preApply: PRE, rolling: { pre: PRE, post: POST } }, PRE],
  ])('when %s', (message, header, postApply) => {
    expect(() => open(header).finish(postApply)).toThrow(fault('ltx-encode', message));
  });

  test("when a snapshot's given checksum is not its pages'", () => {
    const encoder = open({ flags: 0, min: 1n, commit: 1 });
    encoder.page(1, page);
    expect(() => encoder.finish(POST)).toThrow(fault('ltx-encode', 'from the caller'));
  });
});

test('the standard checksum comes from the header when it is there', () => {
  const header = headerOf({ flags: 0, preApply: PRE, rolling: { pre: PRE, post: POST } });
  expect(decodeLtxBytes(encodeFile(header, new Map())).trailer.postApply).toBe(POST);
});
