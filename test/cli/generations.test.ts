// The command line beside a history of Litestream 0.3: what is there, and bringing it back.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { copyFixture, fixtureLines, fixtureReplica } from '../engine/generations/fixture.ts';
import { Sandbox } from './support/sandbox.ts';

const lines = fixtureLines();
const NEWEST = lines.find(({ generation, index }) => generation === '5339f428ddd29dcc' && index === 6)!;
const OLDER = lines.find(({ generation, index }) => generation === 'c77f47cf8a8b539c' && index === 3)!;

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

test('lists what is there', async () => {
  using box = new Sandbox();
  const replica = fixtureReplica();
  const generations = JSON.parse((await box.run('generations', replica, '-json')).stdout) as unknown[];
  expect(generations).toMatchObject([
    { generation: '5339f428ddd29dcc', snapshots: 3, logs: 7, segments: 25 },
    { generation: 'c77f47cf8a8b539c', snapshots: 3, logs: 8, segments: 38, created_at: '2026-11-20T09:33:46.000Z', updated_at: '2026-11-20T09:34:00.000Z' },
  ]);
  expect((await box.run('generations', replica)).stdout).toMatch(/^5339f428ddd29dcc +3 +7 +/m);
  const snapshots = JSON.parse((await box.run('snapshots', replica, '-json')).stdout) as unknown[];
  expect(snapshots).toHaveLength(6);
  expect(snapshots[5]).toMatchObject({ generation: 'c77f47cf8a8b539c', index: '00000004', size: 25_808 });
  expect((await box.run('snapshots', replica)).stdout).not.toContain('holds no snapshot');
  const wal = JSON.parse((await box.run('wal', replica, '-generation', '5339f428ddd29dcc', '-json')).stdout) as unknown[];
  expect(wal).toHaveLength(25);
  expect(wal[1]).toMatchObject({ index: '00000000', offset: '00001038', size: 10_325 });
  expect(await box.run('wal', replica, '-generation', 'nonsense')).toMatchObject({ code: 2 });
  mkdirSync(box.path('empty'));
  expect((await box.run('generations', 'empty')).stdout).toContain('holds no generation');
  expect(await box.run('generations', 'missing')).toMatchObject({ code: 1 });
  expect(await box.run('wal', 'sftp://me@localhost/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be at a place of the kind "sftp"') as string });
});

test('restores the newest state, one of an index, one of a moment, and says which', async () => {
  using box = new Sandbox();
  const replica = fixtureReplica();
  const newest = await box.run('restore', replica, '-o', 'newest.db');
  expect(newest).toMatchObject({ code: 0, stdout: expect.stringContaining('generation 5339f428ddd29dcc, index 00000006') as string });
  expect(sha256(box.path('newest.db'))).toBe(NEWEST.file_sha256);

  const plan = await box.run('restore', replica, '-o', 'older.db', '-generation', OLDER.generation, '-index', '3', '-dry-run', '-json');
  expect(JSON.parse(plan.stdout)).toMatchObject({ format: 'generations', snapshot: '00000002', fit: 'exact' });
  expect(existsSync(box.path('older.db'))).toBe(false);
  const older = await box.run('restore', replica, '-o', 'older.db', '-generation', OLDER.generation, '-index', '00000003', '-json');
  expect(JSON.parse(older.stdout)).toMatchObject({ generation: OLDER.generation, index: '00000003', transactions: 11, pages: OLDER.pages });
  expect(sha256(box.path('older.db'))).toBe(OLDER.file_sha256);

  const moment = await box.run('restore', replica, '-o', 'moment.db', '-timestamp', '2026-11-20T09:34:00.5Z');
  expect(moment.stdout).toContain('generation c77f47cf8a8b539c, index 00000007, offset 00001038, the newest state before the time given');
  expect(await box.run('restore', replica, '-o', 'x.db', '-timestamp', '2020-01-01T00:00:00Z')).toMatchObject({ code: 4 });
  expect(await box.run('restore', replica, '-o', 'newest.db')).toMatchObject({ code: 7 });
  expect(await box.run('restore', replica, '-o', 'newest.db', '-force', '-generation', OLDER.generation, '-index', '3')).toMatchObject({ code: 0 });
  expect(sha256(box.path('newest.db'))).toBe(OLDER.file_sha256);
});

