// What we leave behind in a user's database: nothing.
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppProcess } from '../../tools/app-process.ts';
import { imageOf, Rig, sha256 } from '../rig.ts';

interface Look {
  readonly schema: readonly unknown[];
  readonly mode: readonly unknown[];
  readonly header: string;
  readonly image: string;
}

async function look(rig: Rig, app: AppProcess): Promise<Look> {
  return {
    schema: await app.all('SELECT * FROM sqlite_schema'),
    mode: await app.all('PRAGMA journal_mode'),
    header: readFileSync(rig.path).subarray(0, 100).toString('hex'),
    image: sha256(imageOf(rig.path)),
  };
}

describe('a database that is followed', () => {
  it.each(['wal', 'delete', 'truncate', 'persist'])(
    'keeps schema, header, content and journal mode %s through capture, checkpoint, stop and start',
    async (mode) => {
      await using rig = new Rig();
      const app = new AppProcess(rig.path);
      await app.exec(`PRAGMA journal_mode = ${mode}; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t(a)`);
      await app.exec(`INSERT INTO t SELECT value FROM json_each('[1,2,3]'); PRAGMA wal_checkpoint(TRUNCATE)`);
      const before = await look(rig, app);
      const mtime = statSync(rig.path).mtimeMs;
      for (let i = 0; i < 2; i++) {
        await rig.follow({ checkpointPages: 1, checkpointInterval: 1 });
        await rig.expectSame();
        await rig.unfollow();
      }
      expect(await look(rig, app)).toEqual(before);
      expect(statSync(rig.path).mtimeMs).toBe(mtime);
      await app.close();
    },
  );

  it('gets its own log copied back by our checkpoints, byte for byte as SQLite would', async () => {
    await using rig = new Rig();
    const app = new AppProcess(rig.path);
    await app.exec('PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t(a)');
    await rig.follow({ checkpointPages: 1 });
    for (let i = 0; i < 20; i++) {
      await app.exec('INSERT INTO t VALUES (randomblob(3000))');
      await rig.sync();
    }
    const before = await look(rig, app);
    await rig.unfollow();
    const after = await look(rig, app);
    expect({ ...after, header: '' }).toEqual({ ...before, header: '' });
    expect(await app.all('SELECT count(*) AS n FROM sqlite_schema')).toEqual([{ n: 1 }]);
    await app.close();
  });

  it('has no file of ours beside it', async () => {
    await using rig = new Rig();
    const folder = join(rig.dir, 'data');
    mkdirSync(folder);
    Object.assign(rig, { path: join(folder, 'app.db') });
    const app = new AppProcess(rig.path);
    await app.exec('PRAGMA journal_mode = wal; CREATE TABLE t(a)');
    await rig.follow();
    await rig.expectSame();
    await rig.unfollow();
    await app.close();
    expect(readdirSync(folder)).toEqual(['app.db']);
  });
});

describe('a database of more than 1 GiB', () => {
  it('is copied without its lock page, which comes back as zeros', async () => {
    await using rig = new Rig();
    const app = new AppProcess(rig.path);
    await app.exec('PRAGMA page_size = 65536; PRAGMA synchronous = off; CREATE TABLE t(a, b)');
    await app.exec(`INSERT INTO t VALUES (zeroblob(380000000), 'first')`);
    await app.exec(`INSERT INTO t VALUES (zeroblob(380000000), 'middle'), (zeroblob(330000000), 'last')`);
    await rig.follow();
    await rig.sync();
    await app.exec(`PRAGMA journal_mode = wal; UPDATE t SET b = 'changed' WHERE b = 'last'`);
    await rig.sync();
    const { output, commit, checksum } = await rig.restore();
    expect(commit).toBeGreaterThan(LOCK_PAGE);
    expect(checksum).toBe(rig.database.status().checksum);
    expect(pageOf(output, LOCK_PAGE).every((byte) => byte === 0)).toBe(true);
    const restored = new AppProcess(output);
    expect(await restored.all('SELECT length(a) AS n, b FROM t')).toEqual([
      { n: 380_000_000, b: 'first' },
      { n: 380_000_000, b: 'middle' },
      { n: 330_000_000, b: 'changed' },
    ]);
    await restored.close();
    await app.close();
  });
});

const PAGE_SIZE = 65536;
const LOCK_PAGE = 0x40000000 / PAGE_SIZE + 1;

function pageOf(path: string, pgno: number): Buffer {
  const page = Buffer.alloc(PAGE_SIZE, 1);
  const fd = openSync(path, 'r');
  readSync(fd, page, 0, PAGE_SIZE, (pgno - 1) * PAGE_SIZE);
  closeSync(fd);
  return page;
}
