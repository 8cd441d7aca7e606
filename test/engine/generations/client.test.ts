// The client finds what is there under whatever names, and writes under those of one version.
import { expect, test } from 'vitest';
import type { GenerationNaming } from '../../../main/engine/generations/client.ts';
import { collect, stream } from '../destination/samples.ts';
import { clientAt, copyFixture, fixtureReplica } from './fixture.ts';
import { memoryClient, MemoryObjects } from './memory.ts';
import { generationClient } from '../../../main/engine/generations/stored.ts';

const G = '0123456789abcdef';
const bytes = Buffer.from('as stored');

test.each<GenerationNaming>(['flat-8', 'nested-8', 'nested-16'])('what is written as %s is found again, also by a client of other names', async (naming) => {
  const { store, client } = memoryClient(naming);
  await client.writeSnapshot(G, 3, stream(bytes), { createdAt: 1000 });
  for (const [index, offset] of [[3, 0], [3, 0x1_0000_0000], [3, 4152], [4, 0]] as const) {
    await client.writeWalSegment({ generation: G, index, offset }, stream(bytes), { createdAt: 2000 });
  }
  await expect(client.writeSnapshot(G, 3, stream(bytes))).rejects.toMatchObject({ code: 'object-exists' });
  await expect(client.writeWalSegment({ generation: G, index: 4, offset: 0 }, stream(bytes))).rejects.toMatchObject({ code: 'object-exists' });
  for (const other of ['flat-8', 'nested-8', 'nested-16'] as const) {
    const reader = generationClient(store, { naming: other });
    // Nothing was listed yet: all names are tried.
    expect((await collect(reader.openWalSegment({ generation: G, index: 3, offset: 0x1_0000_0000 }))).equals(bytes)).toBe(true);
    expect(await reader.generations()).toEqual([G]);
    expect(await reader.snapshots(G)).toEqual([{ generation: G, index: 3, size: 9, createdAt: 1000 }]);
    const segments = await reader.walSegments(G);
    expect(segments.map(({ index, offset }) => [index, offset])).toEqual([[3, 0], [3, 4152], [3, 0x1_0000_0000], [4, 0]]);
    expect((await reader.walSegments(G, { from: 4 })).map(({ index }) => index)).toEqual([4]);
    store.opened.length = 0;
    for (const segment of segments) expect((await collect(reader.openWalSegment(segment))).equals(bytes)).toBe(true);
    expect((await collect(reader.openSnapshot(G, 3))).equals(bytes)).toBe(true);
    expect(store.opened).toHaveLength(segments.length + 1);
  }
});

test('names side by side are one history; of two for the same thing our own is taken', async () => {
  const store = new MemoryObjects();
  const put = (name: string, text: string): void => {
    store.put(`generations/${G}/${name}`, Buffer.from(text));
  };
  put('wal/00000001_00000000.wal.lz4', 'flat');
  put('wal/0000000000000001/0000000000000000.wal.lz4', 'nested');
  put('wal/0000000000000001/0000000000001038.wal.lz4', 'only nested');
  put('wal/000000000002_000000000000.wal.lz4', 'twelve digits');
  put('snapshots/00000001.snapshot.lz4', 'short');
  put('snapshots/0000000000000001.snapshot.lz4', 'long');
  for (const [naming, first] of [['flat-8', 'flat'], ['nested-16', 'nested']] as const) {
    const client = generationClient(store, { naming });
    const segments = await client.walSegments(G);
    expect(segments.map(({ index, offset }) => [index, offset])).toEqual([[1, 0], [1, 4152], [2, 0]]);
    const texts = await Promise.all(segments.map(async (segment) => (await collect(client.openWalSegment(segment))).toString()));
    expect(texts).toEqual([first, 'only nested', 'twelve digits']);
    expect(segments[0]!.size).toBe(first.length);
    expect(await client.snapshots(G)).toHaveLength(1);
  }
  const client = generationClient(store, { naming: 'flat-8' });
  await client.walSegments(G);
  await client.deleteWalSegments([{ generation: G, index: 1, offset: 0 }]);
  expect([...store.objects.keys()].filter((name) => name.includes('1/0000000000000000') || name.includes('00000001_'))).toEqual([]);
});

test('foreign names are skipped and stay', async () => {
  const copy = copyFixture();
  const client = clientAt(copy.path);
  const { store, client: memory } = memoryClient();
  for (const name of ['generations/notes.txt', `generations/${G}/readme`, `generations/${G}/wal/x.wal.lz4`, `generations/${G}X/snapshots/00000000.snapshot.lz4`, `generations/${G}/snapshots/00000000.snapshot.lz4`]) {
    store.put(name, bytes);
  }
  expect(await memory.generations()).toEqual([G]);
  expect(await memory.walSegments(G)).toEqual([]);
  await memory.deleteSnapshot(G, 0);
  expect(store.objects.size).toBe(4);
  expect(await client.generations()).toEqual(['5339f428ddd29dcc', 'c77f47cf8a8b539c']);
  await client.deleteGeneration('5339f428ddd29dcc');
  await client.deleteGeneration(G);
  expect(await client.generations()).toEqual(['c77f47cf8a8b539c']);
  expect(await clientAt(fixtureReplica()).generations()).toHaveLength(2);
  copy.remove();
});

test('what is missing says so, whatever the names', async () => {
  const { client } = memoryClient();
  await expect(collect(client.openSnapshot(G, 1))).rejects.toMatchObject({ code: 'object-missing' });
  await expect(collect(client.openWalSegment({ generation: G, index: 0, offset: 0 }))).rejects.toMatchObject({ code: 'object-missing' });
  await expect(client.snapshots('nonsense')).rejects.toMatchObject({ code: 'usage' });
});
