// The other commands, as people run them: the built program on real databases.
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../main/cli/commands.ts';
import { Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => {
  sandbox[Symbol.dispose]();
});

/** `shop.db` copied to each destination: 100 rows at transaction 1, 110 at transaction 2. */
const replicateTwice = async (...destinations: string[]): Promise<void> => {
  sandbox.fill('shop.db', 100);
  await sandbox.run('replicate', '-once', 'shop.db', ...destinations);
  sandbox.fill('shop.db', 10);
  const { code } = await sandbox.run('replicate', '-once', 'shop.db', ...destinations);
  expect(code).toBe(0);
};

interface Row {
  readonly level: number;
  readonly name: string;
  readonly max_txid: string;
  readonly timestamp: string;
}

const filesAt = async (word: string): Promise<Row[]> =>
  JSON.parse((await sandbox.run('ltx', '-json', word)).stdout) as Row[];

describe('restore', () => {
  beforeEach(() => replicateTwice('one'));

  test('of a known database, to another place, with its proof', async () => {
    const { code, stdout, stderr } = await sandbox.run('restore', 'shop.db', '-o', 'copy.db');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Restored \S+\/copy\.db as of \S+ \(.*\), transaction 0000000000000002\.\n/);
    expect(stdout).toContain('is the one recorded at capture; SQLite’s quick check found no fault');
    expect(sandbox.rows('copy.db')).toBe(110);
  });

  test('to its own path, once the file is gone', async () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(sandbox.path(`shop.db${suffix}`), { force: true });
    expect((await sandbox.run('restore', 'sqlite://shop.db')).code).toBe(0);
    expect(sandbox.rows('shop.db')).toBe(110);
  });

  test('by transaction, from a destination by path or URL', async () => {
    const args = ['restore', '-txid', '0000000000000001', '-integrity-check=full'];
    expect((await sandbox.run(...args, 'one', '-o', 'a.db')).code).toBe(0);
    expect((await sandbox.run(...args, `file://${sandbox.path('one')}`, '-o', 'b.db')).code).toBe(0);
    expect([sandbox.rows('a.db'), sandbox.rows('b.db')]).toEqual([100, 100]);
  });

  test('by time: the newest state at or before it, said to be so', async () => {
    const [first] = (await filesAt('one')).filter(({ max_txid }) => max_txid === '0000000000000001');
    const exact = await sandbox.run('restore', 'one', '-o', 'a.db', '-timestamp', first!.timestamp);
    expect(exact.code).toBe(0);
    expect(exact.stdout).toContain('transaction 0000000000000001.');
    const later = new Date(Date.parse(first!.timestamp) + 1).toISOString();
    const before = await sandbox.run('restore', 'one', '-o', 'b.db', '-timestamp', later);
    expect(before.stdout).toContain('transaction 0000000000000001, the newest state before the time given.');
    expect(sandbox.rows('b.db')).toBe(100);
    const newest = await sandbox.run('restore', 'one', '-o', 'c.db', '-timestamp', '0s ago');
    expect(newest.stdout).toContain('transaction 0000000000000002, the newest state there is.');
  });

  test('an existing file stays as it is, unless -force', async () => {
    sandbox.fill('taken.db', 1);
    const before = readFileSync(sandbox.path('taken.db'));
    const refused = await sandbox.run('restore', 'one', '-o', 'taken.db');
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain('already exists');
    expect(readFileSync(sandbox.path('taken.db'))).toEqual(before);
    expect((await sandbox.run('restore', 'one', '-o', 'taken.db', '-force')).code).toBe(0);
    expect(sandbox.rows('taken.db')).toBe(110);
  });

  test('-force against nothing, or against damage, leaves the old file', async () => {
    sandbox.fill('taken.db', 1);
    const before = readFileSync(sandbox.path('taken.db'));
    expect((await sandbox.run('restore', 'nothing', '-o', 'taken.db', '-force')).code).toBe(4);
    const [snapshot] = readdirSync(sandbox.path('one/ltx/9'));
    truncateSync(join(sandbox.path('one/ltx/9'), snapshot!), 2000);
    const damaged = await sandbox.run('restore', 'one', '-o', 'taken.db', '-force');
    expect(damaged.code).toBe(5);
    expect(readFileSync(sandbox.path('taken.db'))).toEqual(before);
  });

  test('never among the copies, not with -force, not by a link', async () => {
    const [name] = readdirSync(sandbox.path('one/ltx/9'));
    symlinkSync(sandbox.path('one/ltx'), sandbox.path('link'));
    for (const output of ['one/x.db', 'one', `one/ltx/9/${name!}`, `link/9/${name!}`, 'link/new.db']) {
      const { code, stderr } = await sandbox.run('restore', 'shop.db', '-force', '-o', output);
      expect(stderr).toContain('which keeps the copies');
      expect(code).toBe(2);
    }
  });

  test('a folder as output is said to be one; a folder that is not there is no mistake in words', async () => {
    const folder = await sandbox.run('restore', 'one', '-o', '.');
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') as string });
    const missing = await sandbox.run('restore', 'one', '-o', 'no/x.db', '-json');
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.stderr)).toMatchObject({ code: 'restore-output-failed' });
  });

  test('-if-db-not-exists and -if-replica-exists let first starts pass', async () => {
    const there = await sandbox.run('restore', 'shop.db', '-if-db-not-exists');
    expect(there).toMatchObject({
      code: 0,
      stdout: `Nothing to do: ${sandbox.path('shop.db')} is there already.\n`,
    });
    const empty = await sandbox.run('restore', '-if-replica-exists', 'new-folder', '-o', 'x.db');
    expect(empty).toMatchObject({ code: 0, stdout: 'Nothing to do: the destination holds nothing yet.\n' });
    const absent = await sandbox.run('restore', '-if-replica-exists', 'absent/folder', '-o', 'x.db');
    expect(absent.code).toBe(6);
    const wrong = ['restore', '-if-replica-exists', 'one', '-o', 'x.db', '-txid', '00000000000000ff'];
    expect((await sandbox.run(...wrong)).code).toBe(4);
  });

  test('-dry-run says what it would read, and changes nothing', async () => {
    const { code, stdout } = await sandbox.run('restore', 'one', '-o', 'x.db', '-dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Would restore \S+x\.db as of .*,\nreading 2 files, \d+ kB from \S+one\. Nothing was changed\.\n$/,
    );
    const json = await sandbox.run('restore', 'one', '-o', 'x.db', '-dry-run', '-json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      max_txid: '0000000000000002',
      txid: '0000000000000002',
      fit: 'exact',
      bytes: expect.any(Number) as number,
      target_path: sandbox.path('x.db'),
    });
    expect(readdirSync(sandbox.dir)).not.toContain('x.db');
  });

  test('-json', async () => {
    const { stdout } = await sandbox.run('restore', 'one', '-o', 'x.db', '-json');
    expect(JSON.parse(stdout)).toMatchObject({
      source: `file://${sandbox.path('one')}`,
      txid: '0000000000000002',
      proved: 'recorded',
      integrity_check: 'quick',
      fit: 'exact',
    });
    const refused = await sandbox.run('restore', 'one', '-o', 'x.db', '-json');
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'restore-output-exists' });
  });
});

