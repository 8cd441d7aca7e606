// What only a folder does: the names in it, power loss, other programs' files, and file systems that cannot.
import * as promises from 'node:fs/promises';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { fileLeaser } from '../../../../main/engine/lease/file/leaser.ts';
import type { FileSystem } from '../../../../main/engine/destination/folder-calls.ts';
import type { Leaser } from '../../../../main/engine/lease/leaser.ts';
import { DEFAULT_TERMS } from '../../../../main/engine/lease/terms.ts';
import { errno, failing, watchedFiles } from '../../destination/file/faulty-files.ts';
import { ref, sample, stream } from '../../destination/samples.ts';
import { ShiftedClock } from '../../shifted-clock.ts';
import { FolderPlace } from '../places.ts';

const { ttl } = DEFAULT_TERMS;

let place: FolderPlace;
beforeEach(async () => {
  place = await FolderPlace.make();
});
afterEach(() => place.dispose());

const on = (fs: FileSystem, owner = 'Ana'): Leaser => place.clientOn(fs, owner).leaser;
const names = async (): Promise<string[]> => (await readdir(place.dir)).sort();
const read = (name: string): Promise<string> => readFile(join(place.dir, name), 'utf8');

describe('names', () => {
  test('are those of claims and of a copy of the highest', async () => {
    const { leaser } = place.client();
    const lease = await leaser.acquire();
    expect(await names()).toEqual(['lock.json', 'lock.json.g1']);
    expect(await read('lock.json')).toBe(await read('lock.json.g1'));
    await leaser.renew(lease);
    expect(await names()).toEqual(['lock.json', 'lock.json.g1']);
    expect(await read('lock.json')).toBe(await read('lock.json.g1'));
  });

  test('are collected two generations back', async () => {
    const { leaser } = place.client();
    for (let i = 0; i < 12; i++) await leaser.release(await leaser.acquire());
    expect(await names()).toEqual(['lock.json', 'lock.json.g11', 'lock.json.g12']);
  });

  test.skipIf(process.platform === 'win32')('are readable by this user alone', async () => {
    await place.client().leaser.acquire();
    expect((await stat(join(place.dir, 'lock.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(place.dir)).mode & 0o777).toBe(0o700);
  });

  test('do not disturb the history beside them, nor it them', async () => {
    const { leaser } = place.client();
    const destination = fileDestination({ path: place.dir, random: systemRandom });
    const lease = await leaser.acquire();
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    await leaser.renew(lease);
    expect(await destination.list(0)).toHaveLength(1);
    expect(await destination.list(9)).toEqual([]);
    expect(await names()).toEqual(['lock.json', 'lock.json.g1', 'ltx']);
  });

  test('of those who died while writing go when they are old', async () => {
    await mkdir(place.dir);
    await writeFile(join(place.dir, '.lock.json.00ff.tmp'), 'half');
    const { leaser } = place.client();
    await leaser.release(await leaser.acquire());
    expect(await names()).toContain('.lock.json.00ff.tmp');
    place.pass(2 * 3_600_000);
    await leaser.acquire();
    expect(await names()).not.toContain('.lock.json.00ff.tmp');
  });

  test('that are no claims are not taken for some', async () => {
    await mkdir(place.dir);
    for (const name of ['lock.json.g0', 'lock.json.g', 'lock.json.g12x', 'lock.json.g-3', 'lock.json.G9', 'lock.json.g1e3']) {
      await writeFile(join(place.dir, name), '{}');
    }
    expect(await place.client().leaser.acquire()).toMatchObject({ generation: 1 });
    expect(await names()).toHaveLength(8);
  });
});

describe('calls', () => {
  test('to take it make each step durable before the next', async () => {
    const calls: string[] = [];
    await mkdir(place.dir);
    const shown = (path: string): string =>
      path === place.dir ? 'dir' : path.slice(place.dir.length + 1).replace(/\.[0-9a-f]{16}\./, '.');
    const watch = watchedFiles(({ name, path }) => void calls.push(`${name} ${shown(path)}`));
    await on(watch).acquire();
    const changing = /^(handle\.writeFile|handle\.sync|link|rename) /;
    expect(calls.filter((call) => changing.test(call))).toEqual([
      'handle.writeFile .lock.json.tmp',
      'handle.sync .lock.json.tmp',
      'link .lock.json.tmp',
      'handle.sync dir',
      'handle.writeFile .lock.json.tmp',
      'handle.sync .lock.json.tmp',
      'rename .lock.json.tmp',
      'handle.sync dir',
    ]);
  });

  test('leave no descriptor open', async () => {
    let open = 0;
    const counting = (fs: FileSystem): FileSystem => ({
      ...fs,
      open: async (...args) => {
        const handle = await fs.open(...args);
        open += 1;
        const close = handle.close.bind(handle);
        handle.close = () => {
          open -= 1;
          return close();
        };
        return handle;
      },
    });
    const leaser = on(counting(promises));
    expect(await leaser.read()).toBeUndefined();
    const lease = await leaser.acquire();
    await expect(leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    await leaser.release(lease);
    const broken = on(counting(failing('EIO', ({ name, path }) => name === 'link' && path.endsWith('.tmp'))));
    await expect(broken.acquire()).rejects.toMatchObject({ code: 'destination-failed' });
    expect(open).toBe(0);
    expect(await names()).toEqual(['lock.json', 'lock.json.g1']);
  });

  test.each([
    ['ENOSPC', 'destination-full'],
    ['EROFS', 'destination-denied'],
    ['EACCES', 'destination-denied'],
    ['ESTALE', 'destination-absent'],
    ['EIO', 'destination-failed'],
  ])('that fail with %s are explained, and nothing stays', async (code, expected) => {
    await mkdir(place.dir);
    const broken = failing(code, ({ name, path }) => name === 'open' && path.endsWith('.tmp'));
    await expect(on(broken).acquire()).rejects.toMatchObject({ code: expected, retry: 'later' });
    expect(await names()).toEqual([]);
  });

  test('whose answer was lost are found out', async () => {
    let left = 1;
    const failOnce = watchedFiles(({ name, path }) => {
      if (name === 'handle.sync' && path === place.dir && left-- > 0) throw errno('EIO');
    });
    const leaser = on(failOnce);
    const lease = await leaser.acquire();
    expect(await leaser.renew(lease)).toMatchObject({ generation: 1 });
    expect(await read('lock.json')).toBe(await read('lock.json.g1'));
  });
});

describe('file systems', () => {
  test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])('without hard links (%s) are refused in words', async (code) => {
    const error: unknown = await on(failing(code, ({ name }) => name === 'link')).acquire().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unsupported', retry: 'never' });
    expect((error as Error).message).toContain('has no hard links');
    expect(await names()).toEqual([]);
  });

  test('that repeat a link whose answer was lost give it to who made it', async () => {
    const repeating = watchedFiles(async ({ name, path }) => {
      if (name === 'link') await promises.link(path, join(place.dir, 'lock.json.g1'));
    });
    expect(await on(repeating).acquire()).toMatchObject({ generation: 1 });
    expect(await names()).toEqual(['lock.json', 'lock.json.g1']);
  });

  test('that are not there are waited for, and nothing is made in their place', async () => {
    await rm(place.parent, { recursive: true });
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'destination-absent', retry: 'later' });
    expect(await place.client().leaser.read()).toBeUndefined();
    await expect(stat(place.parent)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each(['ltx', 'generations'])('whose history is expected and not there are those of a disk that is away: %s', async (folder) => {
    await mkdir(place.dir);
    const expecting = fileLeaser({
      dir: place.dir,
      owner: 'Ana',
      clock: new ShiftedClock(),
      random: systemRandom,
      history: () => 'expected',
    });
    await expect(expecting.acquire()).rejects.toMatchObject({ code: 'destination-absent' });
    expect(await names()).toEqual([]);
    await mkdir(join(place.dir, folder));
    await expecting.acquire();
  });

  test('that go while it is held do not come back by themselves', async () => {
    const { leaser } = place.client();
    const lease = await leaser.acquire();
    await rm(place.dir, { recursive: true });
    await expect(leaser.renew(lease)).rejects.toMatchObject({ code: 'destination-absent' });
    await expect(stat(place.dir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('with a file where the folder should be are explained', async () => {
    await writeFile(place.dir, 'a file');
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'destination-failed', retry: 'never' });
  });
});

describe('lock.json', () => {
  const foreign = (generation: number, expiresAt: number): string =>
    JSON.stringify({ generation, expires_at: new Date(expiresAt).toISOString(), owner: 'db1:4711' });

  test('that is older than the claim tells nothing, and is put right', async () => {
    const { leaser } = place.client();
    const first = await leaser.acquire();
    const stale = await read('lock.json');
    await leaser.renew(first);
    await place.plant(stale);
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    place.pass(ttl + 1000);
    await leaser.acquire();
    expect(await read('lock.json')).toBe(await read('lock.json.g2'));
  });

  test('that is damaged beside a claim tells nothing, and is put right', async () => {
    const { leaser } = place.client();
    const lease = await leaser.acquire();
    await place.plant('{"gener');
    place.pass(10_000);
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    await leaser.renew(lease);
    expect(await read('lock.json')).toBe(await read('lock.json.g1'));
  });

  test('that is only just being written is waited for', async () => {
    await place.plant('');
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-held', retry: 'later' });
    place.pass(10_000);
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-corrupt' });
  });

  test('that is all that was left of a folder is believed', async () => {
    const { leaser } = place.client();
    await leaser.release(await leaser.acquire());
    const lease = await leaser.acquire();
    for (const name of ['lock.json.g1', 'lock.json.g2']) await rm(join(place.dir, name));
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-held' });
    await expect(leaser.renew(lease)).rejects.toMatchObject({ code: 'lease-lost' });
    place.pass(ttl + 1000);
    expect(await place.client().leaser.acquire()).toMatchObject({ generation: 3 });
  });

  test("of another program that begins at 1 again is honoured, and does not put ours back", async () => {
    const { leaser } = place.client();
    for (let i = 0; i < 4; i++) await leaser.release(await leaser.acquire());
    await place.plant(foreign(1, Date.now() + 20_000));
    await expect(leaser.acquire()).rejects.toThrow('db1:4711 holds the pen');
    place.pass(25_000);
    expect(await leaser.acquire()).toMatchObject({ generation: 5 });
  });

  test('of another program is replaced when a person takes over', async () => {
    await place.plant(foreign(7, Date.now() + 400_000));
    const lease = await place.client().leaser.seize();
    expect(lease.generation).toBe(8);
    expect(JSON.parse(await read('lock.json'))).toMatchObject({ generation: 8, nonce: lease.nonce });
  });
});

/** Files on which calls of that name wait until they may go on. */
function stopping(call: 'link' | 'rename'): { fs: FileSystem; reached: Promise<unknown>; goOn: () => void } {
  const reached = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<undefined>();
  const fs = watchedFiles(async ({ name }) => {
    if (name !== call) return;
    reached.resolve(undefined);
    await end.promise;
  });
  const goOn = (): void => {
    end.resolve(undefined);
  };
  return { fs, reached: reached.promise, goOn };
}

describe('one who is stopped', () => {
  test('in the middle of a renewal, until another is about to take it, does not count it', async () => {
    const ours = stopping('rename');
    const lease = await place.client().leaser.acquire();
    const renewing = on(ours.fs).renew(lease).catch((error: unknown) => error);
    await ours.reached;
    place.pass(ttl + 1000);
    const theirs = stopping('link');
    const taking = on(theirs.fs, 'NAS').acquire();
    await theirs.reached;
    ours.goOn();
    expect(await renewing).toMatchObject({ code: 'lease-lost' });
    theirs.goOn();
    expect(await taking).toMatchObject({ generation: 2, owner: 'NAS' });
  });

  test('right before it takes what others took and let go of meanwhile, several times, has not got it', async () => {
    const first = place.client().leaser;
    await first.release(await first.acquire());
    const ours = stopping('link');
    const taking = on(ours.fs).acquire().catch((error: unknown) => error);
    await ours.reached;
    const { leaser } = place.client('NAS');
    for (let i = 0; i < 3; i++) await leaser.release(await leaser.acquire());
    const held = await leaser.acquire();
    expect(await names()).not.toContain('lock.json.g2');
    ours.goOn();
    expect(await taking).toMatchObject({ code: 'lease-held' });
    expect(await leaser.renew(held)).toMatchObject({ generation: held.generation });
  });

  test('between its claim and the copy of it overwrites no newer copy for good', async () => {
    const ours = stopping('rename');
    const taking = on(ours.fs).acquire();
    await ours.reached;
    place.pass(ttl + 1000);
    await place.client('NAS').leaser.acquire();
    ours.goOn();
    await taking.catch(() => undefined);
    expect(await read('lock.json')).toBe(await read('lock.json.g2'));
  });
});

describe('a claim', () => {
  test('that is damaged stops everybody, until a person breaks it', async () => {
    const { leaser } = place.client();
    for (let i = 0; i < 3; i++) await leaser.release(await leaser.acquire());
    await writeFile(join(place.dir, 'lock.json.g3'), '\0\0\0');
    place.pass(10_000);
    await expect(place.client().leaser.acquire()).rejects.toMatchObject({ code: 'lease-corrupt' });
    await leaser.break();
    expect(await place.client().leaser.acquire()).toMatchObject({ generation: 5 });
  });

  test('linked by one who died right then counts until its time is over', async () => {
    await mkdir(place.dir);
    const linked = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    const dying = watchedFiles(async ({ name, path }) => {
      if (name !== 'handle.sync' || path !== place.dir) return;
      linked.resolve(undefined);
      await end.promise;
      throw errno('EIO');
    });
    const death = on(dying, 'NAS').acquire().catch(() => undefined);
    await linked.promise;
    expect((await names()).filter((name) => !name.endsWith('.tmp'))).toEqual(['lock.json.g1']);
    await expect(place.client().leaser.acquire()).rejects.toThrow('NAS holds the pen');
    place.pass(ttl + 1000);
    expect(await place.client().leaser.acquire()).toMatchObject({ generation: 2 });
    expect(JSON.parse(await read('lock.json'))).toMatchObject({ generation: 2 });
    end.resolve(undefined);
    expect(await death).toBeUndefined();
  });
});
