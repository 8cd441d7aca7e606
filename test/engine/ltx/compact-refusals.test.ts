// What compaction refuses, and that it leaves nothing open and nothing behind.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { CHECKSUM_FLAG } from '../../../main/engine/ltx/checksum.ts';
import type { CompactionInput } from '../../../main/engine/ltx/compact.ts';
import { FolderScratch } from '../../../main/engine/ltx/scratch.ts';
import type { LtxHeader } from '../../../main/engine/ltx/header.ts';
import { fault } from './bytes.ts';
import { encodeFile, headerOf, type Pages } from './files.ts';
import { History, type HistoryFile } from './history.ts';
import { inputOf, merge, OpenCount, solid } from './merging.ts';

function threeFiles(): HistoryFile[] {
  const history = new History();
  history.commit(solid({ 1: 1, 2: 2 }), 2);
  history.commit(solid({ 2: 20 }), 2);
  history.commit(solid({ 2: 21 }), 2);
  return history.files;
}

/** A second file, made without regard to the first. */
function second(values: Partial<LtxHeader>, pages: Pages): CompactionInput {
  const header = headerOf(values);
  return inputOf(header, encodeFile(header, pages));
}

describe('files are refused', () => {
  test.each<[string, (files: HistoryFile[]) => HistoryFile[]]>([
    ['with a gap', ([a, , c]) => [a!, c!]],
    ['in the wrong order', ([a, b, c]) => [a!, c!, b!]],
    ['that lead no further', ([a, b]) => [a!, b!, b!]],
  ])('%s', async (_, choose) => {
    await expect(merge(choose(threeFiles()))).rejects.toEqual(fault('ltx-not-contiguous', 'does not follow'));
  });

  test('with another page size', async () => {
    const [first] = threeFiles();
    const other = second({ pageSize: 1024 }, new Map());
    await expect(merge([first!, other])).rejects.toEqual(fault('ltx-not-contiguous', 'size 1024 after 512'));
  });

  test('with checksums that do not chain', async () => {
    const [first] = threeFiles();
    const elsewhere = new History();
    elsewhere.commit(solid({ 1: 9 }), 1);
    const stranger = elsewhere.commit(solid({ 1: 8 }), 1);
    const message = 'ends at database checksum';
    await expect(merge([first!, stranger])).rejects.toEqual(fault('ltx-not-contiguous', message));
  });

  test('whose pages together are not what the last one says', async () => {
    const [first] = threeFiles();
    const rolling = { pre: first!.header.rolling!.post, post: CHECKSUM_FLAG | 99n };
    const liar = second({ rolling }, solid({ 1: 5 }));
    await expect(merge([first!, liar])).rejects.toEqual(fault('ltx-checksum', 'after merging'));
  });

  test('that leave a page of the snapshot open', async () => {
    const [first] = threeFiles();
    const gap = merge([first!, second({ commit: 4 }, solid({ 4: 4 }))]);
    await expect(gap).rejects.toEqual(fault('ltx-incomplete', 'page 4 comes where a snapshot needs page 3'));
    const short = merge([first!, second({ commit: 4 }, new Map())]);
    await expect(short).rejects.toEqual(fault('ltx-incomplete', "holds 2 of the database's 4 pages"));
  });

  test('whose name is not what the header says', async () => {
    const [first, next] = threeFiles();
    const misnamed = { range: { min: 2n, max: 5n }, open: () => next!.open() };
    await expect(merge([first!, misnamed])).rejects.toEqual(fault('ltx-header', 'its header says'));
  });

  test('with one damaged in the middle, and all are closed', async () => {
    for (const at of [0, 30, 105, 130, -30, -1]) {
      const files = threeFiles();
      const damaged = files[1]!.bytes.slice();
      damaged[at < 0 ? damaged.length + at : at]! ^= 0x40;
      const count = new OpenCount();
      const inputs = files.map(({ header, bytes }, i) =>
        count.watch(inputOf(header, i === 1 ? damaged : bytes)),
      );
      await expect(merge(inputs)).rejects.toThrow(/^0000000000000002-0000000000000002\.ltx: /);
      expect(count.now).toBe(0);
    }
  });

  test('when a damaged one would be put aside, and nothing is left behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-compact-'));
    try {
      const [first, next, last] = threeFiles();
      const cut = inputOf(last!.header, last!.bytes.subarray(0, 140));
      const scratch = new FolderScratch(systemDisk, systemRandom, folder);
      const merging = merge([first!, next!, cut], { maxOpen: 2, scratch });
      await expect(merging).rejects.toEqual(fault('ltx-truncated'));
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('when there are none', async () => {
    await expect(merge([])).rejects.toMatchObject({ code: 'bug' });
  });
});