describe('restore from several destinations', () => {
  beforeEach(() => replicateTwice('one', 'two'));

  test('takes the newest', async () => {
    sandbox.fill('shop.db', 5);
    await sandbox.run('replicate', '-once', 'shop.db', 'two');
    await sandbox.run('replicate', '-once', 'shop.db', 'one', 'two');
    rmSync(sandbox.path('one/ltx/0'), { recursive: true });
    const { stdout } = await sandbox.run('restore', 'shop.db', '-o', 'x.db');
    expect(stdout).toContain(`from ${sandbox.path('two')}`);
    expect(sandbox.rows('x.db')).toBe(115);
  });

  test('goes on to the next when one is damaged or gone, and says so', async () => {
    const [snapshot] = readdirSync(sandbox.path('one/ltx/9'));
    truncateSync(join(sandbox.path('one/ltx/9'), snapshot!), 2000);
    const damaged = await sandbox.run('restore', 'shop.db', '-o', 'x.db');
    expect(damaged.code).toBe(0);
    expect(damaged.stderr).toContain(`${sandbox.path('one')} was passed over:`);
    rmSync(sandbox.path('one'), { recursive: true });
    expect((await sandbox.run('restore', 'shop.db', '-o', 'y.db')).code).toBe(0);
    expect([sandbox.rows('x.db'), sandbox.rows('y.db')]).toEqual([110, 110]);
  });
});

