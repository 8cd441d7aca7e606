// Servers that die, hang or fill up; people who give up.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { useProxies } from '../s3/proxy.ts';
import { collect, ref, sample, stream } from '../samples.ts';
import { useWebdavServer, type WebdavRig } from './rig.ts';

const makeRig = useWebdavServer({ sign: 'basic' });
const proxied = useProxies();
const MEGABYTE = 1024 * 1024;
const absent = { code: 'destination-absent', retry: 'later' };

async function* interrupted(
  bytes: Uint8Array,
  at: number,
  interrupt: () => void | Promise<void>,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  for await (const piece of stream(bytes, 50_000)) {
    if (given < at && given + piece.length >= at) await interrupt();
    given += piece.length;
    yield piece;
  }
}

async function withServerBack(rig: WebdavRig, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await rig.server.kill();
    await rig.server.start();
    await rig.dispose();
  }
}

test('a server killed in the middle of an upload leaves nothing to be seen, and takes the file when it is back', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  const bytes = sample(ref(0, 2), { body: 9 * MEGABYTE });
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  await withServerBack(rig, async () => {
    await expect(
      destination.write(
        ref(0, 2),
        interrupted(bytes, 6 * MEGABYTE, () => rig.server.kill()),
      ),
    ).rejects.toMatchObject(absent);
    await expect(destination.list(0)).rejects.toMatchObject(absent);
    await rig.server.start();
    expect((await destination.list(0)).map(({ min }) => min)).toEqual([1n]);
    await destination.write(ref(0, 2), stream(bytes, 100_000));
    expect((await collect(destination.open(ref(0, 2)))).equals(bytes)).toBe(true);
  });
});

test('a read goes on where the server was started again', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  const bytes = sample(ref(0, 1), { body: 20 * MEGABYTE });
  await destination.write(ref(0, 1), stream(bytes, 100_000));
  await withServerBack(rig, async () => {
    const pieces: Uint8Array[] = [];
    let killed: 'no' | 'yes' = 'no';
    for await (const piece of destination.open(ref(0, 1), { range: { offset: 1000 } })) {
      pieces.push(piece);
      if (killed === 'yes') continue;
      killed = 'yes';
      await rig.server.kill();
      await rig.server.start();
    }
    expect(Buffer.concat(pieces).equals(bytes.subarray(1000))).toBe(true);
  });
});

test('a read ends when the server stays away', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1), { body: 20 * MEGABYTE }), 100_000));
  await withServerBack(rig, async () => {
    const pieces = destination.open(ref(0, 1))[Symbol.asyncIterator]();
    await pieces.next();
    await rig.server.kill();
    const rest = async (): Promise<void> => {
      while ((await pieces.next()).done !== true) continue;
    };
    await expect(rest()).rejects.toMatchObject(absent);
  });
});

test('a server that does not answer is absent', async () => {
  const rig = await makeRig();
  const destination = rig.connect({ patience: 400 });
  await destination.list(0);
  rig.server.signal('SIGSTOP');
  try {
    await expect(destination.list(0)).rejects.toMatchObject(absent);
    await expect(destination.write(ref(0, 1), stream(sample(ref(0, 1))))).rejects.toMatchObject(absent);
  } finally {
    rig.server.signal('SIGCONT');
  }
  await rig.connect().write(ref(0, 1), stream(sample(ref(0, 1))));
  await rig.dispose();
});

test('a write that is given up while the server hangs ends, and leaves nothing to be seen', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  await destination.write(ref(0, 2), stream(sample(ref(0, 2))));
  const given = new AbortController();
  const hang = (): void => {
    rig.server.signal('SIGSTOP');
  };
  const source = interrupted(sample(ref(0, 1), { body: 12 * MEGABYTE }), 6 * MEGABYTE, hang);
  const write = destination.write(ref(0, 1), source, { signal: given.signal });
  try {
    systemClock.sleep(800).then(
      () => {
        given.abort();
      },
      () => undefined,
    );
    await expect(write).rejects.toMatchObject({ code: 'aborted' });
  } finally {
    rig.server.signal('SIGCONT');
  }
  expect(await destination.list(0)).toHaveLength(1);
  await rig.dispose();
});

test('no permission is named as that, or as the failure that the server makes of it', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  const level = join(rig.path, 'ltx/0');
  await chmod(level, 0o500);
  const refusal = { code: expect.stringMatching(/^destination-(denied|failed)$/) as string };
  await expect(destination.write(ref(0, 2), stream(sample(ref(0, 2))))).rejects.toMatchObject(refusal);
  await expect(destination.remove([ref(0, 1)])).rejects.toMatchObject({
    ...refusal,
    message: expect.stringContaining('0000000000000001-') as string,
  });
  await chmod(level, 0o700);
  await rig.dispose();
});

