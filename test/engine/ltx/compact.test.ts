import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { EMPTY_DATABASE } from '../../../main/engine/ltx/checksum.ts';
import { type CompactionInput, compactLtx } from '../../../main/engine/ltx/compact.ts';
import { decodeRun } from '../../../main/engine/ltx/decode-run.ts';
import { decodeLtxBytes } from '../../../main/engine/ltx/decoder.ts';
import { encodeChunk } from '../../../main/engine/ltx/encoder.ts';
import { FolderScratch } from '../../../main/engine/ltx/scratch.ts';
import { filled, Lcg } from './bytes.ts';
import { checksumOf, encodeFile, headerOf, pagesOf } from './files.ts';
import { History } from './history.ts';
import { inputOf, merge, merged, OpenCount, randomHistory, solid } from './merging.ts';
import { V2, V4 } from './vectors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-compact-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('merging', () => {
  test('a snapshot and changes gives a snapshot', async () => {
    const history = new History();
    history.commit(solid({ 1: 1, 2: 2, 3: 3 }), 3);
    history.commit(solid({ 2: 20 }), 3);
    history.commit(solid({ 2: 21, 4: 4 }), 4);
    const merged = await merge(history.files);
    expect(pagesOf(merged)).toEqual(solid({ 1: 1, 2: 21, 3: 3, 4: 4 }));
    expect(merged.header).toEqual(
      headerOf({
        commit: 4,
        min: 1n,
        max: 3n,
        timestamp: history.files[2]!.header.timestamp,
        rolling: { pre: 0n, post: history.checksum },
      }),
    );
  });

  test('changes gives a change, with the checksums of its ends', async () => {
    const history = new History();
    history.commit(solid({ 1: 1, 2: 2 }), 2);
    const before = history.checksum;
    history.commit(solid({ 1: 10 }), 2);
    history.commit(solid({ 2: 20 }), 2);
    const merged = await merge(history.files.slice(1));
    expect(pagesOf(merged)).toEqual(solid({ 1: 10, 2: 20 }));
    expect(merged.header).toMatchObject({
      min: 2n,
      max: 3n,
      rolling: { pre: before, post: history.checksum },
    });
  });

  test('one file gives the same content', async () => {
    const history = new History();
    const file = history.commit(solid({ 1: 1 }), 1);
    const merged = await merge([file]);
    expect(pagesOf(merged)).toEqual(solid({ 1: 1 }));
    expect(merged.header.rolling).toEqual(file.header.rolling);
  });

  test('a database that shrank leaves out what was cut off', async () => {
    const history = new History();
    history.commit(solid({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 }), 5);
    history.commit(solid({ 1: 10 }), 2);
    const merged = await merge(history.files);
    expect(pagesOf(merged)).toEqual(solid({ 1: 10, 2: 2 }));
    expect(merged.header).toMatchObject({ commit: 2, rolling: { post: history.checksum } });
  });

  test('a database that was emptied needs standard checksums', async () => {
    const history = new History();
    history.commit(solid({ 1: 1, 2: 2 }), 2);
    const before = history.checksum;
    history.commit(solid({ 1: 10 }), 2);
    history.commit(new Map(), 0);
    const snapshot = await merge(history.files);
    expect(snapshot.header).toMatchObject({ flags: 0, commit: 0, preApply: 0n });
    expect(snapshot.trailer.postApply).toBe(EMPTY_DATABASE);
    const change = await merge(history.files.slice(1));
    expect(change.header).toMatchObject({ flags: 0, commit: 0, preApply: before });
    expect(change.pgnos).toHaveLength(0);
  });

  test('a database that was emptied and filled again is as it is now', async () => {
    const history = new History();
    history.commit(solid({ 1: 1, 2: 2 }), 2);
    history.commit(new Map(), 0);
    history.commit(solid({ 1: 7 }), 1);
    const merged = await merge(history.files);
    expect(pagesOf(merged)).toEqual(solid({ 1: 7 }));
    expect(merged.header.rolling?.post).toBe(history.checksum);
  });

  test('files with standard checksums keeps them', async () => {
    const merged = await merge([inputOf(V2.header, V2.bytes), inputOf(V4.header, V4.bytes)]);
    expect(merged.header).toMatchObject({
      flags: 0,
      min: 2n,
      max: 3n,
      preApply: V2.header.preApply,
      commit: 0,
    });
    expect(merged.trailer.postApply).toBe(EMPTY_DATABASE);
  });

  test('files without checksums gives one without', async () => {
    const file = (min: bigint): CompactionInput => {
      const header = headerOf({ min });
      return inputOf(header, encodeFile(header, solid({ 1: Number(min) })));
    };
    const merged = await merge([file(5n), file(6n)]);
    expect(merged.header).toEqual(headerOf({ min: 5n, max: 6n }));
    expect(pagesOf(merged)).toEqual(solid({ 1: 6 }));
  });

  test('a snapshot without checksums and our changes gives our snapshot', async () => {
    const history = new History();
    history.commit(solid({ 1: 1 }), 1);
    const ours = history.commit(solid({ 2: 2 }), 2);
    const bare = headerOf({ min: 1n, commit: 1 });
    const merged = await merge([inputOf(bare, encodeFile(bare, solid({ 1: 1 }))), ours]);
    expect(merged.header.rolling).toEqual({ pre: 0n, post: history.checksum });
  });

  test('files that overlap takes the newer pages', async () => {
    const history = new History();
    history.commit(solid({ 1: 0, 2: 0 }), 2);
    for (const i of [1, 2, 3]) history.commit(solid({ 1: i, [i + 2]: i }), i + 2);
    const low = await merged(history.files.slice(0, 3));
    const high = await merged(history.files.slice(1));
    const file = await merge([low, high]);
    expect(pagesOf(file).get(1)).toEqual(filled(512, 3));
    expect(file.header).toMatchObject({ min: 1n, max: 4n });
  });
});

