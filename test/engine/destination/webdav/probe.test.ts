// The test of a server before anything is entrusted to it.
import { mkdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { webdavProbe } from '../../../../main/engine/destination/webdav/probe.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { useWebdavServer } from './rig.ts';
import { WITHOUT_MOVE } from './rules.ts';

const { signal } = new AbortController();

describe.each([
  ['Apache', { sign: 'digest' as const }],
  ['a server that cannot rename', { rules: WITHOUT_MOVE }],
])('%s', (_, options) => {
  const makeRig = useWebdavServer(options);

  test('passes every step, and keeps nothing of it', async () => {
    const rig = await makeRig();
    const probe = webdavProbe(rig.options());
    await probe.reach(signal);
    await probe.write(signal);
    await probe.readBack(signal);
    await probe.list(signal);
    await probe.exclusive(signal);
    await probe.remove(signal);
    // The same computer: its clock is ours, told to the second.
    expect(Math.abs((await probe.clock(signal))!)).toBeLessThan(60_000);
    expect(await probe.space(signal)).toBeUndefined();
    await probe.cleanUp();
    await expect(mkdir(rig.path)).resolves.toBeUndefined();
    await rig.dispose();
  });

  test('cleans up what was begun in a folder that was there, and leaves the folder', async () => {
    const rig = await makeRig();
    await mkdir(rig.path);
    giveAway(rig.path);
    const probe = webdavProbe(rig.options());
    await probe.write(signal);
    expect(await rig.files()).not.toEqual([]);
    await probe.cleanUp();
    expect(await rig.files()).toEqual([]);
    await expect(mkdir(rig.path)).rejects.toMatchObject({ code: 'EEXIST' });
    await rig.dispose();
  });
});

describe('what is wrong is named by the step that finds it', () => {
  const makeRig = useWebdavServer({ sign: 'basic' });

  test.each([
    ['the wrong password', { password: 'wrong' }],
    ['no password', {}],
  ])('%s', async (_, secrets) => {
    const rig = await makeRig();
    const probe = webdavProbe(rig.options({ secrets }));
    await expect(probe.reach(signal)).rejects.toMatchObject({
      code: 'destination-denied',
      message: expect.not.stringContaining('wrong') as string,
    });
    await probe.cleanUp();
    await rig.dispose();
  });

  test('the folder has no place to be in', async () => {
    const rig = await makeRig();
    const probe = webdavProbe(
      rig.options({ location: { ...rig.options().location, url: `${rig.options().location.url}/a/b` } }),
    );
    await expect(probe.reach(signal)).rejects.toMatchObject({ code: 'destination-failed', retry: 'never' });
    await probe.cleanUp();
    await rig.dispose();
  });

  test('the user may not write', async () => {
    const rig = await makeRig();
    await mkdir(rig.path, { mode: 0o555 });
    const probe = webdavProbe(rig.options());
    await probe.reach(signal);
    await expect(probe.write(signal)).rejects.toMatchObject({
      code: expect.stringMatching(/^destination-(denied|failed)$/) as string,
    });
    await probe.cleanUp();
    await rig.dispose();
  });
});

describe('a server that overwrites', () => {
  const makeRig = useWebdavServer({ rules: ['RequestHeader edit Overwrite F T'] });

  test('is found out', async () => {
    const rig = await makeRig();
    const probe = webdavProbe(rig.options());
    await probe.write(signal);
    await expect(probe.exclusive(signal)).rejects.toMatchObject({ code: 'unsupported' });
    await probe.cleanUp();
    await rig.dispose();
  });
});
