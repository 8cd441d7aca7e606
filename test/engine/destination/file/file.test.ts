// What only a folder does: layout, modes, calls, and what is left after failures and deaths.
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collect, ref, sample, SAMPLE_TIME, stream } from '../samples.ts';
import { errno, failing, watchedFiles, type FileCall } from './faulty-files.ts';
import { makeFolder, type Folder } from './folder.ts';
import { runChild } from './run-child.ts';

const FIRST = 'ltx/0/0000000000000001-0000000000000001.ltx';
const bytes = sample(ref(0, 1));
const large = sample(ref(0, 1), { body: 3 * 1024 * 1024 });

let folder: Folder;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

describe('layout', () => {
  test("is Litestream's, with the transaction's time as the file's", async () => {
    await folder.connect().write(ref(0, 1), stream(bytes));
    await folder.connect().write(ref(9, 1, 25), stream(sample(ref(9, 1, 25))));
    expect(await folder.files()).toEqual([FIRST, 'ltx/9/0000000000000001-0000000000000019.ltx']);
    expect((await stat(join(folder.path, FIRST))).mtimeMs).toBe(SAMPLE_TIME);
  });

  test.skipIf(process.platform === 'win32')('is readable by this user alone', async () => {
    await folder.connect().write(ref(0, 1), stream(bytes));
    const mode = async (path: string): Promise<number> => (await stat(join(folder.path, path))).mode & 0o777;
    expect(await mode(FIRST)).toBe(0o600);
    for (const dir of ['', 'ltx', 'ltx/0']) expect(await mode(dir)).toBe(0o700);
  });

  test('has a URL that leads back to it', () => {
    expect(folder.connect().url).toBe(pathToFileURL(folder.path).href);
    expect(folder.connect().type).toBe('file');
  });
});

describe('calls', () => {
  test('are few for a lone commit, in an order that survives power loss', async () => {
    const calls: string[] = [];
    const destination = folder.connect(watchedFiles(({ name }) => void calls.push(name)));
    await destination.write(ref(0, 1), stream(bytes));
    calls.length = 0;
    await destination.write(ref(0, 2), stream(sample(ref(0, 2)), 100));
    expect(calls).toEqual([
      'stat',
      'open',
      'handle.writev',
      'handle.utimes',
      'handle.sync',
      'handle.close',
      'link',
      'unlink',
      'open',
      'handle.sync',
      'handle.close',
    ]);
  });

  test('sync every directory that gets a new one', async () => {
    const synced: string[] = [];
    const fs = watchedFiles(({ name, path }) => {
      if (name === 'handle.sync') synced.push(path);
    });
    await folder.connect(fs).write(ref(0, 1), stream(bytes));
    const dirs = [folder.parent, folder.path, join(folder.path, 'ltx'), join(folder.path, 'ltx', '0')];
    expect(synced.filter((path) => !path.endsWith('.tmp'))).toEqual(dirs);
  });
});

