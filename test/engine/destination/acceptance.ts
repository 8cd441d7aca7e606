// What every kind of destination must do, whatever it is made of (FACTS B.13 and the promises in
// destination.ts). A test file of a kind calls `describeDestination` with a way to make an empty place.
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { Destination, LtxInfo } from '../../../main/engine/destination/destination.ts';
import {
  abortAfter,
  aborted,
  brokenStream,
  collect,
  ref,
  sample,
  SAMPLE_TIME,
  stream,
  watched,
} from './samples.ts';

/** One empty place, as the suite needs it. A test has one of its own. */
export interface DestinationRig {
  /** Another client of the same place. */
  connect(): Destination;
  /** Puts something there that is no LTX file, beside those of a level that has some. */
  plantForeign(level: number, name: string): Promise<void>;
  /** Makes the times in listings wrong, as copying the place elsewhere does. Absent where they cannot be. */
  spoilTimes?(): Promise<void>;
  dispose(): Promise<void>;
}

/** May call `test.skip(reason)`: where the server cannot be had, the test is counted as skipped. */
export type MakeRig = (test: TestContext) => Promise<DestinationRig>;

export interface SuiteOptions {
  /** Tests this kind cannot pass, by their title, and why. */
  readonly skip?: Readonly<Record<string, string>>;
}

const MEGABYTE = 1024 * 1024;

