// Copies in the format of Litestream 0.3 on the command line: replicated, brought back, served live, and taken over.
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fixtureReplica } from '../engine/generations/fixture.ts';
import { Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => {
  sandbox[Symbol.dispose]();
});

it('replicates in generations, and brings a missing database back from them', async () => {
  sandbox.fill('shop.db', 100);
  const config = sandbox.write('tide.yml', `dbs: [{ path: ${sandbox.path('shop.db')}, replica: { path: ${sandbox.path('old')}, format: generations } }]`);
  expect((await sandbox.run('replicate', '-config', config, '-once')).code).toBe(0);
  const listed = await sandbox.run('generations', sandbox.path('old'));
  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(/[0-9a-f]{16}/);
  expect((await sandbox.run('restore', '-o', sandbox.path('copy.db'), sandbox.path('old'))).code).toBe(0);
  sandbox.fill('shop.db', 10);
  expect((await sandbox.run('replicate', '-config', config, '-once')).code).toBe(0);
  expect((await sandbox.run('restore', '-o', sandbox.path('later.db'), sandbox.path('old'))).code).toBe(0);
  expect(sandbox.rows('later.db')).toBe(110);
  for (const suffix of ['', '-wal', '-shm']) rmSync(sandbox.path(`shop.db${suffix}`), { force: true });
  const again = await sandbox.run('replicate', '-config', config, '-once', '-restore-if-db-not-exists');
  expect(again.stderr).toContain('was missing, restored from');
  expect(again.code).toBe(0);
  using db = sandbox.open('shop.db');
  expect(db.sqlite.prepare<[], number>('SELECT count(*) FROM t').pluck().get()).toBe(110);
});

it('takes a history of Litestream 0.3 over, and says what each state has become', async () => {
  const first = await sandbox.run('import', fixtureReplica(), sandbox.path('new'), '-json');
  expect(first.code).toBe(0);
  const said = JSON.parse(first.stdout) as { points: { generation: string; index: number; txid: string }[]; verdict: string; txid: string };
  expect(said).toMatchObject({ generations: 2, gaps: [], found: 0, verdict: 'sound', problems: [] });
  expect(said.points.at(-1)?.txid).toBe(said.txid);
  const second = await sandbox.run('import', fixtureReplica(), sandbox.path('new'));
  expect(second.stdout).toContain('had been written before');
  expect((await sandbox.run('restore', '-o', sandbox.path('latest.db'), sandbox.path('new'))).code).toBe(0);
  expect(readFileSync(sandbox.path('latest.db')).equals(readFileSync(join(fixtureReplica(), '../restored-latest.db')))).toBe(true);
});

it('goes on with its generation after a restart, and once more', async () => {
  sandbox.fill('shop.db', 10);
  const config = sandbox.write('tide.yml', `dbs: [{ path: ${sandbox.path('shop.db')}, replica: { path: ${sandbox.path('old')}, format: generations } }]`);
  for (const more of [1, 2, 3]) {
    expect(await sandbox.run('replicate', '-config', config, '-once')).toMatchObject({ code: 0 });
    sandbox.fill('shop.db', more);
  }
  expect(readdirSync(join(sandbox.path('old'), 'generations'))).toHaveLength(1);
  expect((await sandbox.run('restore', 'old', '-o', 'back.db')).code).toBe(0);
  expect(sandbox.rows('back.db')).toBe(13);
});

it('takes nothing over into where it is', async () => {
  cpSync(fixtureReplica(), sandbox.path('taken'), { recursive: true });
  expect(await sandbox.run('import', 'taken', 'taken')).toMatchObject({ code: 6, stderr: expect.stringContaining('they are only read') as string });
  expect(readdirSync(sandbox.path('taken'))).toEqual(['generations']);
});

it('refuses to take over from where there are none', async () => {
  const { code, stderr } = await sandbox.run('import', sandbox.dir, sandbox.path('new'));
  expect(stderr).toContain('there are no generations');
  expect(code).not.toBe(0);
});
