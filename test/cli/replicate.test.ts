// tidemark replicate, as people and supervisors run it: the built program, real databases, real signals.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Sandbox, SQLITE_MODULE } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.fill('shop.db', 100);
});
afterEach(() => {
  sandbox[Symbol.dispose]();
});

/** Rows of what the destination gives back. */
const restored = async (destination: string): Promise<number> => {
  rmSync(sandbox.path('restored.db'), { force: true });
  const { code, stderr } = await sandbox.run('restore', '-o', 'restored.db', destination);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return sandbox.rows('restored.db');
};

describe('-once', () => {
  test('copies everything to every destination', async () => {
    const { code, stderr } = await sandbox.run('replicate', '-once', 'shop.db', 'one', 'two');
    expect(code).toBe(0);
    expect(stderr).toMatch(/shop\.db: protected: every change is at \S+\/one and \S+\/two \(\d+ kB\)\n/);
    expect(stderr.match(/both may be lost together/g)).toHaveLength(1);
    expect(await restored('one')).toBe(100);
    expect(await restored('two')).toBe(100);
  });

  test('copies what came since, and the flags may stand anywhere', async () => {
    await sandbox.run('replicate', '-once', 'shop.db', 'one');
    sandbox.fill('shop.db', 5);
    const { code } = await sandbox.run('replicate', 'shop.db', 'one', '--once');
    expect(code).toBe(0);
    expect(await restored('one')).toBe(105);
  });

  test('takes a snapshot when the newest at the destination is old enough, and removes what faded', async () => {
    const keep = (retention: string): void => {
      sandbox.write(
        'tidemark.yml',
        `dbs: [{ path: shop.db, replica: { path: one }, snapshot: { interval: 1s, retention: ${retention} } }]`,
      );
    };
    const files = (level: number): string[] => readdirSync(sandbox.path(`one/ltx/${level}`));
    keep('1h');
    for (let run = 1; run <= 3; run++) {
      sandbox.fill('shop.db', 5);
      expect(await sandbox.run('replicate', '-once', '-config', 'tidemark.yml')).toMatchObject({ code: 0 });
      expect(files(9)).toHaveLength(run);
      await setTimeout(1100);
    }
    keep('1ms');
    expect(await sandbox.run('replicate', '-once', '-config', 'tidemark.yml')).toMatchObject({ code: 0 });
    expect([files(9), files(0)].map(({ length }) => length)).toEqual([2, 2]);
    expect(await restored('one')).toBe(115);
  });

  test('fails when one destination is not there, and still copies to the other', async () => {
    const { code, stderr } = await sandbox.run('replicate', '-once', 'shop.db', 'one', 'absent/folder');
    expect(code).toBe(6);
    expect(stderr).toMatch(/shop\.db: not copied: .*absent is not there/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(sandbox.path('absent'))).toBe(false);
    expect(await restored('one')).toBe(100);
  });

  test.each([
    ['missing.db', 1, 'there is no file at'],
    ['notes.txt', 1, 'is not an SQLite database'],
    ['folder', 1, 'is a folder'],
    ['empty.db', 1, 'is empty'],
  ])('%s cannot be copied, said in one line', async (name, expected, words) => {
    sandbox.write('notes.txt', 'These are notes, and more than sixteen bytes.');
    sandbox.write('empty.db', '');
    await sandbox.run('replicate', '-once', 'shop.db', 'folder');
    const { code, stderr } = await sandbox.run('replicate', '-once', name, 'backup');
    expect(code).toBe(expected);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(sandbox.path('missing.db'))).toBe(false);
  });

  test('says so as JSON, too', async () => {
    const { stderr } = await sandbox.run('replicate', '-once', '-json', 'missing.db', 'backup');
    expect(JSON.parse(stderr)).toMatchObject({
      level: 'error',
      subject: 'missing.db',
      code: 'database-missing',
    });
  });
});

