// One name, one file: with hard links, and with nothing but what version 3 of the protocol has.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, ref, sample, SAMPLE_TIME, stream } from '../samples.ts';
import { type SftpRig, useSftpServer } from './rig.ts';

const WRITERS = 8;

describe.each([
  ['OpenSSH', {}],
  ['a server without extensions', { without: 'hardlink,fsync,statvfs,limits' }],
])('%s', (_, options) => {
  const makeRig = useSftpServer(options);

  test('lets one of eight writers win, each time', async () => {
    for (let round = 1; round <= 4; round++) await race(await makeRig());
  });

  test("keeps the transaction's time, to the second, and leaves no temp", async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    for (const n of [1, 2]) await destination.write(ref(0, n), stream(sample(ref(0, n))));
    const times = (await destination.list(0)).map(({ createdAt }) => createdAt);
    expect(times).toEqual([1, 2].map(() => Math.floor(SAMPLE_TIME / 1000) * 1000));
    expect(await rig.files()).toEqual(
      ['0000000000000001-0000000000000001', '0000000000000002-0000000000000002'].map((name) => `ltx/0/${name}.ltx`),
    );
    await rig.dispose();
  });

  test('leaves a name to what has it, whatever that is', async () => {
    const rig = await makeRig();
    const destination = rig.connect();
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    await writeFile(join(rig.path, 'ltx/0/0000000000000002-0000000000000002.ltx'), 'not ours');
    const write = destination.write(ref(0, 2), stream(sample(ref(0, 2))));
    await expect(write).rejects.toMatchObject({ code: 'object-exists' });
    expect(await collect(destination.open(ref(0, 2)))).toEqual(Buffer.from('not ours'));
    await rig.dispose();
  });
});

async function race(rig: SftpRig): Promise<void> {
  const contents = Array.from({ length: WRITERS }, (_, seed) => sample(ref(0, 5), { seed, body: 40_000 }));
  const results = await Promise.allSettled(
    contents.map((bytes) => rig.connect().write(ref(0, 5), stream(bytes, 3000))),
  );
  const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
  expect(winners).toHaveLength(1);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'object-exists' });
  }
  expect((await collect(rig.connect().open(ref(0, 5)))).equals(contents[winners[0]!]!)).toBe(true);
  expect(await rig.files()).toHaveLength(1);
  await rig.dispose();
}
