// WAL databases: whatever their apps do to them while we watch, what comes back is what they had.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AppProcess } from '../../tools/app-process.ts';
import { startWriter } from '../../tools/writer-process.ts';
import { Rig } from '../rig.ts';

const TABLE = 'CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); CREATE INDEX i ON t(a)';
const rows = (n: number): string =>
  `INSERT INTO t(a, b) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})
   SELECT random(), hex(randomblob(50)) FROM n`;

async function walApp(rig: Rig, pragmas = ''): Promise<AppProcess> {
  const app = new AppProcess(rig.path);
  await app.exec(`${pragmas}; PRAGMA journal_mode = wal; ${TABLE}`);
  return app;
}

describe('following a log', () => {
  it('captures plain writes, each sync a transaction of its own, and restores every one of them', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    const counts = new Map<bigint, number>();
    for (let i = 1; i <= 5; i++) {
      await app.exec(rows(10));
      await rig.sync();
      counts.set(rig.database.status().txid, 10 * i);
    }
    await rig.expectSame();
    for (const [txid, count] of counts) {
      const { output } = await rig.restore({ kind: 'txid', txid });
      const reader = new AppProcess(output);
      expect(await reader.all('SELECT count(*) AS n FROM t')).toEqual([{ n: count }]);
      await reader.close();
    }
    expect(rig.comparisons).toEqual([]);
    await app.close();
  });

  it.each([512, 1024, 4096, 65536])('works with pages of %i bytes', async (pageSize) => {
    await using rig = new Rig();
    const app = await walApp(rig, `PRAGMA page_size = ${pageSize}`);
    await rig.follow();
    await app.exec(rows(500));
    const { pageSize: restored } = await rig.expectSame();
    expect(restored).toBe(pageSize);
    await app.close();
  });

  it('captures many writers in other processes', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    const others = [1, 2, 3, 4].map((seed) => startWriter({ db: rig.path, seconds: 2, rows: 5, seed, journal: 'keep' }));
    const reports = await Promise.all(others.map((other) => other.report()));
    expect(reports.every(({ transactions }) => transactions > 0)).toBe(true);
    await rig.expectSame();
    await app.close();
  });

  it.each(['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'])('survives %s checkpoints of the app in a loop', async (mode) => {
    await using rig = new Rig();
    const app = await walApp(rig, 'PRAGMA busy_timeout = 100');
    await rig.follow();
    for (let i = 0; i < 30; i++) {
      await app.exec(rows(3));
      await app.exec(`PRAGMA wal_checkpoint(${mode})`);
      if (i % 10 === 0) await sleep(30);
    }
    await rig.expectSame();
    await app.close();
  });

  it('goes on when the app closes its last connection and opens again', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    for (let i = 0; i < 4; i++) {
      await app.exec(rows(20));
      await app.reopen();
    }
    await rig.expectSame();
    await app.close();
    await rig.expectSame();
  });

  it('waits for nobody while a long reader holds the log, and drains it afterwards', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await app.exec(rows(10));
    await rig.follow({ checkpointPages: 50 });
    const reader = new AppProcess(rig.path);
    await reader.exec('BEGIN; SELECT count(*) FROM t');
    for (let i = 0; i < 20; i++) {
      await app.exec(rows(100));
      await rig.sync();
    }
    await rig.expectSame();
    await reader.exec('COMMIT');
    await untilLogIsShort(rig, app, 50);
    await rig.expectSame();
    await reader.close();
    await app.close();
  });

  it('keeps the log of a busy app short with its own checkpoints', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow({ checkpointPages: 200 });
    const writer = startWriter({ db: rig.path, seconds: 3, rows: 20, rate: 200, journal: 'keep', checkpoint: 0 });
    const { transactions } = await writer.report();
    await untilLogIsShort(rig, app, 200);
    await rig.expectSame();
    expect(statSync(`${rig.path}-wal`).size).toBeLessThan(transactions * 3 * 4096);
    expect(rig.comparisons).toEqual([]);
    await app.close();
  });

  it('takes a transaction of 70 MB whole', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    await app.exec('BEGIN');
    for (let i = 0; i < 70; i++) await app.exec('INSERT INTO t(a, b) VALUES (1, randomblob(1000000))');
    const before = rig.database.status().txid;
    await rig.sync();
    expect(rig.database.status().txid).toBe(before);
    await app.exec('COMMIT');
    await rig.expectSame();
    expect(rig.database.status().txid).toBe(before + 1n);
    await app.close();
  });

  it('follows VACUUM, deletion and growth', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await app.exec(rows(3000));
    await rig.follow();
    await rig.expectSame();
    await app.exec('DELETE FROM t WHERE id % 3 <> 0');
    await rig.expectSame();
    await app.exec('VACUUM');
    const shrunk = await rig.expectSame();
    await app.exec(rows(5000));
    const grown = await rig.expectSame();
    expect(grown.commit).toBeGreaterThan(shrunk.commit);
    await app.close();
  });

  it('follows a database that shrinks by itself (auto_vacuum)', async () => {
    await using rig = new Rig();
    const app = await walApp(rig, 'PRAGMA auto_vacuum = full');
    await app.exec(rows(3000));
    await rig.follow();
    const before = await rig.expectSame();
    await app.exec('DELETE FROM t WHERE id > 100');
    const after = await rig.expectSame();
    expect(after.commit).toBeLessThan(before.commit);
    await app.close();
  });

  it('captures pages that the file grew over without logging them', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    await app.exec(`BEGIN; CREATE TABLE gone(b); INSERT INTO gone SELECT randomblob(900) FROM t;
      INSERT INTO gone VALUES (zeroblob(400000)); ${rows(50)}; DROP TABLE gone; ${rows(400)}; COMMIT`);
    await rig.expectSame();
    await app.close();
  });

  it('ignores what was not committed', async () => {
    await using rig = new Rig();
    const app = await walApp(rig, 'PRAGMA cache_size = 5');
    await rig.follow();
    await rig.sync();
    const before = rig.database.status();
    await app.exec(`BEGIN; ${rows(3000)}`);
    await rig.sync();
    expect(rig.database.status().txid).toBe(before.txid);
    await app.exec('ROLLBACK');
    await rig.expectSame();
    expect(rig.database.status().checksum).toBe(before.checksum);
    await app.close();
  });
});

