// tidemark replicate over a directory: a thousand databases, those that come and go, and one that cannot be copied.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.ts';

/** `TIDEMARK_TEST_DATABASES=1000` for what a tree of customers looks like; fewer show the same in seconds. */
const COUNT = Number(process.env['TIDEMARK_TEST_DATABASES'] ?? 120);

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.fill('template.db', 10);
});
afterEach(() => {
  sandbox[Symbol.dispose]();
});

const add = (name: string): void => {
  mkdirSync(join(sandbox.path('data'), name, '..'), { recursive: true });
  copyFileSync(sandbox.path('template.db'), join(sandbox.path('data'), name));
};

const configure = (keys: string): void => {
  sandbox.write('tide.yml', `dbs: [{ dir: data, pattern: "*.db", ${keys}, replica: { path: backup } }]\n`);
};

const stored = (name: string, level: number): number => {
  const dir = sandbox.path(`backup/${name}/ltx/${level}`);
  return existsSync(dir) ? readdirSync(dir).length : 0;
};

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await setTimeout(50);
};

const restored = async (name: string): Promise<number> => {
  rmSync(sandbox.path('restored.db'), { force: true });
  const { code, stderr } = await sandbox.run('restore', '-o', 'restored.db', `backup/${name}`);
  expect([code, stderr]).toEqual([0, '']);
  return sandbox.rows('restored.db');
};

test(
  'all of a tree are copied; one that is written, one that comes and one that goes are noticed',
  async () => {
    const names = Array.from({ length: COUNT }, (_, i) => (i % 2 === 0 ? `a/${i}.db` : `b/c/${i}.db`));
    names.forEach(add);
    writeFileSync(sandbox.path('data/notes.db'), 'These are notes, and more than sixteen bytes.');
    writeFileSync(sandbox.path('data/a/0.db-journal'), '');
    configure('recursive: true, watch: true');
    const running = sandbox.start('replicate', '-v', '-config', 'tide.yml');
    await running.says(`${COUNT} databases in`);
    await until(() => names.every((name) => stored(name, 9) === 1));
    expect(existsSync(sandbox.path('backup/notes.db'))).toBe(false);

    sandbox.fill('data/a/0.db', 5);
    await until(() => stored('a/0.db', 0) === 1);
    add('new/folder/late.db');
    await running.says('new/folder/late.db: protected');
    for (const suffix of ['', '-wal', '-shm']) rmSync(sandbox.path(`data/a/2.db${suffix}`), { force: true });
    await running.says('a/2.db: is gone');
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(stderr).toContain('stopped: every change is copied');
    expect(code).toBe(0);
    expect(await restored('a/0.db')).toBe(15);
    expect(await restored('new/folder/late.db')).toBe(10);
    expect(await restored('a/2.db')).toBe(10);
  },
  600_000,
);

test('folders below are left alone unless they are asked for, and -once ends', async () => {
  add('one.db');
  add('two.sqlite');
  add('below/three.db');
  configure('recursive: false');
  const { code, stderr } = await sandbox.run('replicate', '-once', '-config', 'tide.yml');
  expect(stderr).toMatch(/1 database in \S+\/data\n/);
  expect(code).toBe(0);
  expect(readdirSync(sandbox.path('backup'))).toEqual(['one.db']);
});

test('one that cannot be copied keeps nobody else from it, and shows in the end', async () => {
  add('good.db');
  add('taken.db');
  configure('recursive: false');
  sandbox.write('other.yml', 'dbs: [{ path: data/taken.db, replica: { path: elsewhere } }]\n');
  const other = sandbox.start('replicate', '-config', 'other.yml');
  await other.says('protected');
  const { code, stderr } = await sandbox.run('replicate', '-once', '-config', 'tide.yml');
  expect(stderr).toContain('taken.db: cannot be followed: another Tidemark');
  expect(code).toBe(7);
  expect(await restored('good.db')).toBe(10);
  other.kill('SIGTERM');
  expect((await other.ended).code).toBe(0);
});

test('a disk that is not there is not made', async () => {
  add('one.db');
  sandbox.write('tide.yml', 'dbs: [{ dir: data, pattern: "*.db", replica: { path: absent/backup } }]\n');
  const { code, stderr } = await sandbox.run('replicate', '-once', '-config', 'tide.yml');
  expect(stderr).toMatch(/one\.db: not copied: .*absent.* is not there/);
  expect(code).toBe(6);
  expect(existsSync(sandbox.path('absent'))).toBe(false);
});
