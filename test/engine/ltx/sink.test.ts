import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Disk, systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FolderScratch } from '../../../main/engine/ltx/scratch.ts';
import { ChunkedSink, GatheringSink } from '../../../main/engine/ltx/sink.ts';
import { concat, cut, Lcg, smallNeighbours, streamed } from './bytes.ts';

describe('gathering', () => {
  test.each([1, 1000, 60_000, 300_000])('pieces of up to %i bytes keeps every byte', (longest) => {
    const random = new Lcg(longest);
    const bytes = random.bytes(400_000);
    const target = new ChunkedSink();
    const gathering = new GatheringSink(target);
    for (const piece of cut(bytes, random, longest)) gathering.write(piece);
    gathering.flush();
    gathering.flush();
    const pieces = target.take();
    expect(Buffer.compare(concat(pieces), bytes)).toBe(0);
    expect(smallNeighbours(pieces.map(({ length }) => length))).toEqual([]);
  });

  test('passes large arrays on as they are', () => {
    const got: Uint8Array[] = [];
    const gathering = new GatheringSink({ write: (bytes) => void got.push(bytes) });
    const large = new Uint8Array(64 * 1024);
    gathering.write(new Uint8Array(100));
    gathering.write(large);
    expect(got.map(({ length }) => length)).toEqual([100, 64 * 1024]);
    expect(got[1]).toBe(large);
  });

  test('copies what it keeps', () => {
    const target = new ChunkedSink();
    const gathering = new GatheringSink(target);
    const reused = new Uint8Array(10).fill(1);
    gathering.write(reused);
    reused.fill(2);
    gathering.flush();
    gathering.write(reused);
    gathering.flush();
    expect(concat(target.take())).toEqual(concat([new Uint8Array(10).fill(1), new Uint8Array(10).fill(2)]));
    expect(target.take()).toEqual([]);
  });
});

describe('scratch space', () => {
  const bytes = new Lcg(71).bytes(600_000);

  async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-scratch-'));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('gives back what it keeps, as often as asked, until it is removed', async () => {
    await inFolder(async (folder) => {
      const scratch = new FolderScratch(systemDisk, systemRandom, folder);
      const kept = await scratch.keep(streamed(cut(bytes, new Lcg(1), 100_000)));
      for (let round = 0; round < 2; round++) {
        const pieces: Uint8Array[] = [];
        for await (const piece of kept.open()) pieces.push(piece);
        expect(Buffer.compare(concat(pieces), bytes)).toBe(0);
      }
      await kept.open()[Symbol.asyncIterator]().return?.();
      kept.remove();
      kept.remove();
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  test('keeps nothing of what fails', async () => {
    await inFolder(async (folder) => {
      const full: Disk = {
        ...systemDisk,
        writeSync: () => {
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        },
      };
      const scratch = new FolderScratch(full, systemRandom, folder);
      await expect(scratch.keep(streamed([bytes]))).rejects.toThrow('no space');
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
