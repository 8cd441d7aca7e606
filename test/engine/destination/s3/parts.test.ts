import { expect, test } from 'vitest';
import { cutParts } from '../../../../main/engine/destination/s3/parts.ts';
import { stream } from '../samples.ts';

async function cut(bytes: Uint8Array, piece: number, size: number): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of cutParts(stream(bytes, piece), size)) parts.push(part);
  return parts;
}

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) & 255);

test.each([1, 3, 99, 100, 101, 250, 999, 1000, 5000])('pieces of %i bytes give the same parts', async (piece) => {
  for (const size of [1, 100, 300, 999, 1000, 1001]) {
    const parts = await cut(bytes, piece, size);
    expect(Buffer.concat(parts)).toEqual(Buffer.from(bytes));
    expect(parts.slice(0, -1).every(({ length }) => length === size)).toBe(true);
    expect(parts).toHaveLength(Math.ceil(bytes.length / size));
  }
});

test('nothing gives none', async () => {
  expect(await cut(new Uint8Array(), 10, 10)).toEqual([]);
});