test('a full disk is named as that', async (context: TestContext) => {
  const rig = await makeRig();
  await mkdir(rig.path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=777', 'tidemark-test', rig.path], { stdio: 'ignore' });
  } catch {
    context.skip('no small disk can be made here: that needs root and mount');
  }
  try {
    const destination = rig.connect();
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    for (const body of [3 * MEGABYTE, 9 * MEGABYTE]) {
      const write = destination.write(ref(0, 2), stream(sample(ref(0, 2), { body }), 100_000));
      await expect(write).rejects.toMatchObject({ code: 'destination-full', retry: 'later' });
    }
    expect(await destination.list(0)).toHaveLength(1);
    await destination.close();
  } finally {
    execFileSync('umount', ['-l', rig.path]);
    await rig.dispose();
  }
});

test('the folder is created, its parent never; a history that is gone is absent', async () => {
  const rig = await makeRig();
  const { location } = rig.options();
  const deep = rig.connect({ location: { ...location, url: `${location.url}/deeper` } });
  const nowhere = { code: 'destination-failed', retry: 'never' };
  await expect(deep.list(0)).rejects.toMatchObject(nowhere);
  await expect(deep.write(ref(0, 1), stream(sample(ref(0, 1))))).rejects.toMatchObject(nowhere);
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  await rename(rig.path, `${rig.path}-unmounted`);
  await mkdir(rig.path);
  giveAway(rig.path);
  for (const client of [destination, rig.connect()]) {
    client.expectHistory();
    await expect(client.list(0)).rejects.toMatchObject({
      ...absent,
      hint: expect.stringContaining('may not be mounted') as string,
    });
    await expect(client.write(ref(0, 2), stream(sample(ref(0, 2))))).rejects.toMatchObject(absent);
    await expect(collect(client.open(ref(0, 1)))).rejects.toMatchObject(absent);
    await expect(client.remove([ref(0, 1)])).rejects.toMatchObject(absent);
  }
  expect(await rig.files()).toEqual([]);
  await rig.dispose();
});

test('what dead writers left goes before the first write to a level: temps after an hour, claims after a minute', async () => {
  const rig = await makeRig();
  const folder = join(rig.path, 'ltx/0');
  const work = (n: number, rest = '00112233445566aa.tmp'): string =>
    `.000000000000000${n}-000000000000000${n}.ltx.${rest}`;
  const plant = async (name: string, minutes: number): Promise<void> => {
    if (name.endsWith('.claim')) await mkdir(join(folder, name), { recursive: true });
    else await writeFile(join(folder, name), 'left over');
    await utimes(join(folder, name), Date.now() / 1000 - minutes * 60, Date.now() / 1000 - minutes * 60);
  };
  await plant(work(1, 'claim'), 2);
  await plant(work(2, 'claim'), 0);
  await plant(work(7), 61);
  await plant(work(8), 59);
  await plant('.other.tmp', 600);
  giveAway(rig.path);
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  await expect(destination.write(ref(0, 2), stream(sample(ref(0, 2))))).rejects.toMatchObject({
    code: 'object-exists',
  });
  expect(await rig.files()).toEqual(
    [work(8), '.other.tmp', '0000000000000001-0000000000000001.ltx'].map((name) => `ltx/0/${name}`),
  );
  await rig.dispose();
});

test('20 MB pass as they are', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  const bytes = sample(ref(9, 1, 50), { body: 20 * MEGABYTE });
  const seen: number[] = [];
  await destination.write(ref(9, 1, 50), stream(bytes, 333_333), { onBytes: (count) => void seen.push(count) });
  expect(seen.at(-1)).toBe(bytes.length);
  expect((await collect(destination.open(ref(9, 1, 50)))).equals(bytes)).toBe(true);
  await rig.dispose();
});

test('a level of 3000 files is listed', async () => {
  const rig = await makeRig();
  const folder = join(rig.path, 'ltx/0');
  await mkdir(folder, { recursive: true });
  const name = (n: number): string => n.toString(16).padStart(16, '0');
  for (let n = 1; n <= 3000; n++) await writeFile(join(folder, `${name(n)}-${name(n)}.ltx`), '');
  giveAway(rig.path);
  const infos = await rig.connect().list(0, { seek: 11n });
  expect(infos.map(({ min }) => Number(min))).toEqual(Array.from({ length: 2990 }, (_, i) => i + 11));
  await rig.dispose();
});

test('a server that hangs when a file is to get its name does not keep those who gave up', async () => {
  const rig = await makeRig();
  const { location } = rig.options();
  const { origin } = new URL(location.url);
  const { proxy, endpoint } = await proxied(origin);
  const destination = rig.connect({ location: { ...location, url: location.url.replace(origin, endpoint) } });
  const given = new AbortController();
  proxy.decide = ({ method, path }) => {
    if (method !== 'MKCOL' || !path.includes('.claim')) return 'pass';
    given.abort();
    return 'silence';
  };
  const writing = destination.write(ref(0, 1), stream(sample(ref(0, 1))), { signal: given.signal });
  await expect(writing).rejects.toMatchObject({ code: 'aborted' });
  expect(await rig.files()).toEqual([]);
  proxy.decide = () => 'pass';
  await rig.dispose();
});