describe('a database is found', () => {
  test('by a configuration, before what this computer knows', async () => {
    await replicateTwice('one');
    cpSync(sandbox.path('one'), sandbox.path('moved'), { recursive: true, preserveTimestamps: true });
    sandbox.write('tide.yml', 'dbs: [{ path: shop.db, replica: { path: moved } }]');
    const { stdout } = await sandbox.run('restore', 'shop.db', '-config', 'tide.yml', '-o', 'x.db');
    expect(stdout).toContain(`from ${sandbox.path('moved')}`);
  });

  test('or not, which is said', async () => {
    sandbox.fill('other.db', 1);
    const { code, stderr } = await sandbox.run('restore', 'other.db', '-o', 'x.db');
    expect(code).toBe(2);
    expect(stderr).toContain(`it is not known where copies of ${sandbox.path('other.db')} are`);
  });
});

describe('status and databases', () => {
  test('before anything was copied', async () => {
    expect((await sandbox.run('status')).stdout).toMatch(/^No databases yet\. Start with: /);
    expect((await sandbox.run('databases')).stdout).toMatch(/^No databases yet\./);
    expect((await sandbox.run('status', '-json')).stdout).toBe('[]\n');
  });

  test('tell what is known on this computer', async () => {
    await replicateTwice('one', 'two');
    const { stdout } = await sandbox.run('status');
    expect(stdout.split('\n')[0]).toMatch(/^database +state +size +captured +spool +destinations$/);
    expect(stdout.split('\n')[1]).toMatch(
      /shop\.db +copied +\d+ kB +(just now|\d+ s ago) +[\d.]+ \S+ +\S+one, \S+two$/,
    );
    const one = await sandbox.run('status', 'shop.db', '-json');
    expect(JSON.parse(one.stdout)).toMatchObject({ path: sandbox.path('shop.db'), txid: '0000000000000002' });
    expect((await sandbox.run('status', 'shop.db')).stdout).toContain('transaction   0000000000000002');
    rmSync(sandbox.path('shop.db'));
    expect((await sandbox.run('status')).stdout).toContain('file missing');
    const known = await sandbox.run('databases');
    expect(known.stdout.split('\n')[2]!.trim()).toBe(sandbox.path('two'));
  });

  test('databases reads a configuration, too', async () => {
    sandbox.write('tide.yml', 'dbs: [{ path: a.db, replica: { path: one } }]');
    const { stdout } = await sandbox.run('databases', '-json', '-config', 'tide.yml');
    expect(JSON.parse(stdout)).toEqual([
      { path: sandbox.path('a.db'), destinations: [`file://${sandbox.path('one')}`] },
    ]);
  });
});

describe('ltx', () => {
  beforeEach(() => replicateTwice('one'));

  test('lists what a destination holds', async () => {
    const { stdout } = await sandbox.run('ltx', 'shop.db');
    const [place, titles, ...rows] = stdout.trim().split('\n');
    expect(place).toBe(sandbox.path('one'));
    expect(titles).toMatch(/^level +first transaction +last transaction +size +captured$/);
    expect(rows).toHaveLength(2);
    expect((await sandbox.run('ltx', 'one', '-level', '9', '-json')).stdout).toContain('"level": 9');
    expect((await sandbox.run('ltx', 'one', '-level', '3')).stdout).toContain('holds no files');
  });
});

