// The test of a server before anything is entrusted to it.
import { mkdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { sftpProbe } from '../../../../main/engine/destination/sftp/probe.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { useSftpServer } from './rig.ts';

const { signal } = new AbortController();

describe.each([
  ['OpenSSH', {}, 'known'],
  ['a server without extensions', { without: 'hardlink,fsync,statvfs,limits' }, 'unknown'],
])('%s', (_, options, space) => {
  const makeRig = useSftpServer(options);

  test('passes every step, and keeps nothing of it', async () => {
    const rig = await makeRig();
    const probe = sftpProbe(rig.options());
    await probe.reach(signal);
    await probe.write(signal);
    await probe.readBack(signal);
    await probe.list(signal);
    await probe.exclusive(signal);
    await probe.remove(signal);
    // The same computer: its clock is ours, told to the second.
    expect(Math.abs((await probe.clock(signal))!)).toBeLessThan(60_000);
    const room = await probe.space(signal);
    if (space === 'unknown') expect(room).toBeUndefined();
    else expect(room!.total).toBeGreaterThanOrEqual(room!.free);
    await probe.cleanUp();
    expect(await rig.files()).toEqual([]);
    await expect(mkdir(rig.path)).resolves.toBeUndefined();
    await rig.dispose();
  });

  test('cleans up what was begun in a folder that was there, and leaves the folder', async () => {
    const rig = await makeRig();
    await mkdir(rig.path);
    giveAway(rig.path);
    const probe = sftpProbe(rig.options());
    await probe.write(signal);
    expect(await rig.files()).toHaveLength(1);
    await probe.cleanUp();
    expect(await rig.files()).toEqual([]);
    await expect(mkdir(rig.path)).rejects.toMatchObject({ code: 'EEXIST' });
    await rig.dispose();
  });
});

describe('what is wrong is named by the step that finds it', () => {
  const makeRig = useSftpServer();

  test('nobody has accepted the key', async () => {
    const rig = await makeRig();
    const { kind, host, port, user } = rig.server.location('');
    const probe = sftpProbe(rig.options({ location: { kind, host, port, user, path: rig.path } }));
    await expect(probe.reach(signal)).rejects.toMatchObject({ code: 'destination-untrusted' });
    await probe.cleanUp();
    await rig.dispose();
  });

  test('the folder has no place to be in', async () => {
    const rig = await makeRig();
    const probe = sftpProbe(rig.options({ location: rig.server.location(`${rig.path}/a/b`) }));
    await expect(probe.reach(signal)).rejects.toMatchObject({ code: 'destination-absent' });
    await probe.cleanUp();
    await rig.dispose();
  });

  test('the user may not write', async () => {
    const rig = await makeRig();
    await mkdir(rig.path, { mode: 0o555 });
    const probe = sftpProbe(rig.options());
    await probe.reach(signal);
    await expect(probe.write(signal)).rejects.toMatchObject({ code: 'destination-denied' });
    await probe.cleanUp();
    await rig.dispose();
  });
});
