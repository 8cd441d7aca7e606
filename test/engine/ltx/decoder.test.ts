import { describe, expect, test } from 'vitest';
import { CHECKSUM_FLAG, pageChecksum } from '../../../main/engine/ltx/checksum.ts';
import { decodeRun, type FrameRun } from '../../../main/engine/ltx/decode-run.ts';
import { decodeLtx, decodeLtxBytes, LtxDecoder, verifyLtx } from '../../../main/engine/ltx/decoder.ts';
import { encodeFrame } from '../../../main/engine/ltx/frame.ts';
import { encodeHeader, type LtxHeader } from '../../../main/engine/ltx/header.ts';
import { checksumBefore, databaseChecksum } from '../../../main/engine/ltx/trailer.ts';
import { concat, cut, fault, filled, Lcg, streamed } from './bytes.ts';
import { checksumOf, encodeFile, headerOf, pagesOf } from './files.ts';
import { V1, V3, V4, V5 } from './vectors.ts';

const PRE = CHECKSUM_FLAG | 1n;
const POST = CHECKSUM_FLAG | 2n;

describe('any file, cut into any pieces', () => {
  test('gives the same pages', async () => {
    const random = new Lcg(51);
    for (let round = 0; round < 60; round++) {
      const pageSize = [512, 1024, 4096][random.below(3)]!;
      const commit = 1 + random.below(300);
      const pages = new Map<number, Uint8Array>();
      for (let pgno = 1; pgno <= commit; pgno += 1 + random.below(3)) pages.set(pgno, random.page(pageSize));
      const header = headerOf({ pageSize, commit, rolling: { pre: PRE, post: POST } });
      const bytes = encodeFile(header, pages);

      const longest = [1, 3, 100, 5000, 200_000][random.below(5)]!;
      const runBytes = [1, pageSize, 10_000, 1 << 20][random.below(4)]!;
      const found = new Map<number, Uint8Array>();
      const runs = decodeLtx(streamed(cut(bytes, random, longest)), { runBytes });
      for (let next = await runs.next(); ; next = await runs.next()) {
        if (next.done === true) {
          expect(next.value.header).toEqual(header);
          break;
        }
        for (const [pgno, page] of pagesOf({ header, ...next.value })) found.set(pgno, page);
      }
      expect(found).toEqual(pages);
    }
  });

  test('is cut into runs of the size asked for', () => {
    const pages = new Map(Array.from({ length: 100 }, (_, i) => [i + 1, filled(512, i)]));
    const decoder = new LtxDecoder({ runBytes: 8 * 512, name: 'x.ltx' });
    const runs = decoder.push(encodeFile(headerOf({ commit: 100 }), pages));
    expect(runs.map((run) => run.count)).toEqual([...Array<number>(12).fill(8), 4]);
    for (const run of runs) expect(run).toMatchObject({ pageSize: 512, name: 'x.ltx' });
  });
});

describe('a run', () => {
  const pages = new Map([3, 5].map((pgno) => [pgno, filled(512, pgno)]));
  const [run] = new LtxDecoder().push(encodeFile(headerOf({ commit: 9 }), pages)) as [FrameRun];

  test('is decoded with the sums of its pages', () => {
    const { pgnos, sums, crcLength } = decodeRun(run);
    expect([...pgnos]).toEqual([3, 5]);
    expect((BigInt(sums[2]!) << 32n) | BigInt(sums[3]!)).toBe(pageChecksum(5, pages.get(5)!));
    expect(crcLength).toBe(2 * (10 + 512));
  });

  test('can be moved to another thread and back', () => {
    const decoder = new LtxDecoder();
    const [first] = decoder.push(V1.bytes) as [FrameRun];
    const there = structuredClone(first, { transfer: [first.bytes.buffer] });
    const decoded = decodeRun(there);
    decoder.accept(structuredClone(decoded, { transfer: [decoded.pages.buffer, decoded.sums.buffer] }));
    expect(decoder.finish().fileChecksum).toBe(V1.fileChecksum);
  });

  test('that is cut off is refused', () => {
    const short = { ...run, bytes: run.bytes.slice(0, -1) };
    expect(() => decodeRun(short)).toThrow(fault('ltx-page', 'frame 2 of 2 is cut off'));
    expect(() => decodeRun({ ...short, name: 'x.ltx' })).toThrow(fault('ltx-page', 'x.ltx: frame 2'));
  });
});

