// Who the server is, and who we are to it.
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { describeKey } from '../../../../main/engine/destination/sftp/host-key.ts';
import { serverHostKey } from '../../../../main/engine/destination/sftp/dial.ts';
import type { SftpLocation } from '../../../../main/engine/destination/location.ts';
import { freePort } from '../../../servers/ordinary.ts';
import { ref, sample, stream } from '../samples.ts';
import { type SftpRig, useSftpServer } from './rig.ts';

const makeRig = useSftpServer();

const withKey = ({ server, path }: SftpRig, hostKey: string | undefined): SftpLocation => {
  const { kind, host, port, user } = server.location(path);
  return { kind, host, port, user, path, ...(hostKey === undefined ? {} : { hostKey }) };
};

describe("the server's key", () => {
  const other = describeKey(
    Buffer.concat([
      Buffer.from([0, 0, 0, 11]),
      Buffer.from('ssh-ed25519'),
      Buffer.from([0, 0, 0, 32]),
      Buffer.alloc(32, 7),
    ]),
  );

  test('is shown before anybody signs in', async () => {
    const rig = await makeRig();
    const before = rig.server.log().length;
    const shown = await serverHostKey(withKey(rig, undefined));
    expect(shown).toEqual({
      type: 'ssh-ed25519',
      fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) as string,
      key: rig.server.hostKey(),
    });
    expect(rig.server.log().slice(before)).not.toContain(rig.server.location('').user);
  });

  test('is accepted by its key, and by its fingerprint', async () => {
    const rig = await makeRig();
    const { fingerprint } = await serverHostKey(withKey(rig, undefined));
    for (const hostKey of [rig.server.hostKey(), `${rig.server.hostKey()} a comment`, fingerprint, `${fingerprint}=`]) {
      expect(await rig.connect({ location: withKey(rig, hostKey) }).list(0)).toEqual([]);
    }
    await rig.dispose();
  });

  test('that nobody has accepted is named with what to accept, and nothing is sent', async () => {
    const rig = await makeRig();
    const { fingerprint, key } = await serverHostKey(withKey(rig, undefined));
    const list = rig.connect({ location: withKey(rig, undefined) }).list(0);
    await expect(list).rejects.toMatchObject({
      code: 'destination-untrusted',
      message: expect.stringContaining(fingerprint) as string,
      hint: expect.stringContaining(key) as string,
      retry: 'never',
    });
    await rig.dispose();
  });

  test.each([
    ['key', other.key],
    ['fingerprint', other.fingerprint],
    [
      'key of a kind that the server does not have',
      `ecdsa-sha2-nistp256 ${Buffer.concat([Buffer.from([0, 0, 0, 19]), Buffer.from('ecdsa-sha2-nistp256')]).toString('base64')}`,
    ],
  ])('that is not the pinned %s is refused with both, and nothing is sent', async (_, hostKey) => {
    const rig = await makeRig();
    const { fingerprint } = await serverHostKey(withKey(rig, undefined));
    const before = rig.server.log().length;
    const write = rig.connect({ location: withKey(rig, hostKey) }).write(ref(0, 1), stream(sample(ref(0, 1))));
    await expect(write).rejects.toMatchObject({
      code: 'destination-untrusted',
      message: expect.stringContaining(fingerprint) as string,
    });
    expect(rig.server.log().slice(before)).not.toContain(rig.server.location('').user);
    await rig.dispose();
  });

  test('that changed is noticed at the next connection', async () => {
    const rig = await makeRig();
    const location = rig.server.location(rig.path);
    const destination = rig.connect({ location });
    await destination.write(ref(0, 1), stream(sample(ref(0, 1))));
    await rig.server.kill();
    await rig.server.start('other key');
    await expect(destination.list(0)).rejects.toMatchObject({ code: 'destination-untrusted' });
    expect(await rig.connect().list(0)).toHaveLength(1);
    await rig.dispose();
  });
});

describe('signing in', () => {
  test('works with a key that has a passphrase', async () => {
    const rig = await makeRig();
    expect(await rig.connect({ secrets: rig.server.secrets('accepted with passphrase') }).list(0)).toEqual([]);
    await rig.dispose();
  });

  test('with a key that the server does not know is denied', async () => {
    const rig = await makeRig();
    const list = rig.connect({ secrets: rig.server.secrets('stranger') }).list(0);
    await expect(list).rejects.toMatchObject({
      code: 'destination-denied',
      message: expect.stringContaining('this key') as string,
    });
    await rig.dispose();
  });

  test('with nothing is denied in other words, and asks no agent', async () => {
    const rig = await makeRig();
    await expect(rig.connect({ secrets: {} }).list(0)).rejects.toMatchObject({
      code: 'destination-denied',
      message: expect.stringContaining('none was given') as string,
    });
    await rig.dispose();
  });

  test('with a password where only keys count is denied', async () => {
    const rig = await makeRig();
    await expect(rig.connect({ secrets: { password: 'x' } }).list(0)).rejects.toMatchObject({
      code: 'destination-denied',
      message: expect.stringContaining('this password') as string,
    });
    await rig.dispose();
  });

  test.each([
    ['the wrong passphrase', 'wrong'],
    ['no passphrase', undefined],
  ])('with %s says what is wrong with the key', async (_, passphrase) => {
    const rig = await makeRig();
    const key = rig.server.secrets('accepted with passphrase')['private-key']!;
    const list = rig
      .connect({ secrets: { 'private-key': key, ...(passphrase === undefined ? {} : { passphrase }) } })
      .list(0);
    await expect(list).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('private key') as string,
    });
    await rig.dispose();
  });

  test('where nobody listens, the place is absent', async () => {
    const rig = await makeRig();
    const location = { ...rig.server.location(rig.path), port: await freePort() };
    await expect(rig.connect({ location }).list(0)).rejects.toMatchObject({
      code: 'destination-absent',
      retry: 'later',
    });
    await expect(serverHostKey(location)).rejects.toMatchObject({ code: 'destination-absent' });
    await rig.dispose();
  });

  test('is one connection for all that is done, closed when idle', async () => {
    const rig = await makeRig();
    const before = rig.server.sessions();
    const patience = { connect: 15_000, answer: 60_000, alive: 10_000, idle: 300 };
    const destination = rig.connect({ patience });
    await Promise.all([1, 2, 3, 4].map((n) => destination.write(ref(0, n), stream(sample(ref(0, n))))));
    const oneConnection = rig.server
      .log()
      .split('\n')
      .filter((line) => line.includes('Accepted publickey')).length;
    await Promise.all([destination.list(0), destination.list(1)]);
    expect(
      rig.server
        .log()
        .split('\n')
        .filter((line) => line.includes('Accepted publickey')),
    ).toHaveLength(oneConnection);
    while (rig.server.sessions() > before) await systemClock.sleep(50);
    expect(await destination.list(0)).toHaveLength(4);
    await rig.dispose();
  });
});