describe('verify', () => {
  beforeEach(() => replicateTwice('one'));

  test('finds a sound destination sound', async () => {
    const { code, stdout } = await sandbox.run('verify', 'shop.db');
    expect(code).toBe(0);
    expect(stdout).toMatch(/one is sound\.\n {2}read +2 files/);
    expect(JSON.parse((await sandbox.run('verify', 'one', '-json')).stdout)).toMatchObject([
      { verdict: 'sound', files: 2, points: 2, problems: [] },
    ]);
  });

  test('finds a flipped byte, names the file and ends with 5', async () => {
    const folder = sandbox.path('one/ltx/0');
    const [name] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name!));
    bytes[300]! ^= 1;
    sandbox.write(`one/ltx/0/${name!}`, '');
    appendFileSync(join(folder, name!), bytes);
    const { code, stdout } = await sandbox.run('verify', 'one');
    expect(code).toBe(5);
    expect(stdout).toContain('is not sound');
    expect(stdout).toContain(name);
    const file = await sandbox.run('verify', join('one/ltx/0', name!));
    expect(file.code).toBe(5);
    expect(file.stderr).toMatch(/^error: /);
  });

  test('one file alone', async () => {
    const [name] = readdirSync(sandbox.path('one/ltx/9'));
    const { code, stdout } = await sandbox.run('verify', join('one/ltx/9', name!));
    expect(code).toBe(0);
    expect(stdout).toContain('is sound');
    const json = await sandbox.run('verify', '-json', join('one/ltx/9', name!));
    const { size } = statSync(sandbox.path(join('one/ltx/9', name!)));
    expect(JSON.parse(json.stdout)).toMatchObject({
      verdict: 'sound',
      min_txid: '0000000000000001',
      bytes: size,
    });
  });

  test('a copy that lost its times is sound, with a note', async () => {
    cpSync(sandbox.path('one'), sandbox.path('copied'), { recursive: true });
    for (const level of ['0', '9']) {
      const folder = sandbox.path(`copied/ltx/${level}`);
      for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
    }
    const { code, stdout } = await sandbox.run('verify', 'copied');
    expect(code).toBe(0);
    expect(stdout).toContain('2 files carry another time than their header, as after a copy');
    const wrong = await sandbox.run('restore', 'copied', '-o', 'x.db', '-txid', '00000000000000ff');
    expect(wrong.stderr).not.toContain('(1970');
  });

  test('damage of the newest state comes with a command for an earlier one', async () => {
    const folder = sandbox.path('one/ltx/0');
    const [name] = readdirSync(folder);
    truncateSync(join(folder, name!), 200);
    const { stdout } = await sandbox.run('verify', 'one');
    const command = `tidemark restore -txid 0000000000000001 -o FILE ${sandbox.path('one')}`;
    expect(stdout).toContain(`Restore an earlier point: ${command}`);
    const { code, stderr } = await sandbox.run('restore', 'one', '-o', 'x.db');
    expect(code).toBe(5);
    const next = /Restore an earlier point: tidemark (.*)\n/.exec(stderr)![1]!;
    expect((await sandbox.run(...next.split(' '))).code).toBe(0);
    expect(sandbox.rows('x.db')).toBe(100);
  });

  test('nothing is not sound', async () => {
    mkdirSync(sandbox.path('bare'));
    expect((await sandbox.run('verify', 'bare')).stdout).toContain('the folder is there');
    expect((await sandbox.run('verify', 'bare', '-json')).stdout).toContain('"verdict": "empty"');
    const { code, stdout } = await sandbox.run('verify', 'nothing');
    expect(code).toBe(4);
    expect(stdout).toContain('holds nothing that could be restored');
    expect((await sandbox.run('verify', 'absent/folder')).code).toBe(6);
  });
});