describe('a failing call', () => {
  const isTemp = ({ path }: FileCall): boolean => path.endsWith('.tmp');
  const nth = (n: number, name: string): ((call: FileCall) => boolean) => {
    let seen = 0;
    return (call) => call.name === name && ++seen === n;
  };

  test.each<[string, string, (call: FileCall) => boolean, object]>([
    [
      'a full disk in the middle',
      'ENOSPC',
      nth(3, 'handle.writev'),
      { code: 'destination-full', retry: 'later' },
    ],
    ['a full quota', 'EDQUOT', nth(1, 'handle.writev'), { code: 'destination-full' }],
    ['a full directory', 'ENOSPC', nth(1, 'open'), { code: 'destination-full' }],
    [
      'a file beyond 4 GB on FAT32',
      'EFBIG',
      nth(2, 'handle.writev'),
      { code: 'destination-failed', retry: 'never' },
    ],
    [
      'a broken disk',
      'EIO',
      (call) => call.name === 'handle.sync' && isTemp(call),
      { code: 'destination-failed' },
    ],
    [
      'a disk broken later',
      'EIO',
      (call) => call.name === 'handle.sync' && !isTemp(call),
      { retry: 'later' },
    ],
    ['a lost connection', 'ESTALE', nth(2, 'handle.writev'), { code: 'destination-absent', retry: 'later' }],
    ['a disk that became read-only', 'EROFS', nth(1, 'link'), { code: 'destination-denied', retry: 'later' }],
    ['a denied folder', 'EACCES', nth(1, 'open'), { code: 'destination-denied' }],
    ['a failing close', 'EIO', nth(1, 'handle.close'), { code: 'destination-failed' }],
  ])('%s leaves nothing and says so', async (_, code, which, expected) => {
    await mkdir(join(folder.path, 'ltx', '0'), { recursive: true });
    const write = folder.connect(failing(code, which)).write(ref(0, 1), stream(large, 100_000));
    await expect(write).rejects.toMatchObject(expected);
    expect(await folder.files()).toEqual([]);
    await folder.connect().write(ref(0, 1), stream(large));
  });

  test('of the source is not taken for one of the disk', async () => {
    const failure = errno('EIO');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes);
      throw failure;
    }
    await expect(folder.connect().write(ref(0, 1), source())).rejects.toBe(failure);
  });

  test('that a file server repeats does not lose the file', async () => {
    const destination = folder.connect(
      watchedFiles(async ({ name, path }) => {
        if (name !== 'link') return;
        const { link } = await import('node:fs/promises');
        await link(path, join(folder.path, FIRST));
      }),
    );
    await destination.write(ref(0, 1), stream(bytes));
    expect(await folder.files()).toEqual([FIRST]);
  });

  test('to set the time costs only the time in listings', async () => {
    const destination = folder.connect(failing('EPERM', nth(1, 'handle.utimes')));
    const info = await destination.write(ref(0, 1), stream(bytes));
    expect(info.createdAt).toBe(SAMPLE_TIME);
    expect(await destination.list(0, { times: 'exact' })).toEqual([info]);
  });

  test('to sync a directory is fine where that does not exist', async () => {
    const isDirectory = ({ name, path }: FileCall): boolean =>
      name === 'handle.sync' && !path.endsWith('.tmp');
    await folder.connect(failing('EINVAL', isDirectory)).write(ref(0, 1), stream(bytes));
    expect(await folder.files()).toEqual([FIRST]);
  });

  test('names the place, the cause and the remedy', async () => {
    const destination = folder.connect(failing('ENOSPC', nth(1, 'handle.writev')));
    const error: unknown = await destination
      .write(ref(0, 1), stream(bytes))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message:
        'cannot write 0000000000000001-0000000000000001.ltx of level 0 in ' +
        `${folder.path}: no space left (ENOSPC)`,
      hint: 'Free some space there.',
    });
  });

  test('while reading says what failed', async () => {
    await folder.connect().write(ref(0, 1), stream(bytes));
    const broken = folder.connect(failing('EIO', nth(1, 'handle.read')));
    await expect(collect(broken.open(ref(0, 1)))).rejects.toMatchObject({ code: 'destination-failed' });
    const denied = folder.connect(failing('EACCES', nth(1, 'readdir')));
    await expect(denied.list(0)).rejects.toMatchObject({ code: 'destination-denied' });
  });
});

describe('descriptors', () => {
  test('are all closed, also when a reader leaves early or a call fails', async () => {
    let open = 0;
    const count = watchedFiles(({ name }) => {
      if (name === 'open') open += 1;
      if (name === 'handle.close') open -= 1;
    });
    const destination = folder.connect(count);
    await destination.write(ref(0, 1), stream(large));
    await destination.list(0, { times: 'exact' });
    for await (const piece of destination.open(ref(0, 1))) if (piece.length > 0) break;
    await expect(destination.write(ref(0, 1), stream(large))).rejects.toMatchObject({
      code: 'object-exists',
    });
    await collect(destination.open(ref(0, 1)));
    expect(open).toBe(0);
  });
});

describe('a folder taken away', () => {
  test('while a file is written is an error, and nothing is made anew', async () => {
    const destination = folder.connect();
    async function* source(): AsyncGenerator<Uint8Array> {
      yield large.subarray(0, 2_000_000);
      await rm(folder.path, { recursive: true });
      yield large.subarray(2_000_000);
    }
    await expect(destination.write(ref(0, 1), source())).rejects.toMatchObject({
      code: 'destination-absent',
    });
    expect(await folder.files()).toEqual([]);
  });

  test('while a file is read does not hurt the reader', async () => {
    const destination = folder.connect();
    await destination.write(ref(0, 1), stream(large));
    let read = 0;
    for await (const piece of destination.open(ref(0, 1))) {
      if (read === 0) await rename(folder.path, join(folder.parent, 'elsewhere'));
      read += piece.length;
    }
    expect(read).toBe(large.length);
  });
});

describe('a writer killed', () => {
  const steps = ['handle.writev', 'handle.utimes', 'handle.sync', 'handle.close', 'link', 'unlink'];

  test.each(steps)('before %s leaves nothing or the whole file', async (step) => {
    await mkdir(folder.path);
    expect((await runChild([folder.path, step])).signal).toBe('SIGKILL');
    const destination = folder.connect();
    const found = await destination.list(0);
    if (found.length === 0) await destination.write(ref(0, 1), stream(bytes));
    expect(await collect(destination.open(ref(0, 1)))).toEqual(Buffer.from(bytes));
    expect(found.length).toBe(step === 'unlink' ? 1 : 0);
  });
});

describe.skipIf(process.platform === 'win32' || process.getuid?.() !== 0)('another user', () => {
  test('is denied, and told so', async () => {
    const { chmod } = await import('node:fs/promises');
    await chmod(folder.parent, 0o755);
    await mkdir(folder.path, { mode: 0o755 });
    expect(await runChild([folder.path], { uid: 65_534 })).toEqual({
      output: 'destination-denied',
      signal: null,
    });
    await chmod(folder.path, 0o777);
    expect(await runChild([folder.path], { uid: 65_534 })).toEqual({ output: 'stored', signal: null });
  });
});
