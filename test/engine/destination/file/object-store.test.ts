import { access, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { fileObjects } from '../../../../main/engine/destination/file/object-store.ts';
import { type FileSystem, systemFiles } from '../../../../main/engine/destination/folder-calls.ts';
import type { ObjectStore } from '../../../../main/engine/destination/objects.ts';
import { describeObjectStore, type ObjectRig } from '../object-acceptance.ts';
import { collect, stream } from '../samples.ts';
import { failing, watchedFiles } from './faulty-files.ts';
import { type Folder, makeFolder } from './folder.ts';

const TEMP = '.one.00112233445566aa.tmp';

async function makeRig(fs: FileSystem): Promise<ObjectRig> {
  const folder = await makeFolder();
  const { path } = folder;
  return {
    connect: () => fileObjects({ path, fs, random: systemRandom }),
    times: 'kept',
    many: 90,
    workNames: [`g/${TEMP}`, 'g/.one.claim'],
    plant: (name) => writeFile(join(path, name), 'not an object'),
    dispose: () => folder.dispose(),
  };
}

describeObjectStore('a folder', () => makeRig(systemFiles));

describeObjectStore('a folder without hard links', () => makeRig(failing('EOPNOTSUPP', ({ name }) => name === 'link')));

describe('a folder of objects', () => {
  let folder: Folder;
  let store: ObjectStore;
  const connect = (fs?: FileSystem): ObjectStore =>
    fileObjects({ path: folder.path, random: systemRandom, ...(fs === undefined ? {} : { fs }) });
  beforeEach(async () => {
    folder = await makeFolder();
    store = connect();
  });
  afterEach(() => folder.dispose());
  const put = (name: string, at = store): Promise<unknown> => at.write(name, stream(Buffer.from(name)));

  test('is not made where the disk is missing', async () => {
    await rm(folder.parent, { recursive: true });
    await expect(put('g/one')).rejects.toMatchObject({ code: 'destination-absent' });
    await expect(store.list('g')).rejects.toMatchObject({ code: 'destination-absent' });
    await expect(access(folder.parent)).rejects.toThrow();
  });

  test('is not made again once it was seen, also where it is a folder of the place that is gone', async () => {
    await put('g/one');
    await rename(join(folder.path, 'g'), join(folder.path, 'away'));
    await expect(put('g/two')).rejects.toMatchObject({ code: 'destination-absent' });
    await expect(store.list('g')).rejects.toMatchObject({ code: 'destination-absent' });
    expect(await readdir(folder.path)).toEqual(['away']);
  });

  test('is looked at again when another has taken its place', async () => {
    await put('g/one');
    await store.list('g');
    await rename(join(folder.path, 'g'), join(folder.path, 'away'));
    await mkdir(join(folder.path, 'g'));
    await expect(put('g/two')).rejects.toMatchObject({ code: 'destination-failed', retry: 'now' });
    expect(await store.list('g')).toEqual([]);
    await put('g/two');
  });

  test('holds nothing of a writer that failed, and no folder that was left empty by a removal', async () => {
    const full = connect(failing('ENOSPC', ({ name }) => name === 'handle.sync'));
    await expect(put('g/wal/one', full)).rejects.toMatchObject({ code: 'destination-full' });
    expect(await folder.files()).toEqual([]);
    await put('g/wal/1/a');
    await put('g/wal/2/a');
    await store.remove(['g/wal/1/a']);
    expect(await readdir(join(folder.path, 'g/wal'))).toEqual(['2']);
    await store.remove(['g/wal/2/a']);
    expect(await readdir(join(folder.path, 'g'))).toEqual([]);
  });

  test('is durable in the order that survives power loss', async () => {
    await put('g/one');
    const calls: string[] = [];
    const watching = connect(watchedFiles(({ name }) => void calls.push(name)));
    await put('g/two', watching);
    const order = ['handle.writev', 'handle.sync', 'link', 'unlink', 'open', 'handle.sync', 'handle.close', 'stat'];
    expect(calls.slice(calls.indexOf('handle.writev')).filter((name) => order.includes(name))).toEqual([
      'handle.writev',
      'handle.sync',
      'handle.close',
      'link',
      'unlink',
      'open',
      'handle.sync',
      'handle.close',
      'stat',
    ]);
  });

  test('is rid of what dead writers left, and of that only', async () => {
    await mkdir(join(folder.path, 'g/wal'), { recursive: true });
    for (const name of [TEMP, '.DS_Store', '.hidden.tmp', 'two.tmp']) await writeFile(join(folder.path, 'g/wal', name), 'x');
    const aged: FileSystem = {
      ...systemFiles,
      stat: (async (path: string) => {
        const stats = await systemFiles.stat(path);
        const isOurs = dirname(path).endsWith('wal') && !path.includes('fresh');
        return isOurs ? Object.assign(stats, { ctimeMs: stats.ctimeMs - 3_700_000, birthtimeMs: stats.birthtimeMs - 3_700_000 }) : stats;
      }) as FileSystem['stat'],
    };
    await put('g/fresh', connect(aged));
    expect((await readdir(join(folder.path, 'g/wal'))).sort()).toEqual(['.DS_Store', '.hidden.tmp', 'two.tmp']);
  });

  test('may be reached by a link; links to folders below are not gone through', async () => {
    await mkdir(join(folder.parent, 'elsewhere/h'), { recursive: true });
    await mkdir(folder.path);
    await symlink(join(folder.parent, 'elsewhere'), join(folder.path, 'g'));
    await symlink(folder.path, join(folder.parent, 'elsewhere/h/round'));
    await put('g/h/one');
    expect((await store.list('g')).map(({ name }) => name)).toEqual(['g/h/one']);
    expect(await store.folders('')).toEqual(['g']);
    expect((await collect(store.open('g/h/one'))).toString()).toBe('g/h/one');
  });
});
