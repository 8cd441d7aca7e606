import { expect, test } from 'vitest';
import { sameBytes } from '../../../main/engine/base/same-bytes.ts';
import { sample, ref, stream } from '../destination/samples.ts';

const bytes = Uint8Array.from(sample(ref(0, 1), { body: 5000 }));

test.each([
  [1, 1],
  [7, 100],
  [5100, 13],
  [4096, 4095],
])('the same bytes in pieces of %i and %i', async (a, b) => {
  expect(await sameBytes(stream(bytes, a), stream(bytes, b))).toBe(true);
});

test('empty pieces and empty streams', async () => {
  async function* gaps(): AsyncGenerator<Uint8Array> {
    for await (const piece of stream(bytes, 1000)) yield* [new Uint8Array(), piece, new Uint8Array()];
  }
  expect(await sameBytes(gaps(), stream(bytes))).toBe(true);
  expect(await sameBytes(stream(new Uint8Array()), stream(new Uint8Array()))).toBe(true);
});

test.each([0, 99, 2500, bytes.length - 1])('one bit at byte %i', async (at) => {
  const other = bytes.slice();
  other[at]! ^= 1;
  expect(await sameBytes(stream(bytes, 300), stream(other, 400))).toBe(false);
});

test.each([0, 1, 3000, bytes.length - 1])('one that ends after %i bytes', async (length) => {
  expect(await sameBytes(stream(bytes, 500), stream(bytes.slice(0, length), 700))).toBe(false);
  expect(await sameBytes(stream(bytes.slice(0, length), 500), stream(bytes, 700))).toBe(false);
});

test('closes both, also when they differ at once', async () => {
  let open = 0;
  async function* counted(content: Uint8Array): AsyncGenerator<Uint8Array> {
    open += 1;
    try {
      yield* stream(content, 10);
    } finally {
      open -= 1;
    }
  }
  await sameBytes(counted(bytes), counted(new Uint8Array(5100)));
  expect(open).toBe(0);
});
