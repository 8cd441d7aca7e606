// Rollback-journal databases, files that change under us, and files that are no databases.
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { DatabaseAgent } from '../../../main/engine/agent/agent.ts';
import { AppProcess } from '../../tools/app-process.ts';
import { startWriter } from '../../tools/writer-process.ts';
import { imageOf, Rig, sha256 } from '../rig.ts';

const TABLE = 'CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); CREATE INDEX i ON t(a)';
const rows = (n: number): string =>
  `INSERT INTO t(a, b) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
   SELECT random(), hex(randomblob(50)) FROM n`;

async function rollbackApp(rig: Rig, pragmas = ''): Promise<AppProcess> {
  const app = new AppProcess(rig.path);
  await app.exec(`${pragmas}; PRAGMA journal_mode = delete; ${TABLE}`);
  return app;
}

/** Waits until the agent says so by itself. */
async function untilStatus(database: DatabaseAgent, wanted: (code: string, kind: string) => boolean): Promise<void> {
  for (;;) {
    const { state } = database.status();
    const code = state.kind === 'waiting' || state.kind === 'failed' ? state.trouble.code : '';
    if (wanted(code, state.kind)) return;
    await sleep(20);
  }
}

describe('following a rollback-journal database', () => {
  it.each(['DELETE', 'TRUNCATE', 'PERSIST'])('captures by comparing pages in journal mode %s', async (mode) => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await app.exec(`PRAGMA journal_mode = ${mode}; ${rows(2000)}`);
    await rig.follow();
    await rig.expectSame();
    await app.exec('UPDATE t SET b = b || b WHERE id = 1000');
    await rig.expectSame();
    const last = rig.events.findLast((event) => event.kind === 'captured');
    expect(last?.kind === 'captured' ? last.pages : 0).toBeLessThan(10);
    await app.close();
  });

  it('sees commits by itself, and restores them', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await rig.follow();
    await untilStatus(rig.database, (_code, kind) => kind === 'safe');
    const { txid } = rig.database.status();
    await app.exec(rows(5));
    while (rig.database.status().txid === txid) await sleep(10);
    await untilStatus(rig.database, (_code, kind) => kind === 'safe');
    const { output } = await rig.restore();
    expect(sha256(readFileSync(output))).toBe(sha256(imageOf(rig.path)));
    await app.close();
  });

  it('captures while others write without rest', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await rig.follow();
    const writers = [1, 2].map((seed) => startWriter({ db: rig.path, seconds: 2, rows: 3, seed, journal: 'keep' }));
    const reports = await Promise.all(writers.map((writer) => writer.report()));
    expect(reports.every(({ transactions }) => transactions > 0)).toBe(true);
    await rig.expectSame();
    await app.close();
  });

  it('waits while another process holds the lock, and goes on when it lets go', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await rig.follow();
    await rig.sync();
    await app.exec(`BEGIN EXCLUSIVE; ${rows(5)}`);
    await expect(rig.sync()).rejects.toMatchObject({ code: 'database-locked', retry: 'later' });
    expect(rig.database.status().state).toMatchObject({ kind: 'waiting', trouble: { code: 'database-locked' } });
    await app.exec('COMMIT');
    await untilStatus(rig.database, (_code, kind) => kind === 'safe');
    await rig.expectSame();
    await app.close();
  });

  it('does not roll back the hot journal of a killed app, but waits for the app', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig, 'PRAGMA cache_size = 3');
    await app.exec(rows(2000));
    await rig.follow();
    await rig.expectSame();
    await app.exec(`PRAGMA cache_spill = 3; BEGIN; UPDATE t SET b = 'torn'`);
    await app.kill();
    expect(existsSync(`${rig.path}-journal`)).toBe(true);
    const torn = sha256(readFileSync(rig.path));
    await expect(rig.sync()).rejects.toMatchObject({ code: 'database-hot-journal' });
    expect(existsSync(`${rig.path}-journal`)).toBe(true);
    expect(sha256(readFileSync(rig.path))).toBe(torn);
    const again = new AppProcess(rig.path);
    expect(await again.all(`SELECT count(*) AS n FROM t WHERE b = 'torn'`)).toEqual([{ n: 0 }]);
    await rig.expectSame();
    await again.close();
  });

  it('follows the app from one journal mode to the other', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await app.exec(rows(50));
    await rig.follow();
    await rig.expectSame();
    await app.exec(`PRAGMA journal_mode = wal; ${rows(50)}`);
    await rig.expectSame();
    await app.exec(rows(50));
    await rig.expectSame();
    await rig.unfollow();
    await app.exec(`PRAGMA journal_mode = delete; ${rows(50)}`);
    await rig.follow();
    await rig.expectSame();
    await app.close();
  });

  it('begins a new history with a snapshot when the page size changes', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig, 'PRAGMA page_size = 1024');
    await app.exec(rows(500));
    await rig.follow();
    await rig.expectSame();
    const { txid } = rig.database.status();
    await app.exec('PRAGMA page_size = 8192; VACUUM');
    const { pageSize } = await rig.expectSame();
    expect(pageSize).toBe(8192);
    const { output } = await rig.restore({ kind: 'txid', txid });
    const reader = new AppProcess(output);
    expect(await reader.all('PRAGMA page_size')).toEqual([{ page_size: 1024 }]);
    await reader.close();
    await app.exec(rows(50));
    await rig.expectSame();
    await app.close();
  });
});

