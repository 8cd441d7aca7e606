import { compressFrameSync, compressSync } from 'lz4-napi';
import { describe, expect, test } from 'vitest';
import {
  encodeFrame,
  isEndMarker,
  maxBlockSize,
  maxFrameSize,
  readFrameHead,
  unpackFrame,
} from '../../../main/engine/ltx/frame.ts';
import { concat, fault, filled, hex, Lcg } from './bytes.ts';
import { V5 } from './vectors.ts';

const SIZES = [512, 1024, 4096, 65536];

function unpack(frame: Uint8Array, pageSize: number): Uint8Array {
  const page = new Uint8Array(pageSize);
  unpackFrame(readFrameHead(frame, 0, pageSize)!, frame, 0, page);
  return page;
}

/** A block frame around any payload, honest about its length. */
function blockFrame(pgno: number, block: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(10);
  const view = new DataView(prefix.buffer);
  view.setUint32(0, pgno);
  view.setUint16(4, 1);
  view.setUint32(6, block.length);
  return concat([prefix, block]);
}

const lz4Block = (bytes: Uint8Array): Uint8Array => compressSync(Buffer.from(bytes)).subarray(4);

describe('a page as LZ4 block', () => {
  test.each(SIZES)('of %i bytes comes back', (size) => {
    const random = new Lcg(size);
    for (const page of [filled(size, 0), random.page(size), random.bytes(size)]) {
      const frame = encodeFrame(7, page);
      expect(readFrameHead(frame, 0, size)).toEqual({
        pgno: 7,
        form: 'block',
        prefix: 10,
        length: frame.length,
      });
      expect(frame.length).toBeLessThanOrEqual(10 + maxBlockSize(size));
      expect(unpack(frame, size)).toEqual(page);
    }
  });

  test('is bound as LZ4 says', () => {
    expect(maxBlockSize(4096)).toBe(4128);
  });

  test('is not there until its last byte is', () => {
    const frame = encodeFrame(7, new Lcg(5).page(512));
    for (let length = 0; length < frame.length; length++) {
      expect(readFrameHead(frame.subarray(0, length), 0, 512)).toBeUndefined();
    }
  });

  test.each([0, 531, 0x7fffffff, 0xffffffff])('of %i bytes is refused before they come', (size) => {
    const prefix = blockFrame(7, new Uint8Array(0));
    new DataView(prefix.buffer).setUint32(6, size);
    expect(() => readFrameHead(prefix, 0, 512)).toThrow(fault('ltx-page', `page 7: compressed size ${size}`));
  });

  test.each([0x8000, 2, 3, 0x0100])('with flags %i is refused', (flags) => {
    const frame = encodeFrame(7, filled(512, 0));
    new DataView(frame.buffer).setUint16(4, flags);
    expect(() => readFrameHead(frame, 0, 512)).toThrow(fault('ltx-page', 'invalid page header flags: 0x'));
  });

  test('without page number is refused', () => {
    const frame = encodeFrame(0, filled(512, 0));
    expect(() => readFrameHead(frame, 0, 512)).toThrow(fault('ltx-page', 'page number required'));
  });

  test.each([
    ['too little', lz4Block(filled(511, 0)), '511 of 512'],
    ['one byte too much', lz4Block(filled(513, 0)), 'damaged LZ4 data'],
    ['a megabyte', lz4Block(filled(130_000, 0)), 'damaged LZ4 data'],
    ['noise', new Lcg(8).bytes(100), 'page 7: '],
    ['a literal past its end', hex('f0ff00'), 'damaged LZ4 data'],
    ['a match before its start', hex('1f00ff00ffe8500000000000'), 'damaged LZ4 data'],
  ])('that holds %s is refused', (_, block, message) => {
    expect(block.length).toBeLessThanOrEqual(maxBlockSize(512));
    expect(() => unpack(blockFrame(7, block), 512)).toThrow(fault('ltx-page', message));
  });
});

describe('a page as LZ4 frame', () => {
  const frame = V5.bytes.slice(100, 149);

  /** A legacy frame from a descriptor, blocks and checksum in hex. */
  const legacy = (lz4: string): Uint8Array => hex(`00000007 0000 ${lz4}`);

  test('is measured by walking it', () => {
    expect(readFrameHead(frame, 0, 512)).toEqual({ pgno: 1, form: 'frame', prefix: 6, length: 49 });
    expect(unpack(frame, 512)).toEqual(filled(512, 0));
    for (let length = 0; length < frame.length; length++) {
      expect(readFrameHead(frame.subarray(0, length), 0, 512)).toBeUndefined();
    }
  });

  test.each(SIZES)('of %i bytes comes back, compressed or stored', (size) => {
    const random = new Lcg(size);
    for (const page of [filled(size, 9), random.page(size), random.bytes(size)]) {
      for (const checksums of [
        {},
        { contentChecksum: true },
        { contentChecksum: true, blockChecksums: true },
      ]) {
        const lz4 = compressFrameSync(Buffer.from(page), checksums);
        const frame = concat([hex('00000007 0000'), lz4, filled(9, 0)]);
        expect(readFrameHead(frame, 0, size)).toEqual({
          pgno: 7,
          form: 'frame',
          prefix: 6,
          length: 6 + lz4.length,
        });
        expect(unpack(frame, size)).toEqual(page);
        expect(6 + lz4.length).toBeLessThanOrEqual(maxFrameSize(size));
      }
    }
  });

  test.each([
    ['no LZ4 frame', '04224d19', 'page 7: no size and no LZ4 frame'],
    ['another version', '04224d18 2440a7', 'unknown kind: flags 36'],
    ['a dictionary', '04224d18 6540a7', 'unknown kind: flags 101'],
    ['blocks of 4 MiB', '04224d18 6470a7', 'unknown kind: flags 100, blocks 112'],
    ['an empty block', '04224d18 6440a7 00000000', 'block of 0 bytes'],
    ['a block larger than any page', '04224d18 6440a7 ffffff7f', 'block of 2147483647 bytes'],
    ['a stored block larger than any page', '04224d18 6440a7 ffffffff', 'block of 2147483647 bytes'],
    ['two blocks', '04224d18 6440a7 01000080 00 01000080 00', 'more than one block'],
    ['a wrong descriptor checksum', '04224d18 6440a8 01000080 00 00000000 00000000', 'damaged LZ4 data'],
    ['a wrong content checksum', '04224d18 6440a7 01000080 00 00000000 00000000', 'damaged LZ4 data'],
  ])('with %s is refused', (_, lz4, message) => {
    expect(() => unpack(legacy(lz4), 512)).toThrow(fault('ltx-page', message));
  });

  test('that grows past a page is refused', () => {
    const block = lz4Block(filled(130_000, 0));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(block.length);
    const bomb = concat([legacy('04224d18 6440a7'), size, block, new Uint8Array(8)]);
    expect(() => unpack(bomb, 512)).toThrow(fault('ltx-page', 'damaged LZ4 data'));
  });

  test('that fills less than a page is refused', () => {
    const short = legacy('04224d18 6040820d000000 1f000100ffe760000000000000 00000000');
    expect(unpack(short, 512)).toEqual(filled(512, 0));
    expect(() => unpack(short, 1024)).toThrow(fault('ltx-page', 'decompressed to 512 of 1024 bytes'));
  });
});

test('the end marker is six zero bytes', () => {
  expect(isEndMarker(new Uint8Array(6), 0)).toBe(true);
  expect(isEndMarker(new Uint8Array(6), 1)).toBeUndefined();
  expect(isEndMarker(hex('000000000001'), 0)).toBe(false);
});
