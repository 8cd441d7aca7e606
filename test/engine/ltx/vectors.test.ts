// The reference's own files, read and written to the byte.
import { describe, expect, test } from 'vitest';
import { formatChecksum } from '../../../main/engine/ltx/checksum.ts';
import { decodeLtxBytes, verifyLtx } from '../../../main/engine/ltx/decoder.ts';
import { encodeFrame } from '../../../main/engine/ltx/frame.ts';
import { readPage, readPageIndex } from '../../../main/engine/ltx/random-access.ts';
import { concat, filled, hex, streamed } from './bytes.ts';
import { encodeByHand, encodeFile, pagesOf } from './files.ts';
import { inputOf, merge, solid } from './merging.ts';
import { goBlock, V1, V1_GO, V1_LITERAL, V2, V2_GO, V4, V5, type Vector, VECTORS } from './vectors.ts';

describe.each(VECTORS)('$name', (vector: Vector) => {
  test('decodes', () => {
    const file = decodeLtxBytes(vector.bytes);
    expect(file.header).toEqual(vector.header);
    expect(file.trailer).toEqual({ postApply: vector.postApply, fileChecksum: vector.fileChecksum });
    expect(pagesOf(file)).toEqual(vector.pages);
  });

  test('verifies as a stream', async () => {
    const ends = { header: vector.header, trailer: decodeLtxBytes(vector.bytes).trailer };
    expect(await verifyLtx(streamed([vector.bytes]))).toEqual({ ...ends, pages: vector.pages.size });
  });

  test('gives its pages one by one', async () => {
    const file = {
      size: vector.bytes.length,
      read: (offset: number, length: number) =>
        Promise.resolve(vector.bytes.subarray(offset, offset + length)),
    };
    const index = await readPageIndex(file);
    expect(index.map((entry) => entry.pgno)).toEqual([...vector.pages.keys()]);
    for (const entry of index) {
      expect(await readPage(file, vector.header, entry)).toEqual(vector.pages.get(entry.pgno));
    }
  });

  test('has the same content when we encode it', () => {
    const ours = decodeLtxBytes(encodeFile(vector.header, vector.pages, vector.postApply));
    expect(ours.header).toEqual(vector.header);
    expect(ours.trailer.postApply).toBe(vector.postApply);
    expect(pagesOf(ours)).toEqual(vector.pages);
  });
});

/** A frame in the block form around a given block. */
function framed(
  pgno: number,
  block: Uint8Array,
  page: Uint8Array,
): Parameters<typeof encodeByHand>[1][number] {
  const prefix = encodeFrame(pgno, page).slice(0, 10);
  new DataView(prefix.buffer).setUint32(6, block.length);
  return { pgno, prefix, payload: block, page };
}

describe('the files come out to the byte when the LZ4 blocks are the same', () => {
  const [zeros, ones, allOnes] = [filled(512, 0), filled(512, 1), filled(512, 0xff)];

  test('V1 with blocks made by hand', () => {
    const frames = [
      framed(1, hex('1f000100ffe8500000000000'), zeros),
      framed(2, hex('1f010100ffe8500101010101'), ones),
    ];
    expect(encodeByHand(V1.header, frames)).toEqual(V1.bytes);
  });

  test('V1 with literal blocks', () => {
    const literal = (page: Uint8Array): Uint8Array => concat([hex('f0fff2'), page]);
    const frames = [framed(1, literal(zeros), zeros), framed(2, literal(ones), ones)];
    expect(encodeByHand(V1.header, frames)).toEqual(V1_LITERAL.bytes);
  });

  test('V1 and V2 from the Go encoder', () => {
    const frames = [framed(1, hex(goBlock('00')), zeros), framed(2, hex(goBlock('01')), ones)];
    expect(encodeByHand(V1.header, frames)).toEqual(V1_GO.bytes);
    const change = [framed(2, hex(goBlock('ff')), allOnes)];
    expect(encodeByHand(V2.header, change, V2.postApply)).toEqual(V2_GO.bytes);
  });

  test('V5 with its LZ4 frame', () => {
    const prefix = hex('00000001 0000');
    const payload = V5.bytes.slice(106, 149);
    expect(encodeByHand(V5.header, [{ pgno: 1, prefix, payload, page: zeros }])).toEqual(V5.bytes);
  });

  test('V4 has no pages', () => {
    expect(encodeFile(V4.header, new Map())).toEqual(V4.bytes);
  });

  test('V1 and V2 of the Go encoder merged', async () => {
    const merged = await merge([inputOf(V1_GO.header, V1_GO.bytes), inputOf(V2_GO.header, V2_GO.bytes)]);
    const { header } = merged;
    expect(header).toEqual({ ...V2.header, min: 1n, preApply: 0n });
    expect(formatChecksum(merged.trailer.postApply)).toBe('aad48cd000000000');
    expect(pagesOf(merged)).toEqual(solid({ 1: 0, 2: 0xff }));

    // The same with the Go encoder's blocks is what the reference's compactor wrote.
    const frames = [framed(1, hex(goBlock('00')), zeros), framed(2, hex(goBlock('ff')), allOnes)];
    const asGo = encodeByHand(header, frames);
    expect(asGo.length).toBe(206);
    expect(formatChecksum(decodeLtxBytes(asGo).trailer.fileChecksum)).toBe('ac71a5b959c2f97c');
  });
});
