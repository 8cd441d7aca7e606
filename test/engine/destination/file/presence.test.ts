// A disk that is not there is a state, and never an excuse to start a second copy somewhere else.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Destination, LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { collect, ref, sample, stream } from '../samples.ts';
import { makeFolder, type Folder } from './folder.ts';

const absent = { code: 'destination-absent', retry: 'later' };

let folder: Folder;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

const put = (destination: Destination, n: number): Promise<LtxInfo> =>
  destination.write(ref(0, n), stream(sample(ref(0, n))));
const at = (path: string): Destination => fileDestination({ path, random: systemRandom });
const away = (path: string): string => `${path}-unplugged`;

test('the folder itself is created, its parent never', async () => {
  const deep = at(join(folder.parent, 'missing', 'replica'));
  await expect(put(deep, 1)).rejects.toMatchObject(absent);
  await expect(deep.list(0)).rejects.toMatchObject(absent);
  await expect(collect(deep.open(ref(0, 1)))).rejects.toMatchObject(absent);
  await expect(deep.remove([ref(0, 1)])).rejects.toMatchObject(absent);
  await mkdir(join(folder.parent, 'missing'));
  expect(await deep.list(0)).toEqual([]);
  await put(deep, 1);
  expect(await deep.list(0)).toHaveLength(1);
});

test('listing a folder that is not there yet creates nothing', async () => {
  expect(await folder.connect().list(0)).toEqual([]);
  expect(await folder.files()).toEqual([]);
});

test('a replica once seen and gone is not created again, but found when it comes back', async () => {
  const destination = folder.connect();
  await put(destination, 1);
  await rename(folder.path, away(folder.path));
  await expect(put(destination, 2)).rejects.toMatchObject(absent);
  await expect(destination.list(0)).rejects.toMatchObject(absent);
  await expect(collect(destination.open(ref(0, 1)))).rejects.toMatchObject(absent);
  expect(await folder.files()).toEqual([]);
  await rename(away(folder.path), folder.path);
  await put(destination, 2);
  expect(await destination.list(0)).toHaveLength(2);
});

test('an empty mount point is not taken for the disk', async () => {
  const destination = folder.connect();
  await put(destination, 1);
  await rename(folder.path, away(folder.path));
  await mkdir(folder.path);
  await expect(put(destination, 2)).rejects.toMatchObject(absent);
  await expect(destination.list(0)).rejects.toMatchObject(absent);
  expect(await folder.files()).toEqual([]);
});

test('seeing the replica in a listing is enough', async () => {
  await put(folder.connect(), 1);
  const destination = folder.connect();
  expect(await destination.list(0)).toHaveLength(1);
  await rm(folder.path, { recursive: true });
  await expect(put(destination, 2)).rejects.toMatchObject(absent);
});

test('an empty level below a replica is not an absent disk', async () => {
  const destination = folder.connect();
  await put(destination, 1);
  await rm(join(folder.path, 'ltx', '0'), { recursive: true });
  expect(await destination.list(0)).toEqual([]);
  await expect(collect(destination.open(ref(0, 1)))).rejects.toMatchObject({ code: 'object-missing' });
  await put(destination, 2);
});

test('a folder emptied on purpose can be used by a new start', async () => {
  await put(folder.connect(), 1);
  await rm(folder.path, { recursive: true });
  await put(folder.connect(), 1);
});

test('a file in the place of the folder is no disk to wait for', async () => {
  await writeFile(folder.path, 'a file');
  await expect(put(folder.connect(), 1)).rejects.toMatchObject({
    code: 'destination-failed',
    retry: 'never',
  });
});
