import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decode, encode } from './png.ts';

/** Puts the colours of a palette back; `encode` filters no row. */
function drawn(png: Buffer): Buffer {
  const part = (type: string): Buffer => {
    const at = png.indexOf(type, 0, 'latin1');
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const [width, palette, rows] = [png.readUInt32BE(16), part('PLTE'), inflateSync(part('IDAT'))];
  const places = [...rows].filter((_, i) => i % (width + 1) !== 0);
  return Buffer.concat(places.map((place) => palette.subarray(place * 3, place * 3 + 3)));
}

test('up to 256 colours stay exactly as they are', () => {
  const rgb = Buffer.from(Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 7) % 256]).flat());
  expect(drawn(encode({ width: 16, height: 16, rgb }))).toEqual(rgb);
});

test('of more, each becomes one that is near', () => {
  const rgb = Buffer.from(Array.from({ length: 1024 }, (_, i) => [i / 4, 128, 255 - i / 4]).flat().map(Math.floor));
  const after = drawn(encode({ width: 32, height: 32, rgb }));
  for (let i = 0; i < rgb.length; i++) expect(Math.abs(rgb[i]! - after[i]!)).toBeLessThan(8);
});

test('reads what drawing programs write', () => {
  const { width, height, rgb } = decode(readFileSync(join(import.meta.dirname, '../../assets/icons/64x64.png')));
  expect({ width, height, length: rgb.length }).toEqual({ width: 64, height: 64, length: 64 * 64 * 3 });
  const middle = rgb.readUIntBE((20 * width + 32) * 3, 3).toString(16);
  expect(middle).toBe('3f9a97');
});
