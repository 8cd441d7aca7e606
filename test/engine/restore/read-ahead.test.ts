import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { LtxInfo, LtxRef, OpenOptions } from '../../../main/engine/destination/destination.ts';
import { readAhead, WHOLE_FILE } from '../../../main/engine/restore/read-ahead.ts';
import type { HistorySource } from '../../../main/engine/restore/source.ts';
import { refusalOf } from './harness.ts';
import { file } from './plans.ts';

/** Gives each file as many bytes as its size says; counts how many are being read at the same time. */
class Counting implements HistorySource {
  readonly opened: bigint[] = [];
  reading = 0;
  most = 0;
  aborted = 0;
  readonly #sizes: ReadonlyMap<bigint, number>;

  constructor(files: readonly LtxInfo[]) {
    this.#sizes = new Map(files.map(({ min, size }) => [min, size]));
  }

  async *open(ref: LtxRef, { signal }: OpenOptions = {}): AsyncGenerator<Uint8Array> {
    this.opened.push(ref.min);
    this.most = Math.max(this.most, ++this.reading);
    try {
      for (let turn = 0; turn < 3; turn++) await setImmediate();
      if (signal?.aborted === true) {
        this.aborted++;
        throw new TidemarkError('aborted', 'stopped');
      }
      if (ref.min === 13n) throw new TidemarkError('object-missing', 'unlucky');
      yield new Uint8Array(this.#sizes.get(ref.min)!);
    } finally {
      this.reading--;
    }
  }

  expectHistory(): void {
    // Not called by a reader.
  }

  list(): Promise<LtxInfo[]> {
    return Promise.resolve([]);
  }
}

function many(count: number, size: number, from = 100): LtxInfo[] {
  return Array.from({ length: count }, (_, i) => file(0, from + i, from + i, size));
}

test('small files come in order, a bounded number of them ahead', async () => {
  const files = many(60, 10);
  const destination = new Counting(files);
  const seen: bigint[] = [];
  for await (const opened of readAhead(destination, files)) {
    expect(opened.kind).toBe('whole');
    seen.push(opened.file.min);
  }
  expect(seen).toEqual(files.map(({ min }) => min));
  expect(destination.most).toBe(16);
});

test('what is held ahead is bounded in bytes too', async () => {
  const files = many(20, WHOLE_FILE);
  const destination = new Counting(files);
  for await (const { kind } of readAhead(destination, files)) {
    expect(kind).toBe('whole');
    expect(destination.reading).toBeLessThanOrEqual(4);
  }
  expect(destination.most).toBe(4);
});

test('a large file is not opened before its turn', async () => {
  const files = [...many(1, 10), ...many(1, WHOLE_FILE + 1, 200), ...many(1, 10, 300)];
  const destination = new Counting(files);
  const kinds: string[] = [];
  for await (const opened of readAhead(destination, files)) {
    kinds.push(opened.kind);
    if (opened.kind === 'whole') continue;
    expect(destination.opened).not.toContain(200n);
    for await (const piece of opened.pieces) expect(piece).toHaveLength(WHOLE_FILE + 1);
  }
  expect(kinds).toEqual(['whole', 'stream', 'whole']);
});

test('leaving the loop stops what is under way before it returns', async () => {
  const files = many(40, 10);
  const destination = new Counting(files);
  for await (const { file: first } of readAhead(destination, files)) {
    expect(first.min).toBe(100n);
    break;
  }
  expect(destination.reading).toBe(0);
  expect(destination.opened.length).toBeLessThanOrEqual(17);
});

test('a failure comes when its file is due, and not before', async () => {
  const files = many(20, 10, 1);
  const seen: bigint[] = [];
  const destination = new Counting(files);
  const refusal = await refusalOf(
    (async () => {
      for await (const opened of readAhead(destination, files)) seen.push(opened.file.min);
    })(),
  );
  expect(refusal).toMatchObject({ code: 'object-missing', file: { min: 13n } });
  expect(seen).toHaveLength(12);
  expect(destination.reading).toBe(0);
});
