// Logs come in order, a bounded number ahead, whole, or not at all.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import type { GenerationClient } from '../../../main/engine/generations/client.ts';
import { type DownloadedWal, type DownloadOptions, downloadWal } from '../../../main/engine/generations/downloader.ts';
import { WalNotFoundError } from '../../../main/engine/generations/errors.ts';
import { logsOf } from '../../../main/engine/generations/logs.ts';
import { memoryClient, type MemoryObjects, noise, storedFrame } from './memory.ts';

const G = '0123456789abcdef';
let folder: string;
let store: MemoryObjects;
let client: GenerationClient;
let contents: Buffer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-logs-'));
  ({ store, client } = memoryClient());
  contents = Array.from({ length: 12 }, (_, i) => noise(3000 + i));
  for (const [index, bytes] of contents.entries()) {
    put(index, 0, bytes.subarray(0, 1000));
    put(index, 1000, bytes.subarray(1000));
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const name = (index: number, offset: number): string =>
  `generations/${G}/wal/${index.toString(16).padStart(8, '0')}_${offset.toString(16).padStart(8, '0')}.wal.lz4`;

function put(index: number, offset: number, bytes: Uint8Array): void {
  store.put(name(index, offset), storedFrame(bytes));
}

async function options(min = 0, max = 11): Promise<DownloadOptions> {
  const logs = logsOf(G, await client.walSegments(G), { min, max });
  return { client, logs, prefix: join(folder, 'x'), disk: systemDisk };
}

async function take(given: DownloadOptions, onTaken: (wal: DownloadedWal) => void | Promise<void> = () => undefined): Promise<number[]> {
  const taken: number[] = [];
  for await (const wal of downloadWal(given)) {
    taken.push(wal.index);
    expect(readFileSync(wal.path).equals(contents[wal.index]!)).toBe(true);
    expect(wal.size).toBe(contents[wal.index]!.length);
    await onTaken(wal);
    rmSync(wal.path);
  }
  return taken;
}

test('in order, however long each takes', async () => {
  store.onOpen = async (opened) => {
    await setTimeout(opened.includes('_00000000') ? (opened.length * 7 + store.opened.length * 5) % 13 : 0);
  };
  expect(await take(await options(2, 9))).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([1, 3])('at most %i are on disk or under way', async (parallelism) => {
  let most = 0;
  await take({ ...(await options()), parallelism }, async () => {
    await setTimeout(5);
    most = Math.max(most, readdirSync(folder).length);
  });
  // The one that was taken, and those ahead of it.
  expect(most).toBeLessThanOrEqual(parallelism + 1);
  expect(most).toBeGreaterThanOrEqual(parallelism);
});

test('none is begun ahead while those that wait have too many bytes', async () => {
  let most = 0;
  await take({ ...(await options()), bytesAhead: 1 }, async () => {
    await setTimeout(5);
    most = Math.max(most, readdirSync(folder).length);
  });
  expect(most).toBeLessThanOrEqual(2 + 8);
  store.opened.length = 0;
  const wals = downloadWal({ ...(await options()), bytesAhead: 4000, parallelism: 8 });
  await wals.next();
  await setTimeout(20);
  await wals.next();
  await setTimeout(20);
  await wals.return();
  expect(store.opened.length).toBeLessThan(contents.length * 2);
});

test('a log that is missing is named', async () => {
  store.objects.delete(name(5, 0));
  store.objects.delete(name(5, 1000));
  const refused = options();
  await expect(refused).rejects.toBeInstanceOf(WalNotFoundError);
  await expect(refused).rejects.toMatchObject({ code: 'restore-gap', generation: G, index: 5 });
  expect((await options(6, 11)).logs).toHaveLength(6);
});

test('a log without its beginning is named', async () => {
  store.objects.delete(name(5, 0));
  await expect(options()).rejects.toMatchObject({ code: 'restore-gap', generation: G, index: 5, offset: 0 });
});

test('a log with a hole is named once it is reached, and what was fetched ahead is gone', async () => {
  store.objects.delete(name(5, 1000));
  put(5, 1500, contents[5]!.subarray(1500));
  const taken: number[] = [];
  const refused = take(await options(), ({ index }) => void taken.push(index));
  await expect(refused).rejects.toMatchObject({ code: 'restore-gap', generation: G, index: 5, offset: 1000 });
  expect(taken).toEqual([0, 1, 2, 3, 4]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['damaged', 'restore-damaged', (bytes: Uint8Array): Uint8Array => bytes.slice(0, -1)],
  ['encrypted', 'unsupported', (): Uint8Array => Buffer.from('age-encryption.org/v1\n')],
] as const)('a segment that is %s ends it', async (_, code, change) => {
  store.put(name(3, 1000), change(store.objects.get(name(3, 1000))!.bytes));
  await expect(take(await options())).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual([]);
});

test('a segment that goes missing meanwhile ends it', async () => {
  const given = await options();
  store.objects.delete(name(7, 1000));
  await expect(take(given)).rejects.toMatchObject({ code: 'object-missing' });
  expect(readdirSync(folder)).toEqual([]);
});

test('leaving early, and giving up, stop all and leave nothing', async () => {
  for await (const wal of downloadWal(await options())) {
    rmSync(wal.path);
    break;
  }
  expect(readdirSync(folder)).toEqual([]);
  const controller = new AbortController();
  const refused = take({ ...(await options()), signal: controller.signal }, ({ index }) => {
    if (index === 2) controller.abort();
  });
  await expect(refused).rejects.toMatchObject({ code: 'aborted' });
  expect(readdirSync(folder)).toEqual([]);
});

test('none at a time is nothing that can be asked for', async () => {
  await expect(take({ ...(await options()), parallelism: 0 })).rejects.toMatchObject({ code: 'usage' });
});
