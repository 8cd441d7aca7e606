// Passwords, which a server that is no root's cannot check against the system: asked by the library's own server.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection as Client, type Server } from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import type { Secrets } from '../../../../main/engine/destination/location.ts';
import { describeKey } from '../../../../main/engine/destination/sftp/host-key.ts';
import { sftpDestination } from '../../../../main/engine/destination/sftp/sftp.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';

const NO_SUCH_FILE = 2;
const keys = ssh2.utils.generateKeyPairSync('ed25519');
const pinned = ssh2.utils.parseKey(keys.public);
const hostKey = pinned instanceof Error ? '' : describeKey(pinned.getPublicSSH()).key;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Holds one empty folder, for those who are let in. */
async function serve(
  judge: (attempt: AuthContext) => void,
  sftp: 'offered' | 'not offered' = 'offered',
): Promise<number> {
  const server: Server = new ssh2.Server({ hostKeys: [keys.private] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', judge);
    client.on('ready', () => {
      if (sftp === 'offered') offerFolder(client);
      else client.on('session', (accept) => void accept());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

function offerFolder(client: Client): void {
  client.on('session', (accept) => {
    accept().on('sftp', (acceptSftp) => {
      const sftp = acceptSftp();
      sftp.on('OPENDIR', (id) => {
        sftp.status(id, NO_SUCH_FILE);
      });
      sftp.on('STAT', (id, path) => {
        if (path.endsWith('ltx')) sftp.status(id, NO_SUCH_FILE);
        else sftp.attrs(id, { mode: 0o40755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 });
      });
    });
  });
}

function connect(port: number, secrets: Secrets): Destination {
  const location = { kind: 'sftp', host: '127.0.0.1', port, user: 'ada', path: '/copies', hostKey } as const;
  const destination = sftpDestination({
    location,
    secrets,
    traffic: freeTraffic,
    clock: systemClock,
    random: systemRandom,
  });
  ends.push(() => void destination.close());
  return destination;
}

test('a password is given to who asks for one', async () => {
  const port = await serve((attempt) => {
    if (attempt.method === 'password' && attempt.username === 'ada' && attempt.password === 'sésame') attempt.accept();
    else attempt.reject(['password']);
  });
  expect(await connect(port, { password: 'sésame' }).list(0)).toEqual([]);
  await expect(connect(port, { password: 'sesame' }).list(0)).rejects.toMatchObject({ code: 'destination-denied' });
});

test('a password is given to who asks by prompts, and only to the first question without echo', async () => {
  const answers: string[][] = [];
  const port = await serve((attempt) => {
    if (attempt.method !== 'keyboard-interactive') {
      attempt.reject(['keyboard-interactive']);
      return;
    }
    attempt.prompt(
      [
        { prompt: 'Computer: ', echo: true },
        { prompt: 'Password: ', echo: false },
      ],
      (first) => {
        answers.push(first);
        attempt.prompt([{ prompt: 'Code: ', echo: false }], (second) => {
          answers.push(second);
          attempt.accept();
        });
      },
    );
  });
  expect(await connect(port, { password: 'secret' }).list(0)).toEqual([]);
  expect(answers).toEqual([['', 'secret'], ['']]);
});

test('a server that has no SFTP for this user says so', async () => {
  const port = await serve((attempt) => {
    attempt.accept();
  }, 'not offered');
  await expect(connect(port, {}).list(0)).rejects.toMatchObject({
    code: 'destination-failed',
    message: expect.stringContaining('no SFTP') as string,
  });
});
