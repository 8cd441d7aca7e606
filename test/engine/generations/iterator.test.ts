// Segments one after the other, while more are told of.
import { describe, expect, test } from 'vitest';
import type { WalSegmentInfo } from '../../../main/engine/generations/client.ts';
import { drainSegments, LiveSegments, PeekedSegments } from '../../../main/engine/generations/iterator.ts';

const G = '0123456789abcdef';
const at = (index: number, offset: number, generation = G): WalSegmentInfo => ({ generation, index, offset, size: 1, createdAt: 0 });

class Logs {
  readonly stored = new Map<number, WalSegmentInfo[]>();
  onLoad: (index: number) => void = () => undefined;

  put(...infos: readonly WalSegmentInfo[]): void {
    for (const info of infos) this.stored.set(info.index, [...(this.stored.get(info.index) ?? []), info]);
  }

  iterator(indexes = [...this.stored.keys()]): LiveSegments {
    return new LiveSegments({
      generation: G,
      indexes,
      load: (index) => {
        const found = this.stored.get(index) ?? [];
        this.onLoad(index);
        return Promise.resolve(found);
      },
    });
  }
}

async function drained(segments: { next(): Promise<WalSegmentInfo | undefined> }): Promise<[number, number][]> {
  const found: [number, number][] = [];
  for (let info = await segments.next(); info !== undefined; info = await segments.next()) found.push([info.index, info.offset]);
  return found;
}

test('one log at a time is asked for, and empty ones are passed over', async () => {
  const logs = new Logs();
  logs.put(at(1, 0), at(1, 10), at(4, 0));
  const loaded: number[] = [];
  logs.onLoad = (index) => void loaded.push(index);
  const segments = logs.iterator([1, 2, 3, 4]);
  await segments.next();
  expect(loaded).toEqual([1]);
  expect(segments.indexes).toEqual([2, 3, 4]);
  expect(await drained(segments)).toEqual([[1, 10], [4, 0]]);
  expect(loaded).toEqual([1, 2, 3, 4]);
  expect(await segments.next()).toBeUndefined();
});

describe('what is told of while logs are waiting', () => {
  test('is found when its turn comes, or makes one more wait', async () => {
    const logs = new Logs();
    logs.put(at(1, 0), at(2, 0));
    const segments = logs.iterator();
    logs.put(at(2, 10), at(3, 0));
    segments.append(at(2, 10));
    segments.append(at(3, 0));
    expect(segments.indexes).toEqual([1, 2, 3]);
    expect(await drained(segments)).toEqual([[1, 0], [2, 0], [2, 10], [3, 0]]);
  });

  test('must not be below the last, or skip one', () => {
    const logs = new Logs();
    logs.put(at(1, 0), at(2, 0));
    const segments = logs.iterator();
    expect(() => {
      segments.append(at(1, 10));
    }).toThrow(/below the log 00000002/);
    expect(() => {
      segments.append(at(4, 0));
    }).toThrow(/skips the log 00000003/);
    expect(segments.indexes).toEqual([1, 2]);
  });

  test('is not lost when the log was being listed just then', async () => {
    const logs = new Logs();
    logs.put(at(1, 0));
    const segments = logs.iterator();
    logs.onLoad = () => {
      segments.append(at(1, 10));
    };
    expect(await drained(segments)).toEqual([[1, 0], [1, 10]]);
  });

  test('is not given twice when the listing had it already', async () => {
    const logs = new Logs();
    logs.put(at(1, 0), at(1, 10));
    const segments = logs.iterator();
    logs.onLoad = () => {
      segments.append(at(1, 10));
    };
    expect(await drained(segments)).toEqual([[1, 0], [1, 10]]);
  });
});

describe.each(['while some are cached', 'once all were taken'] as const)('what is told of %s', (when) => {
  const begun = async (): Promise<{ logs: Logs; segments: LiveSegments; rest: [number, number][] }> => {
    const logs = new Logs();
    logs.put(at(5, 0), at(5, 10));
    const segments = logs.iterator();
    await segments.next();
    if (when === 'while some are cached') return { logs, segments, rest: [[5, 10]] };
    await segments.next();
    return { logs, segments, rest: [] };
  };

  test('goes on in the log, or in the next', async () => {
    const { logs, segments, rest } = await begun();
    segments.append(at(5, 20));
    logs.put(at(6, 0));
    segments.append(at(6, 0));
    expect(await drained(segments)).toEqual([...rest, [5, 20], [6, 0]]);
  });

  test.each([
    ['a log before', at(4, 0), /below the log 00000005/],
    ['a log that skips one', at(7, 0), /skips the log 00000006/],
    ['an offset before', at(5, 5), /below the last offset/],
    ['the same again', at(5, 10), /told of before/],
    ['another generation', at(5, 20, 'ffffffffffffffff'), /another generation/],
  ])('is refused: %s', async (_, info, words) => {
    const { segments, rest } = await begun();
    expect(() => {
      segments.append(info);
    }).toThrow(words);
    expect(await drained(segments)).toEqual(rest);
  });
});

test('where nothing is known the first one told of is the beginning, and the rest must follow it', async () => {
  const segments = new Logs().iterator([]);
  expect(await segments.next()).toBeUndefined();
  segments.append(at(3, 4152));
  expect(() => {
    segments.append(at(3, 4152));
  }).toThrow(/told of before/);
  expect(() => {
    segments.append(at(9, 0));
  }).toThrow(/skips/);
  expect(await drained(segments)).toEqual([[3, 4152]]);
});

test('who waits is told once of all that was added', async () => {
  const segments = new Logs().iterator([]);
  const waited = segments.added();
  segments.append(at(0, 0));
  segments.append(at(0, 10));
  await waited;
  expect(await drained(segments)).toEqual([[0, 0], [0, 10]]);
  const again = segments.added();
  segments.append(at(0, 20));
  await again;
  expect(await drained(segments)).toEqual([[0, 20]]);
});

test('the first error stays, and wakes who waits', async () => {
  const logs = new Logs();
  logs.put(at(1, 0));
  const segments = logs.iterator();
  const waited = segments.added();
  const failure = new Error('the disk is gone');
  segments.fail(failure);
  segments.fail(new Error('later'));
  await waited;
  await expect(segments.next()).rejects.toBe(failure);
  expect(() => {
    segments.append(at(1, 10));
  }).toThrow(failure);
  await expect(segments.close()).rejects.toBe(failure);
});

test('a listing that fails is such an error', async () => {
  const failure = new Error('no such folder');
  const segments = new LiveSegments({ generation: G, indexes: [1], load: () => Promise.reject(failure) });
  await expect(drainSegments(segments)).rejects.toBe(failure);
  await expect(segments.next()).rejects.toBe(failure);
});

test('peeking takes nothing', async () => {
  const logs = new Logs();
  logs.put(at(1, 0), at(1, 10));
  const segments = new PeekedSegments(logs.iterator());
  expect(await segments.peek()).toEqual(at(1, 0));
  expect(await segments.peek()).toEqual(at(1, 0));
  expect(await segments.next()).toEqual(at(1, 0));
  expect(await segments.next()).toEqual(at(1, 10));
  expect(await segments.peek()).toBeUndefined();
  expect(await segments.next()).toBeUndefined();
  await segments.close();
  expect(await drainSegments(new PeekedSegments(logs.iterator()))).toEqual([at(1, 0), at(1, 10)]);
});