describe('a long history', () => {
  const scratch = (): FolderScratch => new FolderScratch(systemDisk, systemRandom, folder);

  test('comes to the same, however it is merged', async () => {
    const history = randomHistory(150, 1024);
    for (const maxOpen of [2, 3, 7, 32, 200]) {
      const merged = await merge(history.files, { maxOpen, scratch: scratch() });
      expect(pagesOf(merged)).toEqual(history.pages);
      expect(merged.header.rolling?.post).toBe(history.checksum);
      expect(checksumOf(pagesOf(merged))).toBe(history.checksum);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('comes to the same level by level', async () => {
    const random = new Lcg(62);
    const history = randomHistory(60);
    const levels: CompactionInput[] = [];
    for (let from = 0; from < 60;) {
      const to = Math.min(60, from + 1 + random.below(12));
      levels.push(await merged(history.files.slice(from, to)));
      from = to;
    }
    expect(pagesOf(await merge(levels))).toEqual(history.pages);
  });

  test('never has more than maxOpen files open', async () => {
    const history = randomHistory(50);
    const count = new OpenCount();
    const watched = history.files.map((file) => count.watch(file));
    await merge(watched, { maxOpen: 4, scratch: scratch() });
    expect([count.now, count.most, count.all]).toEqual([0, 4, 50]);
  });

  test('needs scratch space when there are too many files', async () => {
    const history = randomHistory(5);
    await expect(merge(history.files, { maxOpen: 4 })).rejects.toMatchObject({ code: 'bug' });
  });

  test('can be decoded and encoded elsewhere', async () => {
    const history = randomHistory(20);
    const calls = { decode: 0, encode: 0 };
    const merged = await merge(history.files, {
      decode: (run) => {
        calls.decode++;
        return Promise.resolve(
          structuredClone(decodeRun(structuredClone(run, { transfer: [run.bytes.buffer] }))),
        );
      },
      encode: (chunk) => {
        calls.encode++;
        return Promise.resolve(encodeChunk(structuredClone(chunk)));
      },
    });
    expect(pagesOf(merged)).toEqual(history.pages);
    const withPages = history.files.filter(({ bytes }) => decodeLtxBytes(bytes).pgnos.length > 0);
    expect(calls).toEqual({ decode: withPages.length, encode: 1 });
  });
});

test('merging stops when asked to', async () => {
  const history = randomHistory(3);
  await expect(merge(history.files, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('a consumer that stops early closes all files', async () => {
  const history = new History(4096);
  const random = new Lcg(63);
  const pages = new Map(Array.from({ length: 200 }, (_, i) => [i + 1, random.bytes(4096)]));
  const file = history.commit(pages, 200);
  const count = new OpenCount();
  for await (const piece of compactLtx([count.watch(file)])) {
    expect(piece.length).toBeGreaterThan(0);
    expect(count.now).toBe(1);
    break;
  }
  expect(count.now).toBe(0);
});
