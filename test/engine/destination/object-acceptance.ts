// What every place of named objects must do, whatever it is made of (the promises in objects.ts). A test file of a kind calls
// `describeObjectStore` with a way to make an empty place.
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { ObjectStore, StoredObject } from '../../../main/engine/destination/objects.ts';
import { abortAfter, aborted, brokenStream, collect, stream, watched } from './samples.ts';

/** One empty place. A test has one of its own. */
export interface ObjectRig {
  /** Another client of the same place. */
  connect(): ObjectStore;
  /** `kept`: what `modifiedAt` says is what a listing says. */
  readonly times: 'kept' | 'told';
  /** Names as files of a writer at work have them; none where there are no such. */
  readonly workNames: readonly string[];
  /** More objects than one answer of a server holds, or as many as make no difference. */
  readonly many: number;
  /** Puts something there by other means. */
  plant(name: string): Promise<void>;
  dispose(): Promise<void>;
}

export type MakeObjectRig = (test: TestContext) => Promise<ObjectRig>;

const MEGABYTE = 1024 * 1024;
const bytesOf = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 255);

export function describeObjectStore(kind: string, makeRig: MakeObjectRig): void {
  describe(`${kind} keeps the contract of places of objects`, () => {
    let rig: ObjectRig | undefined;
    let store: ObjectStore;
    const connect = (): ObjectStore => rig!.connect();

    beforeEach(async (context) => {
      rig = await makeRig(context);
      store = connect();
    });
    afterEach(async () => {
      await rig?.dispose();
      rig = undefined;
    });

    const put = (name: string, bytes = bytesOf(10)): Promise<StoredObject> => store.write(name, stream(bytes));
    const names = async (folder: string, after?: string): Promise<string[]> =>
      (await store.list(folder, after === undefined ? {} : { after })).map(({ name }) => name);

    test('says what kind it is and how to find it again', () => {
      expect(store.type).not.toBe('');
      expect(connect().url).toBe(store.url);
    });

    test('connects again after it was closed', async () => {
      await put('a/b');
      await store.close();
      expect(await names('a')).toEqual(['a/b']);
      await store.close();
      await store.close();
    });

    describe('write', () => {
      test.each([0, 1, 5000, 3 * MEGABYTE + 17, 12 * MEGABYTE + 1])('stores %i bytes and says what it stored', async (length) => {
        const bytes = bytesOf(length);
        const seen: number[] = [];
        const object = await store.write('g/one', stream(bytes, 100_000), { onBytes: (done) => void seen.push(done) });
        expect(object).toMatchObject({ name: 'g/one', size: length });
        expect((await collect(store.open('g/one'))).equals(bytes)).toBe(true);
        expect(await connect().list('g')).toMatchObject([{ name: 'g/one', size: length }]);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        if (length > 0) expect(seen.at(-1)).toBe(length);
      });

      test('tells the time that listings have', async () => {
        const at = Date.UTC(2021, 4, 6, 7, 8, 9) + 123;
        const object = await store.write('g/one', stream(bytesOf(9)), { modifiedAt: at });
        const [listed] = await store.list('g');
        if (rig!.times === 'kept') {
          expect(object.modifiedAt).toBe(at);
          expect(listed!.modifiedAt).toBe(at);
        }
        expect(Math.abs(object.modifiedAt - listed!.modifiedAt)).toBeLessThan(2000);
      });

      test.each([10, 7 * MEGABYTE])('never replaces an object of %i bytes', async (length) => {
        await put('a/b', bytesOf(length, 1));
        await expect(put('a/b', bytesOf(length, 2))).rejects.toMatchObject({ code: 'object-exists' });
        expect((await collect(store.open('a/b'))).equals(bytesOf(length, 1))).toBe(true);
      });

      test('lets exactly one of many writers of a name win', async () => {
        const contents = Array.from({ length: 12 }, (_, seed) => bytesOf(50_000, seed));
        const results = await Promise.allSettled(contents.map((bytes) => connect().write('g/w/0001', stream(bytes, 3000))));
        const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
        expect(winners).toHaveLength(1);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'object-exists' });
        }
        expect((await collect(store.open('g/w/0001'))).equals(contents[winners[0]!]!)).toBe(true);
        expect(await names('')).toEqual(['g/w/0001']);
      });

      test('takes writers of different names at the same time, in folders that are new', async () => {
        await Promise.all(Array.from({ length: 30 }, (_, i) => put(`g/${i % 5}/x/${i}`)));
        expect(await names('g')).toHaveLength(30);
      });

      test.each([0, 50, 2 * MEGABYTE, 6 * MEGABYTE])('stores nothing when its source fails after %i bytes', async (length) => {
        const failure = new Error('the source broke');
        await expect(store.write('g/one', brokenStream(bytesOf(length), failure))).rejects.toBe(failure);
        expect(await names('')).toEqual([]);
        await put('g/one');
      });

      test.each([0, MEGABYTE])('stores nothing when aborted after %i bytes', async (length) => {
        const controller = new AbortController();
        const source = abortAfter(stream(bytesOf(3 * MEGABYTE), 1000), length, controller);
        if (length === 0) controller.abort();
        await expect(store.write('g/one', source, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
        expect(await names('')).toEqual([]);
      });

      test('stores nothing without the permit', async () => {
        const lost = new TidemarkError('lease-lost', 'the pen is lost');
        const permit = (): never => {
          throw lost;
        };
        await expect(store.write('g/one', stream(bytesOf(9000), 1000), { permit })).rejects.toBe(lost);
        expect(await names('')).toEqual([]);
      });

      test('lets go of its source, however it ends', async () => {
        await put('a/b');
        const source = watched(bytesOf(5000));
        await expect(store.write('a/b', source.bytes)).rejects.toMatchObject({ code: 'object-exists' });
        expect(source.closed()).toBe(true);
      });

      test.each(['', '/a', 'a/', 'a//b', '..', 'a/../b', '.', 'a/./b', 'a\u0000b', 'a\nb', 'a\\..\\b'])('refuses the name %j', async (name) => {
        await expect(put(name)).rejects.toMatchObject({ code: 'refused' });
        await expect(collect(store.open(name))).rejects.toMatchObject({ code: 'refused' });
        await expect(store.remove([name])).rejects.toMatchObject({ code: 'refused' });
        if (name !== '') await expect(store.list(name)).rejects.toMatchObject({ code: 'refused' });
        if (name !== '') await expect(store.folders(name)).rejects.toMatchObject({ code: 'refused' });
        expect(await names('')).toEqual([]);
      });
    });

    describe('list and folders', () => {
      test('are empty where nothing was stored', async () => {
        expect(await names('')).toEqual([]);
        expect(await store.folders('')).toEqual([]);
        await put('a/b/c');
        expect(await names('a/x')).toEqual([]);
        expect(await store.folders('a/x')).toEqual([]);
        expect(await store.folders('a/b')).toEqual([]);
      });

      test('give all below a folder in order of their names, and what folders are right in it', async () => {
        const stored = ['g/b/2/x', 'g/b/1/y', 'g/b.x', 'g/a', 'top', 'g2/z', 'g/b/1/x', 'g/b0'];
        for (const name of stored) await put(name);
        expect(await names('')).toEqual(stored.toSorted());
        expect(await names('g')).toEqual(['g/a', 'g/b.x', 'g/b/1/x', 'g/b/1/y', 'g/b/2/x', 'g/b0']);
        expect(await names('g/b')).toEqual(['g/b/1/x', 'g/b/1/y', 'g/b/2/x']);
        expect(await store.folders('')).toEqual(['g', 'g2']);
        expect(await store.folders('g')).toEqual(['b']);
        expect(await store.folders('g/b')).toEqual(['1', '2']);
      });

      test('give those behind a name only', async () => {
        const stored = ['g/1/a', 'g/1/b', 'g/2.x', 'g/2/a', 'g/20', 'g/3'];
        for (const name of stored) await put(name);
        for (const after of [...stored, 'g', 'g/1', 'g/1/', 'g/2/', 'g/2z', 'zz', 'a']) {
          expect(await names('g', after)).toEqual(stored.filter((name) => name > after));
        }
      });

      test('skip what a writer at work has', async () => {
        await put('g/one');
        for (const name of rig!.workNames) await rig!.plant(name);
        expect(await names('')).toEqual(['g/one']);
      });

      test('list more than one answer holds', async () => {
        const count = rig!.many;
        for (let n = 0; n < count; n += 30) await Promise.all(Array.from({ length: 30 }, (_, i) => put(`g/${String(n + i).padStart(6, '0')}/x`)));
        expect(await names('g')).toHaveLength(count);
        expect(await store.folders('g')).toHaveLength(count);
        const listed = await store.list('g');
        await store.remove(listed.map(({ name }) => name));
        expect(await names('')).toEqual([]);
      });

      test('stop when aborted', async () => {
        await put('a/b');
        await expect(store.list('a', aborted())).rejects.toMatchObject({ code: 'aborted' });
        await expect(store.folders('a', aborted())).rejects.toMatchObject({ code: 'aborted' });
      });
    });

    describe('open', () => {
      const bytes = bytesOf(2 * MEGABYTE);
      beforeEach(() => store.write('g/one', stream(bytes, 65_536)));

      test.each([
        ['the start', 0, 100],
        ['the middle', 1_000_000, 70_000],
        ['nothing', 5, 0],
        ['beyond the end', bytes.length - 10, 50],
        ['from the end', bytes.length, 10],
        ['to the end', 700_001, undefined],
        ['behind the end', bytes.length + 5, undefined],
      ])('reads %s', async (_, offset, length) => {
        const read = await collect(store.open('g/one', length === undefined ? { offset } : { offset, length }));
        expect(read.equals(bytes.slice(offset, length === undefined ? undefined : offset + length))).toBe(true);
      });

      test('says that an object is missing', async () => {
        for (const name of ['g/two', 'x/y/z']) await expect(collect(store.open(name))).rejects.toMatchObject({ code: 'object-missing' });
      });

      test('stops when aborted between pieces', async () => {
        const controller = new AbortController();
        const pieces = store.open('g/one', { signal: controller.signal })[Symbol.asyncIterator]();
        expect(await pieces.next()).toMatchObject({ done: false });
        controller.abort();
        await expect(pieces.next()).rejects.toMatchObject({ code: 'aborted' });
      });
    });

    describe('remove', () => {
      test('removes what is named and nothing else, and does not mind what is gone', async () => {
        for (const name of ['g/a/1', 'g/a/2', 'g/b/1', 'g/c']) await put(name);
        await store.remove(['g/a/1', 'g/b/1', 'g/never', 'never/was']);
        expect(await names('')).toEqual(['g/a/2', 'g/c']);
        expect(await store.folders('g')).toEqual(['a']);
        await store.remove([]);
        await put('g/b/1');
      });

      test('removes nothing without the permit, or when aborted before it begins', async () => {
        await put('g/a');
        const lost = new TidemarkError('lease-lost', 'the pen is lost');
        const permit = (): never => {
          throw lost;
        };
        await expect(store.remove(['g/a'], { permit })).rejects.toBe(lost);
        await expect(store.remove(['g/a'], aborted())).rejects.toMatchObject({ code: 'aborted' });
        expect(await names('')).toEqual(['g/a']);
      });
    });
  });
}