describe('wrong words', () => {
  test.each([
    [['restore'], 2, 'which database or destination?'],
    [['restore', 'dest'], 2, 'where should the database go?'],
    [['restore', 'dest', '-o', 'x.db'], 4, 'there is nothing at'],
    [['restore', 'dest', '-o', 'x.db', '-txid', 'xyz'], 2, '"xyz" is not a transaction id'],
    [['restore', 'dest', '-o', 'x.db', '-txid', '2A'], 2, 'is not a transaction id'],
    [['restore', 'dest', '-o', 'x.db', '-timestamp', 'noon'], 2, '"noon" is not a point in time'],
    [['restore', 'dest', '-o', 'x.db', '-timestamp', '2026-11-20T10:00:00'], 2, 'Give time and zone'],
    [['restore', 'd', '-txid', '0000000000000001', '-timestamp', '1s ago'], 2, 'exclude each other'],
    [['restore', 'd', '-parallelism', '4'], 2, '-parallelism is not in this version'],
    [['restore', 'd', '-f', '-force'], 2, '-f and -force exclude each other'],
    [['restore', 'd', '-integrity-check', 'deep'], 2, '"deep" is not known here'],
    [['restore', 'gopher://hole/x', '-o', 'x.db'], 3, '"gopher:" destinations are not supported'],
    [['restore', 'a', 'b'], 2, '"b" is one word too many'],
    [['restore', 'a', '-config', 'none.yml', '-o', 'x'], 3, 'there is no such file'],
    [['status', 'other.db'], 2, 'Tidemark has not copied'],
    [['status', '-level', '1'], 2, 'there is no flag -level'],
    [['databases', 'x'], 2, '"x" is one word too many'],
    [['ltx'], 2, 'which database or destination?'],
    [['ltx', 'd', '-level', '10'], 2, '"10" is not a level'],
    [['ltx', 'absent/folder'], 6, 'is not there'],
    [['verify'], 2, 'which database, destination or file?'],
    [['verify', 'a', '-jsno'], 2, 'Did you mean -json?'],
    [['version', 'x'], 2, 'one word too many'],
    [['help', 'restroe'], 2, 'Did you mean restore?'],
    [['restroe'], 2, 'Did you mean restore?'],
    [['-o', 'x'], 2, 'the command comes first'],
    [[], 2, 'Usage: tidemark COMMAND'],
  ])('%j', async (args, expected, words) => {
    const { code, stdout, stderr } = await sandbox.ask(...args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(expected);
  });
});

describe('help', () => {
  test('lists the commands', async () => {
    const { code, stdout } = await sandbox.run('help');
    expect(code).toBe(0);
    for (const name of COMMANDS.keys()) expect(stdout).toContain(`\n  ${name} `);
    expect((await sandbox.ask('--help')).stdout).toBe(stdout);
  });

  test.each([...COMMANDS.keys()])('explains %s with all its flags, wherever the -h stands', async (name) => {
    const { code, stdout } = await sandbox.ask(name, 'word', '-h');
    expect(code).toBe(0);
    const { flags } = await COMMANDS.get(name)!.load();
    for (const flag of Object.keys(flags)) expect(stdout).toContain(`\n  -${flag} `);
    expect((await sandbox.ask('help', name)).stdout).toBe(stdout);
  });

  test('explains help', async () => {
    expect((await sandbox.ask('help', 'help')).code).toBe(0);
  });

  test('explains the configuration file', async () => {
    expect((await sandbox.ask('help', 'config')).stdout).toContain('dbs[].path');
  });
});

test('version', async () => {
  const { stdout } = await sandbox.run('version', '-json');
  expect(JSON.parse(stdout)).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string });
  expect((await sandbox.run('-v')).stdout).toMatch(/^tidemark \d/);
});

test('a reader that goes away is no error', async () => {
  await replicateTwice('one');
  const running = sandbox.start('ltx', 'one');
  running.hangUp();
  expect((await running.ended).code).toBe(0);
});