describe('a log that is taken away under its users', () => {
  it('is an error and not an empty log, and nothing is captured until the database is whole again', async () => {
    await using rig = new Rig();
    const app = await walApp(rig, 'PRAGMA wal_autocheckpoint = 0');
    await app.exec(rows(50));
    await rig.follow();
    await rig.sync();
    const { txid } = rig.database.status();
    renameSync(`${rig.path}-wal`, `${rig.path}-gone`);
    await expect(rig.sync()).rejects.toMatchObject({ code: 'wal-invalid', retry: 'later' });
    expect(rig.database.status().txid).toBe(txid);
    await app.kill();
    await rig.unfollow().catch(() => undefined);
    renameSync(`${rig.path}-gone`, `${rig.path}-wal`);
    rmSync(`${rig.path}-shm`, { force: true });
    await rig.follow();
    await rig.expectSame();
  });

  it('is an error too when it is the file of the marks', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    await rig.sync();
    rmSync(`${rig.path}-shm`);
    await expect(rig.sync()).rejects.toMatchObject({ code: 'wal-invalid', retry: 'later' });
    await app.kill();
    await rig.unfollow().catch(() => undefined);
    await rig.follow();
    await rig.expectSame();
  });
});

describe('a database file that is changed from outside', () => {
  it.each(['attached', 'away'])('is compared when another was copied over it while we were %s', async (where) => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await app.exec(rows(200));
    await app.close();
    copyFileSync(rig.path, `${rig.path}.backup`);
    const again = new AppProcess(rig.path);
    await rig.follow();
    await again.exec(rows(300));
    await rig.sync();
    await again.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    await rig.sync();
    await again.close();
    if (where === 'away') await rig.unfollow();
    copyFileSync(`${rig.path}.backup`, rig.path);
    if (where === 'away') await rig.follow();
    await rig.expectSame();
    const last = new AppProcess(rig.path);
    await last.exec(`UPDATE t SET b = 'after' WHERE id = 7`);
    await rig.expectSame();
    expect(await last.all('SELECT count(*) AS n FROM t')).toEqual([{ n: 200 }]);
    await last.close();
  });

  it('is whole again when we leave as the last: no log stays to be laid over another file', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    await rig.sync();
    await app.exec(rows(100));
    await app.close();
    expect(statSync(`${rig.path}-wal`).size).toBeGreaterThan(0);
    await rig.unfollow();
    expect(existsSync(`${rig.path}-wal`)).toBe(false);
    expect(existsSync(`${rig.path}-shm`)).toBe(false);
    await rig.follow();
    await rig.expectSame();
  });
});

describe('capture that was away', () => {
  it('goes on in the same log without comparing pages', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    await app.exec(rows(10));
    await rig.unfollow();
    await app.exec(rows(10));
    await rig.follow();
    await rig.expectSame();
    expect(rig.comparisons).toEqual([]);
    await app.close();
  });

  it.each(['TRUNCATE', 'RESTART'])('compares pages when the log was started anew meanwhile (%s)', async (mode) => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await app.exec(rows(2000));
    await rig.follow();
    await rig.sync();
    await rig.unfollow();
    await app.exec(rows(10));
    await app.exec(`PRAGMA wal_checkpoint(${mode})`);
    await app.exec(rows(10));
    await rig.follow();
    await rig.expectSame();
    expect(rig.comparisons).toHaveLength(1);
    const { pages } = rig.events.find((event) => event.kind === 'captured' && event.way === 'pages') as { pages: number };
    expect(pages).toBeLessThan(60);
    await app.close();
  });

  it('compares pages when the app was closed and its log vanished', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await rig.follow();
    await app.exec(rows(10));
    await rig.unfollow();
    await app.exec(rows(10));
    await app.close();
    await rig.follow();
    await rig.expectSame();
    expect(rig.comparisons.length).toBeGreaterThan(0);
  });

  it('writes nothing when nothing happened', async () => {
    await using rig = new Rig();
    const app = await walApp(rig);
    await app.exec(rows(100));
    await app.close();
    await rig.follow();
    await rig.sync();
    const { txid } = rig.database.status();
    await rig.unfollow();
    await rig.follow();
    await rig.expectSame();
    expect(rig.database.status().txid).toBe(txid);
  });
});

/** Commits now and then until the log has been started anew; a log that stays long ends in the test's timeout. */
async function untilLogIsShort(rig: Rig, app: AppProcess, frames: number): Promise<void> {
  while (walFrames(rig.path) >= frames) {
    await sleep(100);
    await app.exec(rows(1));
    await rig.sync();
  }
}

/** Frames of the present generation in the log. */
function walFrames(path: string): number {
  const wal = readFileSync(`${path}-wal`);
  if (wal.length < 32) return 0;
  const pageSize = wal.readUInt32BE(8);
  let frames = 0;
  for (let at = 32; at + 24 + pageSize <= wal.length; at += 24 + pageSize) {
    if (wal.readUInt32BE(at + 8) !== wal.readUInt32BE(16) || wal.readUInt32BE(at + 12) !== wal.readUInt32BE(20)) break;
    frames++;
  }
  return frames;
}
