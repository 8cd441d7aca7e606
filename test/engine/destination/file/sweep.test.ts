// What dead writers left is removed; what live ones use is not; what is not ours is not touched.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Stats } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemFiles, type FileSystem } from '../../../../main/engine/destination/folder-calls.ts';
import { collect, ref, sample, stream } from '../samples.ts';
import { failing, watchedFiles } from './faulty-files.ts';
import { makeFolder, type Folder } from './folder.ts';

const HOUR = 3_600_000;
const TEMP = '.0000000000000007-0000000000000007.ltx.00112233445566aa.tmp';
const CLAIM = '.0000000000000001-0000000000000001.ltx.claim';

let folder: Folder;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

/**
 * The disk as it looks when the named files were last touched `ms` ago: that time cannot be set, only told.
 */
function aged(ms: number, names: readonly string[], base: FileSystem = systemFiles): FileSystem {
  const older = (stats: Stats): Stats =>
    Object.assign(stats, { ctimeMs: stats.ctimeMs - ms, birthtimeMs: stats.birthtimeMs - ms });
  const stat = async (path: string): Promise<Stats> => {
    const stats = await base.stat(path);
    return names.includes(basename(path)) ? older(stats) : stats;
  };
  return { ...base, stat: stat as FileSystem['stat'] };
}

async function plant(level: number, ...names: string[]): Promise<void> {
  const dir = join(folder.path, 'ltx', String(level));
  await mkdir(dir, { recursive: true });
  for (const name of names) await writeFile(join(dir, name), 'left over');
}

const put = (fs: FileSystem, n = 1): Promise<unknown> =>
  folder.connect(fs).write(ref(0, n), stream(sample(ref(0, n))));
const names = (level: number): Promise<string[]> => readdir(join(folder.path, 'ltx', String(level)));

describe('temps', () => {
  test('older than an hour go at the first write, in every level', async () => {
    await plant(0, TEMP);
    await plant(9, TEMP);
    await put(aged(HOUR + 60_000, [TEMP]));
    expect(await names(0)).toEqual(['0000000000000001-0000000000000001.ltx']);
    expect(await names(9)).toEqual([]);
  });

  test('touched within the hour stay', async () => {
    await plant(0, TEMP);
    await put(aged(HOUR - 60_000, [TEMP]));
    expect(await names(0)).toContain(TEMP);
  });

  test('of an old transaction are as live as any', async () => {
    const dated = Promise.withResolvers<undefined>();
    const resume = Promise.withResolvers<undefined>();
    const slow = watchedFiles(async ({ name }) => {
      if (name !== 'link') return;
      dated.resolve(undefined);
      await resume.promise;
    });
    const write = folder.connect(slow).write(ref(0, 2), stream(sample(ref(0, 2), { timestamp: 0 })));
    await dated.promise;
    await put(systemFiles);
    resume.resolve(undefined);
    await write;
    expect(await names(0)).toHaveLength(2);
  });

  test('of other programs stay, however old', async () => {
    const foreign = ['0000000000000007-0000000000000007.ltx.tmp', '.hidden.tmp', 'notes.claim'];
    await plant(0, ...foreign);
    await put(aged(100 * HOUR, foreign));
    for (const name of foreign) expect(await names(0)).toContain(name);
  });

  test('that cannot be removed do not stop a write', async () => {
    await plant(0, TEMP);
    const stuck = failing('EPERM', ({ name, path }) => name === 'unlink' && path.endsWith(TEMP));
    await put(aged(HOUR + 60_000, [TEMP], stuck));
    expect(await names(0)).toContain('0000000000000001-0000000000000001.ltx');
  });
});

describe('claims, where there are no hard links', () => {
  const linkless = failing('EPERM', ({ name }) => name === 'link');

  test('leave no trace', async () => {
    await put(linkless);
    expect(await names(0)).toEqual(['0000000000000001-0000000000000001.ltx']);
  });

  test('of a live writer keep others out', async () => {
    await plant(0, CLAIM);
    await expect(put(linkless)).rejects.toMatchObject({ code: 'object-exists' });
    expect(await names(0)).toEqual([CLAIM]);
  });

  test('of a dead one do not for long', async () => {
    await plant(0, CLAIM);
    await put(aged(61_000, [CLAIM], linkless));
    expect(await names(0)).toEqual(['0000000000000001-0000000000000001.ltx']);
    expect(await collect(folder.connect().open(ref(0, 1)))).toEqual(Buffer.from(sample(ref(0, 1))));
  });

  test('are released when publishing fails', async () => {
    const broken = failing('EIO', ({ name }) => name === 'rename');
    const both: FileSystem = { ...broken, link: linkless.link };
    await expect(put(both)).rejects.toMatchObject({ code: 'destination-failed' });
    expect(await names(0)).toEqual([]);
  });
});
