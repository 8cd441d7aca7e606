// `tidemark destinations`: places tried, added, changed and let go of, through real processes.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TestLine } from '../../main/engine/agent/engine.ts';
import type { DestinationView } from '../../main/engine/agent/views.ts';
import { formatDestination } from '../../main/engine/destination/url.ts';
import { useS3 } from '../servers/s3.ts';
import { MissingServer } from '../servers/run.ts';
import { startSftpServer } from '../servers/sftp.ts';
import { Desk } from './support/desk.ts';
import type { Ended } from './support/sandbox.ts';

interface Tested {
  readonly works: boolean;
  readonly steps: readonly TestLine[];
}

const STEPS = ['reach', 'write', 'read-back', 'list', 'exclusive', 'clock', 'space', 'delete'];

function testedOf({ stdout }: Ended): Tested {
  return JSON.parse(stdout) as Tested;
}

function listOf({ stdout }: Ended): readonly DestinationView[] {
  return JSON.parse(stdout) as DestinationView[];
}

test('destinations are added, used, changed and removed by their names', async () => {
  using desk = new Desk();
  const { box } = desk;
  mkdirSync(box.path('disk'));
  box.fill('shop.db', 4);
  await desk.serve();
  expect(await desk.run('destinations')).toMatchObject({ code: 0, stdout: expect.stringContaining('No destinations yet') as string });
  expect(await desk.run('destinations', 'add', 'disk', '-name', 'Backup Disk', '-limit', '2MB/s', '-budget', '1')).toMatchObject({ code: 0, stderr: expect.stringContaining('-prices') as string });
  expect(await desk.run('destinations', 'add', 'disk')).toMatchObject({ code: 1, stderr: expect.stringContaining('is a destination already') as string });

  expect(await desk.run('register', 'shop.db', '-to', 'Backup Disk')).toMatchObject({ code: 0 });
  expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
  expect((await desk.run('destinations')).stdout).toMatch(/Backup Disk +there +1 /);
  expect(await desk.run('destinations', 'test', 'Bakcup Disk')).toMatchObject({ code: 1, stderr: expect.stringContaining('Did you mean Backup Disk?') as string });
  expect(await desk.run('destinations', 'test', 'Backup Disk')).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ delete/) as string });

  const changed = await desk.run('destinations', 'change', 'Backup Disk', '-interval', '10s', '-name', 'Disk', '-json');
  expect(JSON.parse(changed.stdout)).toMatchObject({
    name: 'Disk',
    choices: { uploadLimit: 2_000_000, budget: 1, interval: 10_000 },
  });
  expect(await desk.run('destinations', 'change', 'Disk')).toMatchObject({ code: 2 });
  expect(await desk.run('destinations', 'rename', 'disk', 'Old Disk')).toMatchObject({ code: 0 });
  const cost = await desk.run('destinations', 'cost', '-json');
  expect(JSON.parse(cost.stdout)).toMatchObject([{ name: 'Old Disk', budget: 1, dollars: 0 }]);

  expect(await desk.run('destinations', 'remove', 'Old Disk')).toMatchObject({ code: 1, stderr: expect.stringContaining('shop.db is copied to') as string });
  expect(await desk.run('unregister', 'shop.db')).toMatchObject({ code: 0 });
  expect(await desk.run('destinations', 'remove', 'Old Disk')).toMatchObject({ code: 0 });
  expect(listOf(await desk.run('destinations', 'list', '-json'))).toEqual([]);
  expect(readdirSync(box.path('disk')).some((name) => name.startsWith('shop.db-'))).toBe(true);
});