describe('the decoder', () => {
  test('knows the header as soon as it has come', () => {
    const decoder = new LtxDecoder();
    decoder.push(V3.bytes.subarray(0, 99));
    expect(decoder.header).toBeUndefined();
    decoder.push(V3.bytes.subarray(99, 100));
    expect(decoder.header).toEqual(V3.header);
  });

  test('wants every run back', () => {
    const decoder = new LtxDecoder();
    decoder.push(V1.bytes);
    expect(() => decoder.finish()).toThrow(expect.objectContaining({ code: 'bug' }) as Error);
  });

  test('finishes once', () => {
    const decoder = new LtxDecoder();
    for (const run of decoder.push(V1.bytes)) decoder.accept(decodeRun(run));
    const trailer = decoder.finish();
    expect(decoder.finish()).toBe(trailer);
    expect(decoder.header).toEqual(V1.header);
    expect(() => decoder.push(V1.bytes)).toThrow(expect.objectContaining({ code: 'bug' }) as Error);
  });

  test('keeps nothing of what is pushed', () => {
    const reused = new Uint8Array(50);
    const decoder = new LtxDecoder();
    for (let at = 0; at < V1.bytes.length; at += 50) {
      const piece = V1.bytes.subarray(at, at + 50);
      reused.set(piece);
      for (const run of decoder.push(reused.subarray(0, piece.length))) decoder.accept(decodeRun(run));
      reused.fill(0xee);
    }
    expect(decoder.finish().fileChecksum).toBe(V1.fileChecksum);
  });
});

/** A header and whole frames, as far as a reader needs to come to see what is wrong. */
function beginningOf(values: Partial<LtxHeader>, pgnos: readonly number[]): Uint8Array {
  const frames = pgnos.map((pgno) => encodeFrame(pgno, filled(512, 0)));
  return concat([encodeHeader(headerOf(values)), ...frames]);
}

describe('a file is refused', () => {
  test.each<[string, Partial<LtxHeader>, number[]]>([
    ["page 3 is past the database's end at 2 pages", {}, [1, 3]],
    ['page 2 comes where a snapshot needs page 1', { min: 1n }, [2]],
    ['page 3 comes where a snapshot needs page 2', { min: 1n, commit: 3 }, [1, 3]],
    ['page 2097153 is the lock page', { commit: 3_000_000 }, [5, 2097153]],
    ['page 4 follows page 5', { commit: 9 }, [5, 4]],
    ['page 5 follows page 5', { commit: 9 }, [5, 5]],
  ])('when %s', (message, header, pgnos) => {
    expect(() => decodeLtxBytes(beginningOf(header, pgnos))).toThrow(fault('ltx-page', message));
  });

  test('when a change says it has a checksum of another database', () => {
    const bytes = encodeFile(headerOf({ flags: 0, preApply: PRE }), new Map(), POST);
    bytes.set(encodeHeader(headerOf({ flags: 0, preApply: PRE, rolling: { pre: PRE, post: PRE } })));
    expect(() => decodeLtxBytes(bytes)).toThrow(fault('ltx-trailer', 'differs from the header'));
  });

  test('when a database without pages says it has no checksum', () => {
    const bytes = V4.bytes.slice();
    bytes.fill(0, bytes.length - 16, bytes.length - 8);
    expect(() => decodeLtxBytes(bytes)).toThrow(fault('ltx-trailer', 'of an empty database is 0000'));
  });

  test('when the file checksum has no flag', () => {
    const bytes = V1.bytes.slice();
    bytes[bytes.length - 8]! &= 0x7f;
    expect(() => decodeLtxBytes(bytes)).toThrow(fault('ltx-trailer', 'invalid file checksum'));
  });

  test('without taking memory for what it only claims', () => {
    const huge = encodeHeader(headerOf({ min: 1n, pageSize: 65536, commit: 0xffffffff }));
    const decoder = new LtxDecoder();
    const before = process.memoryUsage().arrayBuffers;
    decoder.push(huge);
    for (let at = 0; at < 200; at++) decoder.push(new Uint8Array(0));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    expect(() => decoder.push(new Uint8Array(10).fill(0xff))).toThrow(fault('ltx-page'));
  });
});

test('what follows the trailer is counted, not kept', async () => {
  const junk = new Uint8Array(1 << 20);
  const pieces = [V1.bytes, ...Array<Uint8Array>(200).fill(junk)];
  await expect(verifyLtx(streamed(pieces))).rejects.toEqual(
    fault('ltx-trailer', `${200 << 20} bytes follow`),
  );
});

describe('the database checksum a file records', () => {
  const trailer = { postApply: POST, fileChecksum: CHECKSUM_FLAG };
  test.each([
    [
      'our extension first',
      headerOf({ flags: 0, preApply: PRE, rolling: { pre: PRE, post: POST } }),
      PRE,
      POST,
    ],
    ['the standard one else', headerOf({ flags: 0, preApply: PRE }), PRE, POST],
    ['none', headerOf(), undefined, undefined],
    ['nothing before a snapshot', headerOf({ flags: 0, min: 1n }), 0n, POST],
  ])('is %s', (_, header, before, after) => {
    expect(checksumBefore(header)).toBe(before);
    expect(databaseChecksum(header, trailer)).toBe(after);
  });
});

test('a snapshot with pages as LZ4 frames streams like any other', async () => {
  const pages = new Map([[1, filled(512, 0)]]);
  expect(checksumOf(pages)).toBe(V5.postApply);
  const pieces = cut(V5.bytes, new Lcg(6), 5);
  expect((await verifyLtx(streamed(pieces))).pages).toBe(1);
});