describe('a file that changes under us', () => {
  it('is compared when another with the same change counter is copied over it', async () => {
    await using rig = new Rig();
    const other = join(rig.dir, 'other.db');
    for (const [path, value] of [
      [rig.path, 'ours'],
      [other, 'else'],
    ] as const) {
      const app = new AppProcess(path);
      await app.exec(`${TABLE}; INSERT INTO t(a) VALUES ('${value}')`);
      await app.close();
    }
    await rig.follow();
    await rig.expectSame();
    copyFileSync(other, rig.path);
    await rig.expectSame();
    expect(rig.database.status().txid).toBe(2n);
  });

  it('follows truncation to zero, and what is written after it', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await app.exec(rows(100));
    await rig.follow();
    await rig.expectSame();
    const { txid } = rig.database.status();
    await app.close();
    truncateSync(rig.path, 0);
    await rig.sync();
    const empty = await rig.restore();
    expect(readFileSync(empty.output)).toHaveLength(0);
    const again = await rollbackApp(rig);
    await again.exec(rows(10));
    await rig.expectSame();
    expect((await rig.restore({ kind: 'txid', txid })).commit).toBeGreaterThan(0);
    await again.close();
  });

  it.each(['wal', 'delete'])('notices at once that it was replaced by rename (%s)', async (mode) => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await app.exec(`PRAGMA journal_mode = ${mode}; ${rows(200)}`);
    await rig.follow();
    await rig.expectSame();
    const { txid } = rig.database.status();
    const other = new AppProcess(join(rig.dir, 'other.db'));
    await other.exec(`${TABLE}; ${rows(7)}`);
    await other.close();
    await app.close();
    rmSync(`${rig.path}-wal`, { force: true });
    rmSync(`${rig.path}-shm`, { force: true });
    renameSync(join(rig.dir, 'other.db'), rig.path);
    while (rig.database.status().txid === txid) await sleep(20);
    await rig.expectSame();
    const before = await rig.restore({ kind: 'txid', txid });
    const reader = new AppProcess(before.output);
    expect(await reader.all('SELECT count(*) AS n FROM t')).toEqual([{ n: 200 }]);
    await reader.close();
  });

  it('keeps everything when the file is deleted, and goes on when it is made again', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await app.exec(`PRAGMA journal_mode = wal; ${rows(100)}`);
    await rig.follow();
    await rig.expectSame();
    await app.kill();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${rig.path}${suffix}`, { force: true });
    await untilStatus(rig.database, (code) => code === 'database-missing');
    expect((await rig.restore()).commit).toBeGreaterThan(0);
    const again = await rollbackApp(rig);
    await again.exec(rows(5));
    await untilStatus(rig.database, (_code, kind) => kind === 'safe');
    await rig.expectSame();
    await again.close();
  });

  it('follows a file that appears after it was named', async () => {
    await using rig = new Rig();
    await rig.follow();
    await untilStatus(rig.database, (code) => code === 'database-missing');
    const app = await rollbackApp(rig);
    await untilStatus(rig.database, (_code, kind) => kind === 'safe');
    await rig.expectSame();
    await app.close();
  });
});

describe('a file that cannot be followed', () => {
  const refused = async (rig: Rig, code: string): Promise<void> => {
    const bytes = readFileSync(rig.path);
    const names = readdirSync(rig.dir);
    await rig.follow({ shutdownTimeout: 1000 });
    await expect(rig.sync()).rejects.toMatchObject({ code });
    await expect(rig.unfollow()).rejects.toMatchObject({ code });
    expect(readFileSync(rig.path)).toEqual(bytes);
    expect(readdirSync(rig.dir).filter((name) => !names.includes(name))).toEqual(['home']);
  };

  it('refuses what is not SQLite', async () => {
    await using rig = new Rig();
    writeFileSync(rig.path, 'name,amount\n'.repeat(500));
    await refused(rig, 'database-not-sqlite');
  });

  it('refuses what is encrypted', async () => {
    await using rig = new Rig();
    writeFileSync(rig.path, randomBytes(8192));
    await refused(rig, 'database-encrypted');
  });

  it('waits for an empty file to be filled', async () => {
    await using rig = new Rig();
    writeFileSync(rig.path, '');
    await refused(rig, 'database-empty');
  });

  it('refuses a header that makes no sense', async () => {
    await using rig = new Rig();
    const app = await rollbackApp(rig);
    await app.close();
    const bytes = readFileSync(rig.path);
    bytes.writeUInt16BE(1000, 16);
    writeFileSync(rig.path, bytes);
    await refused(rig, 'database-damaged');
  });

  it('refuses a folder', async () => {
    await using rig = new Rig();
    const agent = new Rig();
    await using other = agent;
    Object.assign(other, { path: rig.dir });
    await other.follow({ shutdownTimeout: 1000 });
    await expect(other.sync()).rejects.toMatchObject({ code: 'database-not-sqlite' });
  });

  it('recovers a copy of a database with its log', async () => {
    await using rig = new Rig();
    await using source = new Rig();
    const app = new AppProcess(source.path);
    await app.exec(`PRAGMA journal_mode = wal; ${TABLE}; ${rows(100)}`);
    copyFileSync(source.path, rig.path);
    copyFileSync(`${source.path}-wal`, `${rig.path}-wal`);
    await rig.follow();
    await rig.expectSame();
    await app.close();
  });
});
