import { describe, expect, test } from 'vitest';
import { type RandomRead, readPage, readPageIndex } from '../../../main/engine/ltx/random-access.ts';
import { fault, filled, Lcg } from './bytes.ts';
import { encodeFile, headerOf } from './files.ts';
import { V1 } from './vectors.ts';

interface Watched extends RandomRead {
  readonly reads: { offset: number; length: number }[];
}

function fileOf(bytes: Uint8Array, size = bytes.length): Watched {
  const reads: { offset: number; length: number }[] = [];
  return {
    size,
    reads,
    read(offset, length) {
      reads.push({ offset, length });
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
}

describe('a large file', () => {
  const random = new Lcg(31);
  const header = headerOf({ commit: 40_000 });
  const pages = new Map<number, Uint8Array>();
  for (let pgno = 1; pgno <= 40_000; pgno += 1 + random.below(3))
    pages.set(pgno, filled(512, random.below(256)));
  const bytes = encodeFile(header, pages);

  test('gives single pages with two reads for the index and one for each page', async () => {
    const file = fileOf(bytes);
    const index = await readPageIndex(file);
    expect(index.map((entry) => entry.pgno)).toEqual([...pages.keys()]);
    expect(file.reads).toHaveLength(2);
    expect(file.reads[0]).toEqual({ offset: bytes.length - 32 * 1024, length: 32 * 1024 });
    for (let round = 0; round < 50; round++) {
      const entry = index[random.below(index.length)]!;
      expect(await readPage(file, header, entry)).toEqual(pages.get(entry.pgno));
    }
    expect(file.reads).toHaveLength(52);
  });

  test('is never read past its end', async () => {
    const file = fileOf(bytes);
    await readPageIndex(file);
    for (const { offset, length } of file.reads) expect(offset + length).toBeLessThanOrEqual(bytes.length);
  });

  test('that says its index is nearly all of it is found out with one more read', async () => {
    const lying = bytes.slice();
    new DataView(lying.buffer).setBigUint64(bytes.length - 24, BigInt(bytes.length - 130));
    const file = fileOf(lying);
    await expect(readPageIndex(file)).rejects.toEqual(fault('ltx-index'));
    expect(file.reads.length).toBeLessThanOrEqual(2);
    for (const { length } of file.reads) expect(length).toBeLessThanOrEqual(1024 * 1024);
  });
});

describe('the index is refused', () => {
  test.each([0, 23, 100, 130])('of a file of %i bytes', async (size) => {
    await expect(readPageIndex(fileOf(V1.bytes.subarray(0, size)))).rejects.toEqual(fault('ltx-truncated'));
  });

  test.each([0n, 52n, 2n ** 53n, 2n ** 64n - 1n])('with a length of %s', async (size) => {
    const bytes = V1.bytes.slice();
    new DataView(bytes.buffer).setBigUint64(bytes.length - 24, size);
    await expect(readPageIndex(fileOf(bytes))).rejects.toEqual(
      fault('ltx-index', `cannot be ${size} bytes long`),
    );
  });

  test.each([1n, 6n, 8n, 50n])('with a wrong length of %s', async (size) => {
    const bytes = V1.bytes.slice();
    new DataView(bytes.buffer).setBigUint64(bytes.length - 24, size);
    await expect(readPageIndex(fileOf(bytes))).rejects.toEqual(fault('ltx-index'));
  });

  test('when the store gives fewer bytes than it has', async () => {
    await expect(readPageIndex(fileOf(V1.bytes, 10_000))).rejects.toEqual(fault('ltx-truncated'));
  });
});

describe('a page is refused', () => {
  const file = fileOf(V1.bytes);
  test.each([
    ['ltx-index', { pgno: 2, offset: 100, length: 22 }],
    ['ltx-index', { pgno: 1, offset: 100, length: 23 }],
    ['ltx-index', { pgno: 1, offset: 100, length: 21 }],
    ['ltx-page', { pgno: 1, offset: 101, length: 22 }],
    ['ltx-index', { pgno: 1, offset: 100, length: 100_000 }],
    ['ltx-truncated', { pgno: 1, offset: 170, length: 22 }],
  ] as const)('with %s at %o', async (code, entry) => {
    await expect(readPage(file, V1.header, entry)).rejects.toEqual(fault(code));
  });
});