describe('until stopped', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s brings the last changes over and ends with 0',
    async (signal) => {
      const running = sandbox.start('replicate', 'shop.db', 'one');
      await running.says('protected');
      sandbox.fill('shop.db', 7);
      running.kill(signal);
      const { code, stderr } = await running.ended;
      expect(stderr).toContain('stopped: every change is copied');
      expect(code).toBe(0);
      expect(await restored('one')).toBe(107);
    },
  );

  test('copies while it runs', async () => {
    const running = sandbox.start('replicate', '-v', 'shop.db', 'one');
    await running.says('protected');
    sandbox.fill('shop.db', 1);
    await running.says('copied up to 0000000000000002');
    expect(await restored('one')).toBe(101);
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  test('waits for a database that is not there yet', async () => {
    const running = sandbox.start('replicate', 'later.db', 'one');
    await running.says('waiting: there is no file');
    sandbox.fill('later.db', 3);
    await running.says('later.db: protected');
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    expect(await restored('one')).toBe(3);
  });

  test('a database that never came ends with what was in the way: the path may be mistyped', async () => {
    const running = sandbox.start('replicate', 'never.db', 'one');
    await running.says('waiting');
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(stderr).not.toContain('stopped:');
    expect(code).toBe(1);
    expect((await sandbox.run('replicate', '-exec', 'true', 'never.db', 'one')).code).toBe(1);
  });

  test('a database that is gone leaves nothing more to copy', async () => {
    await sandbox.run('replicate', '-once', 'shop.db', 'one');
    for (const suffix of ['', '-wal', '-shm']) rmSync(sandbox.path(`shop.db${suffix}`), { force: true });
    const running = sandbox.start('replicate', 'shop.db', 'one');
    await running.says('waiting');
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(stderr).toContain('there was nothing more to copy');
    expect(code).toBe(0);
  });

  test('a file as destination is said once, in plain words', async () => {
    sandbox.write('notes.txt', 'notes');
    const { code, stderr } = await sandbox.run('replicate', '-once', 'shop.db', 'notes.txt');
    expect(code).toBe(6);
    expect(stderr).toContain('notes.txt is not a folder');
    expect(stderr).not.toContain('cancelled');
  });

  test('ends by itself when nothing can be done without a person', async () => {
    sandbox.write('notes.txt', 'These are notes, and more than sixteen bytes.');
    const { code, stderr } = await sandbox.run('replicate', 'notes.txt', 'one');
    expect(stderr).toContain('notes.txt: needs you:');
    expect(code).toBe(1);
  });

  test('a second Tidemark on the same database is refused', async () => {
    const running = sandbox.start('replicate', 'shop.db', 'one');
    await running.says('protected');
    const { code, stderr } = await sandbox.run('replicate', '-once', 'shop.db', 'two');
    expect(stderr).toMatch(/^error: {2}another Tidemark .* is already copying .*shop\.db\n/);
    expect(code).toBe(7);
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  test('a second signal ends it at once, saying what is missing', async () => {
    using db = sandbox.open('shop.db');
    db.sqlite.pragma('journal_mode = delete');
    const running = sandbox.start('replicate', 'shop.db', 'one');
    await running.says('protected');
    db.sqlite.exec("INSERT INTO t (v) VALUES ('x'); BEGIN EXCLUSIVE");
    running.kill('SIGTERM');
    await running.says('stopping');
    await setTimeout(600);
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    db.sqlite.exec('COMMIT');
    expect(stderr).toContain('stopped at once, without the last sync');
    expect(code).toBe(143);
  });

  test('an absent destination is told at the end, with what it lacks', async () => {
    const running = sandbox.start('replicate', 'shop.db', 'absent/folder');
    await running.says('waiting for');
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(stderr).toMatch(/the first copy is not at \S+absent\/folder/);
    expect(code).toBe(6);
  });
});

describe('-exec', () => {
  /** A program that writes a row at start, then waits; `onTerm` is run at SIGTERM with `db` in reach. */
  const writeApp = (onTerm: string): string =>
    sandbox.write(
      'app.mjs',
      `import Sqlite from ${JSON.stringify(SQLITE_MODULE)};
const db = new Sqlite('shop.db');
db.exec("INSERT INTO t (v) VALUES ('at start')");
process.on('SIGTERM', () => { ${onTerm} });
setInterval(() => undefined, 1000);
console.log('app is up');
`,
    );

  test.each([
    ['sh -c "exit 0"', 0],
    ['sh -c "exit 7"', 7],
    ["sh -c 'kill -9 $$'", 137],
    ["sh -c 'kill -TERM $$'", 143],
    ['no-such-program --flag', 127],
    ['./notes.txt', 126],
  ])('%s gives %i', async (command, expected) => {
    sandbox.write('notes.txt', 'not a program');
    const { code, stderr } = await sandbox.run('replicate', '-exec', command, 'shop.db', 'one');
    expect(code).toBe(expected);
    expect(stderr).toContain('stopped: every change is copied');
    expect(await restored('one')).toBe(100);
  });

  test('what the command commits at the very end is copied, though it fails', async () => {
    writeApp(`db.exec("INSERT INTO t (v) VALUES ('at end')"); process.exit(3);`);
    const running = sandbox.start('replicate', '-exec', `${process.execPath} app.mjs`, 'shop.db', 'one');
    await running.says('app is up');
    running.kill('SIGTERM');
    const { code } = await running.ended;
    expect(code).toBe(3);
    expect(await restored('one')).toBe(102);
  });

  test('a second signal ends a command that does not listen', async () => {
    writeApp('');
    const running = sandbox.start('replicate', '-exec', `${process.execPath} app.mjs`, 'shop.db', 'one');
    await running.says('app is up');
    running.kill('SIGTERM');
    await setTimeout(600);
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(stderr).toContain('stopped at once');
    expect(code).toBe(143);
  });

  test('its output is not ours', async () => {
    const { stdout } = await sandbox.run(
      'replicate',
      '-exec',
      `sh -c 'echo "hello  there"'`,
      'shop.db',
      'one',
    );
    expect(stdout).toBe('hello  there\n');
  });

  test('a failed last sync shows in the exit code only if the command was fine', async () => {
    const args = ['shop.db', 'absent/folder'];
    expect((await sandbox.run('replicate', '-exec', 'true', ...args)).code).toBe(6);
    expect((await sandbox.run('replicate', '-exec', 'sh -c "exit 9"', ...args)).code).toBe(9);
  });
});

describe('-config', () => {
  test('several databases, notices and JSON lines', async () => {
    sandbox.fill('crm.db', 10);
    sandbox.write(
      'tide.yml',
      `dbs:
  - path: shop.db
    replicas: [{ path: one/shop }, { path: two/shop }]
  - path: \${CRM}
    replica: { url: two/crm }
auto-recover: true
logging: { type: json }
`,
    );
    for (const dir of ['one', 'two']) await sandbox.run('replicate', '-once', 'shop.db', dir);
    const env = { CRM: sandbox.path('crm.db') };
    const { code, stderr } = await sandbox.startWith(env, 'replicate', '-once', '-config', 'tide.yml').ended;
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const [first, ...others] = lines.map(({ event, subject }) => `${event!} ${subject ?? ''}`);
    expect(first).toBe('no-effect ');
    expect(others.sort()).toEqual(['protected crm.db', 'protected shop.db']);
    expect(code).toBe(0);
    expect(await restored('two/crm')).toBe(10);
  });

  test('the file can be named by the environment, and its exec runs', async () => {
    sandbox.write('tide.yml', 'exec: sh -c "exit 4"\ndbs: [{ path: shop.db, replica: { path: one } }]');
    expect((await sandbox.startWith({ TIDEMARK_CONFIG: 'tide.yml' }, 'replicate').ended).code).toBe(4);
    expect(await restored('one')).toBe(100);
  });

  test('a missing database comes back first, if that is wanted', async () => {
    await sandbox.run('replicate', '-once', 'shop.db', 'one');
    for (const suffix of ['', '-wal', '-shm']) rmSync(sandbox.path(`shop.db${suffix}`), { force: true });
    sandbox.write(
      'tide.yml',
      'dbs: [{ path: shop.db, restore-if-db-not-exists: true, replica: { path: one } }]',
    );
    const { code, stderr } = await sandbox.run('replicate', '-once', '-config', 'tide.yml');
    expect(stderr).toContain('shop.db: was missing, restored from');
    expect(code).toBe(0);
    expect(sandbox.rows('shop.db')).toBe(100);
  });

  test('on first use there is nothing to bring back, which is fine', async () => {
    const args = ['-restore-if-db-not-exists', 'new.db', 'one'];
    const running = sandbox.start('replicate', ...args);
    await running.says('waiting');
    sandbox.fill('new.db', 1);
    await running.says('protected');
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  test('every problem of a file is told at once', async () => {
    sandbox.write('tide.yml', 'dbs:\n  - pth: a.db\n    replica: { type: s3 }\nlevles: []\n');
    const { code, stderr } = await sandbox.run('replicate', '-config', 'tide.yml');
    expect(code).toBe(3);
    expect(stderr.split('\n')[0]).toBe('error:  tide.yml has 4 problems');
    expect(stderr).toContain('tide.yml:4:1: unknown key "levles" — Did you mean levels?');
  });
});

describe('wrong words', () => {
  test.each([
    [['replicate'], 2, 'there is nothing to replicate'],
    [['replicate', 'shop.db'], 2, '"shop.db" has no destination'],
    [['replicate', 'shop.db', 'gs://bucket/x'], 3, '"gs:" destinations are not supported'],
    [['replicate', 'shop.db', 'one', './one'], 3, 'is used twice'],
    [['replicate', 'shop.db', 'shop.db'], 3, 'cannot be its own destination'],
    [['replicate', '-once', '-exec', 'true', 'shop.db', 'one'], 2, '-once and -exec exclude each other'],
    [['replicate', '-exec', 'a | b', 'shop.db', 'one'], 2, 'needs a shell'],
    [['replicate', '-exec', '', 'shop.db', 'one'], 2, 'the command is empty'],
    [['replicate', '-oncee', 'shop.db', 'one'], 2, 'Did you mean -once?'],
    [['replicate', '-force-snapshot', 'shop.db', 'one'], 2, '-force-snapshot is not in this version'],
    [['replicate', '-config', 'none.yml'], 3, 'there is no such file'],
    [['replicate', '-config', '.'], 3, 'it is a folder'],
    [['replicate', 'shop.db-wal', 'one'], 2, 'shop.db-wal belongs to shop.db; name that file'],
    [['replicate', '-config', 'x.yml', 'shop.db', 'one'], 2, 'either as words or with -config'],
    [['replicate', '-log-level', 'loud', 'shop.db', 'one'], 2, '"loud" is not known here'],
  ])('%j', async (args, expected, words) => {
    const { code, stdout, stderr } = await sandbox.ask(...args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(expected);
  });

  test('JSON is an answer to -json in errors too, and a stack to TIDEMARK_DEBUG', async () => {
    const { stderr } = await sandbox.run('replicate', '-json', 'shop.db');
    expect(JSON.parse(stderr)).toMatchObject({ code: 'usage', message: '"shop.db" has no destination' });
    const debug = await sandbox.startWith({ TIDEMARK_DEBUG: '1' }, 'replicate', 'shop.db').ended;
    expect(debug.stderr).toMatch(/^\s+at /m);
  });
});
