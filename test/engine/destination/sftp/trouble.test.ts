// Servers that die, hang, fill up or say no; people who give up.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import type { RequestKind, Traffic } from '../../../../main/engine/destination/traffic.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { abortAfter, collect, ref, sample, stream } from '../samples.ts';
import { type SftpRig, useSftpServer } from './rig.ts';

const makeRig = useSftpServer();
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

async function withServerBack(rig: SftpRig, work: () => Promise<void>): Promise<void> {
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
  const bytes = sample(ref(0, 2), { body: 4 * MEGABYTE });
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  await withServerBack(rig, async () => {
    await expect(
      destination.write(
        ref(0, 2),
        interrupted(bytes, MEGABYTE, () => rig.server.kill()),
      ),
    ).rejects.toMatchObject(absent);
    await expect(destination.list(0)).rejects.toMatchObject(absent);
    await rig.server.start();
    expect((await destination.list(0)).map(({ min }) => min)).toEqual([1n]);
    await destination.write(ref(0, 2), stream(bytes, 100_000));
    expect((await collect(destination.open(ref(0, 2)))).equals(bytes)).toBe(true);
  });
});

test('a read goes on where the connection was cut, and where the server was started again', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  const bytes = sample(ref(0, 1), { body: 6 * MEGABYTE });
  await destination.write(ref(0, 1), stream(bytes, 100_000));
  await withServerBack(rig, async () => {
    const interruptions: (() => Promise<void>)[] = [
      () => {
        rig.server.cutSessions();
        return Promise.resolve();
      },
      async () => {
        await rig.server.kill();
        await rig.server.start();
      },
    ];
    const pieces: Uint8Array[] = [];
    let read = 0;
    for await (const piece of destination.open(ref(0, 1), { range: { offset: 1000 } })) {
      pieces.push(piece);
      read += piece.length;
      if (read > (3 - interruptions.length) * MEGABYTE) await interruptions.shift()?.();
    }
    expect(interruptions).toEqual([]);
    expect(Buffer.concat(pieces).equals(bytes.subarray(1000))).toBe(true);
  });
});

test('a read ends when the server stays away', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1), { body: 6 * MEGABYTE }), 100_000));
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

test.each([
  ['whose computer is gone', { alive: 200, answer: 60_000 }],
  ['that does not answer', { alive: 60_000, answer: 500 }],
])('a server %s is absent', async (_, { alive, answer }) => {
  const rig = await makeRig();
  const destination = rig.connect({ patience: { connect: 1000, idle: 60_000, alive, answer } });
  await destination.list(0);
  rig.server.signal('SIGSTOP');
  try {
    await expect(destination.list(0)).rejects.toMatchObject(absent);
    await expect(destination.write(ref(0, 1), stream(sample(ref(0, 1))))).rejects.toMatchObject(absent);
  } finally {
    rig.server.signal('SIGCONT');
  }
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  await rig.dispose();
});

test('a write that is given up while the server hangs ends, and leaves nothing to be seen', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  await destination.list(0);
  const given = new AbortController();
  const hang = (): void => {
    rig.server.signal('SIGSTOP');
  };
  const source = interrupted(sample(ref(0, 1), { body: 8 * MEGABYTE }), 3 * MEGABYTE, hang);
  const write = destination.write(ref(0, 1), source, { signal: given.signal });
  try {
    systemClock.sleep(500).then(
      () => {
        given.abort();
      },
      () => undefined,
    );
    await expect(write).rejects.toMatchObject({ code: 'aborted' });
  } finally {
    rig.server.signal('SIGCONT');
  }
  expect(await destination.list(0)).toEqual([]);
  await rig.dispose();
});

test('a write that is given up removes its temp', async () => {
  const rig = await makeRig();
  const given = new AbortController();
  const source = abortAfter(stream(sample(ref(0, 1), { body: 3 * MEGABYTE }), 10_000), MEGABYTE, given);
  await expect(rig.connect().write(ref(0, 1), source, { signal: given.signal })).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(await rig.files()).toEqual([]);
  await rig.dispose();
});

test('no permission is named as that', async () => {
  const rig = await makeRig();
  const destination = rig.connect();
  await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
  const level = join(rig.path, 'ltx/0');
  await chmod(level, 0o500);
  await expect(destination.write(ref(0, 2), stream(sample(ref(0, 2))))).rejects.toMatchObject({
    code: 'destination-denied',
    retry: 'later',
  });
  await expect(destination.remove([ref(0, 1)])).rejects.toMatchObject({
    code: 'destination-denied',
    message: expect.stringContaining('0000000000000001-') as string,
  });
  await chmod(level, 0o000);
  await expect(destination.list(0)).rejects.toMatchObject({ code: 'destination-denied' });
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
    const write = destination.write(ref(0, 2), stream(sample(ref(0, 2), { body: 5 * MEGABYTE }), 100_000));
    await expect(write).rejects.toMatchObject({ code: 'destination-full', retry: 'later' });
    expect(await rig.files()).toHaveLength(1);
    await destination.close();
  } finally {
    execFileSync('umount', ['-l', rig.path]);
    await rig.dispose();
  }
});

test('the folder is created, its parent never; a history that is gone is absent', async () => {
  const rig = await makeRig();
  const deep = rig.connect({ location: rig.server.location(join(rig.path, 'deeper')) });
  await expect(deep.list(0)).rejects.toMatchObject(absent);
  await expect(deep.write(ref(0, 1), stream(sample(ref(0, 1))))).rejects.toMatchObject(absent);
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

test('what dead writers left for an hour goes at the first write, in every level; younger work stays', async () => {
  const rig = await makeRig();
  const work = (n: number): string => `.000000000000000${n}-000000000000000${n}.ltx.00112233445566aa.tmp`;
  const hours = (count: number): number => Date.now() / 1000 - count * 3600;
  for (const level of ['0', '9']) {
    await mkdir(join(rig.path, 'ltx', level), { recursive: true });
    for (const [name, mtime, atime] of [
      [work(7), hours(2), hours(2)],
      [work(8), hours(2), hours(0.5)],
      ['.other.tmp', hours(2), hours(2)],
    ] as const) {
      await writeFile(join(rig.path, 'ltx', level, name), 'left over');
      await utimes(join(rig.path, 'ltx', level, name), atime, mtime);
    }
  }
  giveAway(rig.path);
  await rig.connect().write(ref(0, 1), stream(sample(ref(0, 1))));
  const left = (await rig.files()).map((file) => file.split('/').at(-1));
  expect(left).toEqual([work(8), '.other.tmp', '0000000000000001-0000000000000001.ltx', work(8), '.other.tmp']);
  await rig.dispose();
});

test('20 MB pass as they are, counted to the byte', async () => {
  const rig = await makeRig();
  const counts = { up: 0, down: 0, requests: [] as RequestKind[] };
  const traffic: Traffic = {
    request: (kind) => void counts.requests.push(kind),
    moved: (direction, bytes) => void (counts[direction] += bytes),
    pass: () => Promise.resolve(),
  };
  const destination = rig.connect({ traffic });
  const bytes = sample(ref(9, 1, 50), { body: 20 * MEGABYTE });
  await destination.write(ref(9, 1, 50), stream(bytes, 333_333));
  expect((await collect(destination.open(ref(9, 1, 50)))).equals(bytes)).toBe(true);
  await destination.remove([ref(9, 1, 50)]);
  expect(counts).toMatchObject({ up: bytes.length, down: bytes.length });
  expect(counts.requests.filter((kind) => kind !== 'list')).toEqual(['write', 'read', 'delete']);
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