describe('trying a place, while nothing runs', () => {
  test('a folder that works, one that is not there, and what is no place', async () => {
    using desk = new Desk();
    mkdirSync(desk.box.path('disk'));
    const works = await desk.run('destinations', 'test', 'disk', '-json');
    expect(works.code).toBe(0);
    expect(testedOf(works).works).toBe(true);
    expect(testedOf(works).steps.map(({ step }) => step)).toEqual(STEPS);
    expect(readdirSync(desk.box.path('disk'))).toEqual([]);

    const absent = await desk.run('destinations', 'test', 'no/where/at-all');
    expect(absent.code).toBe(6);
    expect(absent.stdout).toMatch(/^✗ reach .+is not there\n +next: .+/);
    expect(existsSync(desk.box.path('no'))).toBe(false);
    expect(await desk.run('destinations', 'test', 'gopher://hole/x')).toMatchObject({ code: 3 });
    expect(await desk.run('destinations', 'test', 'disk', '-host-key', 'SHA256:x')).toMatchObject({ code: 2 });
    expect(await desk.run('destinations', 'test')).toMatchObject({ code: 2 });
    expect(await desk.run('destinations', 'test', 'dsik')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no destination dsik') as string });
    expect(await desk.run('destinations', 'test', './new')).toMatchObject({ code: 0 });
    expect(await desk.run('destinations', 'test', 'https://h/dav')).toMatchObject({ code: 3, stderr: expect.stringContaining('webdavs://h/dav') as string });
    const keyless = await desk.run('destinations', 'test', 'sftp://me@127.0.0.1:1/x', '-key-file', 'nowhere');
    expect(keyless).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no such file') as string });
    expect(await desk.run('destinations', 'tset', 'disk')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean test') as string });
  });

  test('all other actions need it to run', async () => {
    using desk = new Desk();
    for (const args of [['list'], ['add', 'disk'], ['change', 'x', '-budget', '1'], ['rename', 'x', 'y'], ['remove', 'x'], ['cost']]) {
      const { code, stderr } = await desk.run('destinations', ...args);
      expect({ args, code }).toEqual({ args, code: 1 });
      expect(stderr).toContain('Tidemark is not running');
    }
  });
});

test('an SFTP server shows its key, and is let in with it', async (context) => {
  const server = await startSftpServer().catch((error: unknown) => {
    if (error instanceof MissingServer) return context.skip(error.message);
    throw error;
  });
  using desk = new Desk();
  try {
    const { host, port, user, path } = server.location(`${server.folder}/backup`);
    const url = formatDestination({ kind: 'sftp', host, port, user, path });
    const key = desk.box.write('key', server.secrets()['private-key']!);
    const stranger = await desk.run('destinations', 'test', url, '-key-file', key);
    expect(stranger.code).toBe(6);
    expect(stranger.stdout).toContain('SHA256:');
    const shown = /-host-key '(ssh-ed25519 [^']+)'/.exec(stranger.stdout)?.[1];
    expect(shown).toBe(server.hostKey());

    const known = await desk.run('destinations', 'test', url, '-key-file', key, '-host-key', shown!, '-json');
    expect(testedOf(known).steps.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(known.code).toBe(0);

    await desk.serve();
    expect(await desk.run('destinations', 'add', url, '-key-file', key, '-host-key', shown!, '-name', 'NAS')).toMatchObject({ code: 0 });
    const [nas] = listOf(await desk.run('destinations', '-json'));
    expect(nas).toMatchObject({ name: 'NAS', secrets: ['private-key'], reach: { kind: 'here' } });
    expect(JSON.stringify(nas)).not.toContain('PRIVATE KEY');
  } finally {
    await server.dispose();
  }
});

describe('a bucket', () => {
  const s3 = useS3();

  test('is tried with keys of the environment, refused with wrong ones, and added with keys out of a file', async () => {
    using desk = new Desk();
    const { 'access-key-id': id, 'secret-access-key': secret } = s3.secrets;
    const url = formatDestination(s3.location);
    const env = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
    const works = await desk.startWith(env, 'destinations', 'test', url, '-json').ended;
    expect(testedOf(works).steps.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(works.code).toBe(0);

    const wrong = desk.box.write('wrong.txt', 'not-the-secret\n');
    const refused = await desk.run('destinations', 'test', url, '-key-id', id!, '-secret-key-file', wrong);
    expect(refused).toMatchObject({ code: 6, stdout: expect.stringMatching(/^✗ reach/) as string });
    expect(refused.stdout + refused.stderr).not.toContain('not-the-secret');

    await desk.serve();
    desk.box.fill('shop.db', 5);
    const right = desk.box.write('secret.txt', `${secret!}\n`);
    expect(await desk.run('destinations', 'add', url, '-name', 'Bucket', '-key-id', id!, '-secret-key-file', right)).toMatchObject({ code: 0 });
    expect(await desk.run('register', 'shop.db', '-to', 'Bucket')).toMatchObject({ code: 0 });
    expect(await desk.run('sync', '-wait')).toMatchObject({ code: 0 });
    // What the running Tidemark keeps for the destination opens its histories for other commands too.
    const snapshots = await desk.run('snapshots', 'shop.db', '-json');
    expect(JSON.parse(snapshots.stdout)).toMatchObject([{ txid: '0000000000000001' }]);
    const lease = await desk.run('lease', 'show', 'shop.db', '-json');
    expect(await desk.run('restore', 'shop.db', '-o', 'back.db')).toMatchObject({ code: 0 });
    expect(desk.box.rows('back.db')).toBe(5);
    expect(JSON.parse(lease.stdout)).toMatchObject([{ held: true, generation: 1 }]);
  });
});