export function describeDestination(kind: string, makeRig: MakeRig, { skip = {} }: SuiteOptions = {}): void {
  describe(`${kind} keeps the contract of destinations`, () => {
    let rig: DestinationRig | undefined;
    let destination: Destination;
    const connect = (): Destination => rig!.connect();

    beforeEach(async (context) => {
      const reason = skip[context.task.name];
      if (reason !== undefined) context.skip(reason);
      rig = await makeRig(context);
      destination = connect();
    });
    afterEach(async () => {
      await rig?.dispose();
      rig = undefined;
    });

    const put = (level: number, min: number, max = min): Promise<LtxInfo> =>
      destination.write(ref(level, min, max), stream(sample(ref(level, min, max))));
    const names = (infos: readonly LtxInfo[]): string[] => infos.map(({ min, max }) => `${min}-${max}`);

    test('says what kind it is and how to find it again', () => {
      expect(destination.type).not.toBe('');
      expect(connect().url).toBe(destination.url);
    });

    test('connects again after it was closed', async () => {
      await put(0, 1);
      await destination.close();
      expect(names(await destination.list(0))).toEqual(['1-1']);
      await destination.close();
      await destination.close();
    });

    describe('write', () => {
      test('stores the bytes and says what it stored', async () => {
        const bytes = sample(ref(0, 1));
        const info = await destination.write(ref(0, 1), stream(bytes));
        expect(info).toEqual({ ...ref(0, 1), size: bytes.length, createdAt: SAMPLE_TIME });
        expect(await collect(destination.open(ref(0, 1)))).toEqual(Buffer.from(bytes));
        expect(await connect().list(0, { times: 'exact' })).toEqual([info]);
      });

      test.each([1, 7, 99, 100, 101, 4096])('takes pieces of %i bytes', async (size) => {
        const bytes = sample(ref(0, 1), { body: 9000 });
        await destination.write(ref(0, 1), stream(bytes, size));
        expect(await collect(destination.open(ref(0, 1)))).toEqual(Buffer.from(bytes));
      });

      test('takes a file larger than any buffer', async () => {
        const bytes = sample(ref(9, 1, 50), { body: 3 * MEGABYTE + 17 });
        const seen: number[] = [];
        const onBytes = (done: number): void => void seen.push(done);
        const info = await destination.write(ref(9, 1, 50), stream(bytes, 100_000), { onBytes });
        expect(info.size).toBe(bytes.length);
        expect(seen.at(-1)).toBe(bytes.length);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        expect((await collect(destination.open(ref(9, 1, 50)))).equals(bytes)).toBe(true);
      });

      test('never replaces a file', async () => {
        const first = sample(ref(0, 1), { seed: 1 });
        await destination.write(ref(0, 1), stream(first));
        const second = destination.write(ref(0, 1), stream(sample(ref(0, 1), { seed: 2 })));
        await expect(second).rejects.toMatchObject({ code: 'object-exists' });
        expect(await collect(destination.open(ref(0, 1)))).toEqual(Buffer.from(first));
      });

      test('lets exactly one of many writers of a name win', async () => {
        const contents = Array.from({ length: 12 }, (_, seed) => sample(ref(0, 5), { seed, body: 50_000 }));
        const results = await Promise.allSettled(
          contents.map((bytes) => connect().write(ref(0, 5), stream(bytes, 3000))),
        );
        const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
        expect(winners).toHaveLength(1);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'object-exists' });
        }
        expect((await collect(destination.open(ref(0, 5)))).equals(contents[winners[0]!]!)).toBe(true);
        expect(names(await destination.list(0))).toEqual(['5-5']);
      });

      test('takes writers of different names at the same time', async () => {
        await Promise.all(Array.from({ length: 40 }, (_, i) => put(i % 2, i + 1)));
        expect(await destination.list(0)).toHaveLength(20);
        expect(await destination.list(1)).toHaveLength(20);
      });

      test('refuses a file that covers other transactions than its name', async () => {
        const write = destination.write(ref(0, 2), stream(sample(ref(0, 3))));
        await expect(write).rejects.toMatchObject({ code: 'ltx-header', retry: 'never' });
        expect(await destination.list(0)).toEqual([]);
      });

      test.each([0, 1, 99])('refuses a file of %i bytes', async (length) => {
        const write = destination.write(ref(0, 1), stream(sample(ref(0, 1)).slice(0, length)));
        await expect(write).rejects.toMatchObject({ code: 'ltx-truncated' });
        expect(await destination.list(0)).toEqual([]);
      });

      test('refuses what is no LTX file', async () => {
        const write = destination.write(ref(0, 1), stream(new Uint8Array(500)));
        await expect(write).rejects.toMatchObject({ code: 'ltx-header' });
      });

      test.each([0, 50, 5000, 2 * MEGABYTE])(
        'stores nothing when its source fails after %i bytes',
        async (length) => {
          const bytes = sample(ref(0, 1), { body: 3 * MEGABYTE }).slice(0, length);
          const failure = new Error('the source broke');
          await expect(destination.write(ref(0, 1), brokenStream(bytes, failure))).rejects.toBe(failure);
          expect(await destination.list(0)).toEqual([]);
          await expect(collect(destination.open(ref(0, 1)))).rejects.toMatchObject({
            code: 'object-missing',
          });
          await put(0, 1);
        },
      );

      test('stores nothing when aborted before it begins', async () => {
        const { signal } = aborted();
        const write = destination.write(ref(0, 1), stream(sample(ref(0, 1))), { signal });
        await expect(write).rejects.toMatchObject({ code: 'aborted' });
        expect(await destination.list(0)).toEqual([]);
      });

      test.each([300, MEGABYTE, 3 * MEGABYTE])(
        'stores nothing when aborted after %i bytes',
        async (length) => {
          const controller = new AbortController();
          const bytes = sample(ref(0, 1), { body: 3 * MEGABYTE - 100 });
          const source = abortAfter(stream(bytes, 1000), length, controller);
          const write = destination.write(ref(0, 1), source, { signal: controller.signal });
          await expect(write).rejects.toMatchObject({ code: 'aborted' });
          expect(await destination.list(0)).toEqual([]);
          await put(0, 1);
        },
      );

      test('stores nothing without the permit', async () => {
        const lost = new TidemarkError('lease-lost', 'the pen is lost');
        const permit = (): never => {
          throw lost;
        };
        const write = destination.write(ref(0, 1), stream(sample(ref(0, 1), { body: 9000 }), 1000), { permit });
        await expect(write).rejects.toBe(lost);
        expect(await destination.list(0)).toEqual([]);
      });

      test('lets go of its source, however it ends', async () => {
        const source = watched(sample(ref(0, 3), { body: 5000 }));
        await expect(destination.write(ref(0, 2), source.bytes)).rejects.toMatchObject({
          code: 'ltx-header',
        });
        expect(source.closed()).toBe(true);
      });
    });

    describe('list', () => {
      test('is empty where nothing was stored', async () => {
        expect(await destination.list(0)).toEqual([]);
        await put(0, 1);
        expect(await destination.list(3)).toEqual([]);
      });

      test('keeps the order of min, then max, by number', async () => {
        for (const [min, max] of [
          [16, 16],
          [2, 9],
          [1, 300],
          [2, 2],
          [9, 9],
          [1, 1],
          [255, 4096],
        ] as const) {
          await put(1, min, max);
        }
        const sorted = ['1-1', '1-300', '2-2', '2-9', '9-9', '16-16', '255-4096'];
        expect(names(await destination.list(1))).toEqual(sorted);
      });

      test('keeps levels apart', async () => {
        await put(0, 1);
        await put(9, 1, 7);
        expect(names(await destination.list(0))).toEqual(['1-1']);
        expect(names(await destination.list(9))).toEqual(['1-7']);
        expect(await destination.list(9)).toMatchObject([{ level: 9 }]);
      });

      test('seeks by min', async () => {
        for (const n of [1, 2, 3, 4]) await put(0, n);
        await put(0, 2, 9);
        expect(names(await destination.list(0, { seek: 3n }))).toEqual(['3-3', '4-4']);
        expect(await destination.list(0, { seek: 5n })).toEqual([]);
      });

      test('skips what is no LTX file', async () => {
        await put(0, 0x1a);
        for (const name of FOREIGN_NAMES) await rig!.plantForeign(0, name);
        expect(names(await destination.list(0))).toEqual(['26-26']);
      });

      test('reaches the ends of the number range', async () => {
        const last = { level: 0, min: 2n ** 64n - 1n, max: 2n ** 64n - 1n };
        await destination.write(last, stream(sample(last)));
        expect(await destination.list(0)).toMatchObject([last]);
      });

      test('gives exact times on request, also when the listing does not have them', async () => {
        const times = [SAMPLE_TIME, 0, SAMPLE_TIME + 86_400_000];
        for (const [i, timestamp] of times.entries()) {
          await destination.write(ref(0, i + 1), stream(sample(ref(0, i + 1), { timestamp })));
        }
        await rig!.spoilTimes?.();
        const infos = await destination.list(0, { times: 'exact' });
        expect(infos.map(({ createdAt }) => createdAt)).toEqual(times);
      });

      test('lists many files', async () => {
        const count = 1200;
        for (let n = 1; n <= count; n += 40)
          await Promise.all(Array.from({ length: 40 }, (_, i) => put(0, n + i)));
        const infos = await destination.list(0, { times: 'exact' });
        expect(infos.map(({ min }) => Number(min))).toEqual(Array.from({ length: count }, (_, i) => i + 1));
      });

      test('stops when aborted', async () => {
        await put(0, 1);
        await expect(destination.list(0, aborted())).rejects.toMatchObject({ code: 'aborted' });
      });
    });

    describe('open', () => {
      const bytes = sample(ref(0, 1), { body: 2 * MEGABYTE });
      beforeEach(() => destination.write(ref(0, 1), stream(bytes, 65_536)));

      test.each([
        ['the start', 0, 100],
        ['the middle', 1_000_000, 70_000],
        ['one byte', 5, 1],
        ['nothing', 5, 0],
        ['up to the end', bytes.length - 10, 10],
        ['beyond the end', bytes.length - 10, 50],
        ['from the end', bytes.length, 10],
        ['behind the end', bytes.length + 5, 10],
      ])('reads %s of a file', async (_, offset, length) => {
        const read = await collect(destination.open(ref(0, 1), { range: { offset, length } }));
        expect(read.equals(bytes.slice(offset, offset + length))).toBe(true);
      });

      test('reads from an offset to the end', async () => {
        const read = await collect(destination.open(ref(0, 1), { range: { offset: 700_001 } }));
        expect(read.equals(bytes.slice(700_001))).toBe(true);
      });

      test('gives pieces that stay as they are', async () => {
        const pieces: { piece: Uint8Array; copy: Buffer }[] = [];
        for await (const piece of destination.open(ref(0, 1)))
          pieces.push({ piece, copy: Buffer.from(piece) });
        expect(pieces.length).toBeGreaterThan(1);
        for (const { piece, copy } of pieces) expect(copy.equals(piece)).toBe(true);
      });

      test('is opened by many at once', async () => {
        const reads = await Promise.all(
          Array.from({ length: 8 }, () => collect(destination.open(ref(0, 1)))),
        );
        for (const read of reads) expect(read.equals(bytes)).toBe(true);
      });

      test('says that a file is missing', async () => {
        for (const missing of [ref(0, 2), ref(4, 1)]) {
          await expect(collect(destination.open(missing))).rejects.toMatchObject({ code: 'object-missing' });
        }
      });

      test('stops when aborted between pieces', async () => {
        const controller = new AbortController();
        const pieces = destination.open(ref(0, 1), { signal: controller.signal })[Symbol.asyncIterator]();
        expect(await pieces.next()).toMatchObject({ done: false });
        controller.abort();
        await expect(pieces.next()).rejects.toMatchObject({ code: 'aborted' });
      });

      test('can be left early', async () => {
        for await (const piece of destination.open(ref(0, 1))) {
          expect(piece.length).toBeGreaterThan(0);
          break;
        }
        await destination.remove([ref(0, 1)]);
        expect(await destination.list(0)).toEqual([]);
      });
    });

    describe('remove', () => {
      test('removes what is named and nothing else', async () => {
        for (const n of [1, 2, 3]) await put(0, n);
        await put(1, 1, 3);
        await destination.remove([ref(0, 1), ref(0, 3), ref(1, 1, 3)]);
        expect(names(await destination.list(0))).toEqual(['2-2']);
        expect(await destination.list(1)).toEqual([]);
      });

      test('does not mind what is gone already', async () => {
        await put(0, 1);
        await destination.remove([ref(0, 7), ref(0, 1), ref(5, 1)]);
        await destination.remove([ref(0, 1)]);
        await destination.remove([]);
        expect(await destination.list(0)).toEqual([]);
      });

      test('removes nothing without the permit', async () => {
        await put(0, 1);
        const lost = new TidemarkError('lease-lost', 'the pen is lost');
        const permit = (): never => {
          throw lost;
        };
        await expect(destination.remove([ref(0, 1)], { permit })).rejects.toBe(lost);
        expect(names(await destination.list(0))).toEqual(['1-1']);
      });

      test('removes nothing when aborted before it begins', async () => {
        await put(0, 1);
        await expect(destination.remove([ref(0, 1)], aborted())).rejects.toMatchObject({ code: 'aborted' });
        expect(names(await destination.list(0))).toEqual(['1-1']);
      });

      test('frees the name', async () => {
        await put(0, 1);
        await destination.remove([ref(0, 1)]);
        await put(0, 1);
      });

      test('removes more than one request holds', async () => {
        const refs = Array.from({ length: 1001 }, (_, i) => ref(0, i + 1));
        await Promise.all(refs.map(({ min }) => put(0, Number(min))));
        await destination.remove(refs);
        expect(await destination.list(0)).toEqual([]);
      });
    });
  });
}

const FOREIGN_NAMES = [
  'readme.txt',
  '000000000000001A-000000000000001A.ltx',
  '000000000000001a-000000000000001a.ltx.tmp',
  '.000000000000001a-000000000000001a.ltx.0011223344556677.tmp',
  '000000000000001-000000000000001.ltx',
  '0000000000000000-0000000000000001.ltx',
  '0000000000000002-0000000000000001.ltx',
  'x000000000000001a-000000000000001a.ltx',
];