test.each([
  [['-index', '3'], 2, '-index needs -generation'],
  [['-generation', 'c77f47cf8a8b539c', '-txid', '0000000000000001'], 2, 'exclude each other'],
  [['-generation', 'c77f47cf8a8b539c', '-index', '3', '-timestamp', '1h ago'], 2, 'exclude each other'],
  [['-generation', 'c77f47cf8a8b539c', '-index', 'last'], 2, 'is not the index of a log'],
  [['-generation', 'C77F'], 2, 'is not the name of a generation'],
  [['-generation', 'c77f47cf8a8b539c', '-index', '8'], 4, 'ends at the index 00000007'],
  [['-generation', 'ffffffffffffffff'], 4, 'there is no generation ffffffffffffffff'],
  [['-txid', '0000000000000001'], 4, 'nothing to restore'],
] as const)('%j is refused', async (flags, code, words) => {
  using box = new Sandbox();
  const { code: ended, stderr } = await box.run('restore', fixtureReplica(), '-o', 'x.db', ...flags);
  expect(stderr).toContain(words);
  expect(ended).toBe(code);
  expect(existsSync(box.path('x.db'))).toBe(false);
});

test('of LTX files and generations at one place the newer is taken, and never generations for a transaction', async () => {
  using box = new Sandbox();
  box.fill('shop.db', 3);
  expect((await box.run('replicate', '-once', 'shop.db', 'place')).code).toBe(0);
  cpSync(fixtureReplica(), box.path('place'), { recursive: true, preserveTimestamps: true });
  // Litestream's is of 20 November; what was copied just now is newer.
  const files = await box.run('restore', 'place', '-o', 'a.db', '-json');
  expect(JSON.parse(files.stdout)).toMatchObject({ txid: expect.any(String) as string });
  const old = await box.run('restore', 'place', '-o', 'b.db', '-timestamp', '2026-11-20T09:34:20Z');
  expect(old.stdout).toContain('generation 5339f428ddd29dcc');
  const named = await box.run('restore', 'place', '-o', 'c.db', '-generation', OLDER.generation, '-index', '3');
  expect(named.code).toBe(0);
  expect(sha256(box.path('c.db'))).toBe(OLDER.file_sha256);

  const copy = copyFixture();
  cpSync(copy.path, box.path('place'), { recursive: true });
  copy.remove();
  const newer = await box.run('restore', 'place', '-o', 'd.db');
  expect(newer.stderr).toContain('its generations are newer, and are used');
  expect(sha256(box.path('d.db'))).toBe(NEWEST.file_sha256);
  expect((await box.run('restore', 'place', '-o', 'e.db', '-txid', '0000000000000001')).stdout).toContain('transaction 0000000000000001');
  expect((await box.run('snapshots', 'place')).stdout).toContain('place, generations');
});

test('a place that holds nothing yet, and one whose generations lead nowhere', async () => {
  using box = new Sandbox();
  mkdirSync(box.path('empty'));
  expect(await box.run('restore', 'empty', '-o', 'x.db', '-if-replica-exists')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do') as string });
  mkdirSync(box.path('bare/generations/0123456789abcdef/wal'), { recursive: true });
  writeFileSync(box.path('bare/generations/0123456789abcdef/wal/00000000_00000000.wal.lz4'), 'x');
  expect(await box.run('restore', 'bare', '-o', 'x.db')).toMatchObject({ code: 4, stderr: expect.stringContaining('0123456789abcdef: without a snapshot') as string });
  expect(await box.run('restore', 'empty', '-o', 'x.db', '-generation', '0123456789abcdef')).toMatchObject({ code: 4 });
  rmSync(box.path('bare'), { recursive: true });
});

test('what reads LTX files alone says what is there instead', async () => {
  using box = new Sandbox();
  const replica = fixtureReplica();
  expect(await box.run('verify', replica)).toMatchObject({ code: 1, stdout: expect.stringContaining('it holds 2 generations of Litestream 0.3 or 0.4') as string });
  expect((await box.run('ltx', replica)).stdout).toContain('but 2 generations');
});
