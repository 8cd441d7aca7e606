// Going on with a history that Litestream wrote: restored where nothing is, continued where the database is, and every
// old point still there.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { AppProcess } from '../../../tools/app-process.ts';
import { unpackFixture } from '../../../fixtures/unpack.ts';
import { useS3 } from '../../../servers/s3.ts';
import { sha256 } from '../../rig.ts';
import { EngineRig, folder, quietWork } from './rig.ts';

const fixture = unpackFixture('v5-file-basic');
const pit = readFileSync(join(fixture, 'pit.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly txid: number; readonly file_sha256: string });

/** Litestream's replica below the person's home, where it can be written to. */
function replicaIn(rig: EngineRig): string {
  const path = rig.path('litestream/app');
  mkdirSync(path, { recursive: true });
  cpSync(join(fixture, 'replica'), path, { recursive: true, preserveTimestamps: true });
  return path;
}

async function restoredHash(rig: EngineRig, database: string, txid: number): Promise<string> {
  const output = join(rig.dir, `point-${txid}.db`);
  await rig.engine.restoreCopy({ database, target: { kind: 'txid', txid: BigInt(txid) }, output }, quietWork());
  const hash = sha256(readFileSync(output));
  rmSync(output);
  return hash;
}

async function expectOldPoints(rig: EngineRig, database: string): Promise<void> {
  const { txids } = await rig.engine.points(database, undefined);
  expect(txids).toEqual(expect.arrayContaining(pit.map(({ txid }) => txid)));
  for (const { txid, file_sha256 } of [pit[0]!, pit[pit.length >> 1]!, pit.at(-1)!]) {
    expect(await restoredHash(rig, database, txid), `transaction ${txid}`).toBe(file_sha256);
  }
}

describe("a folder of Litestream's", () => {
  it('is restored where nothing is, and continued', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const history = replicaIn(rig);
    const path = rig.path('back.db');
    const adopted = await engine.adopt({ place: folder(history), path }, quietWork());
    expect(adopted.how).toBe('restored');
    expect(sha256(readFileSync(path))).toBe(pit.at(-1)!.file_sha256);
    await rig.untilState(adopted.database, 'safe');
    expect(engine.view().destinations[adopted.destination]?.url).toBe(rig.path('litestream'));
    const app = new AppProcess(path);
    await app.exec('CREATE TABLE ours (a); INSERT INTO ours VALUES (1)');
    await rig.expectSame(adopted.database);
    await app.kill();
    await expectOldPoints(rig, adopted.database);
    expect(rig.view(adopted.database).txid).toBeGreaterThan(pit.at(-1)!.txid);
  });

  it('goes on with the database that is there, changed meanwhile', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const history = replicaIn(rig);
    const first = await engine.adopt({ place: folder(history), path: rig.path('live.db') }, quietWork());
    await rig.untilState(first.database, 'safe');
    await engine.unregister(first.database);
    const app = new AppProcess(rig.path('live.db'));
    await app.exec('CREATE TABLE meanwhile (a)');
    const again = await engine.adopt({ place: folder(history), path: rig.path('live.db') }, quietWork());
    expect(again).toMatchObject({ how: 'continued', destination: first.destination });
    await rig.expectSame(again.database);
    await app.kill();
    await expectOldPoints(rig, again.database);
  });

  it('is refused when it is none, in use, or for a database that is protected; nothing is left behind', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const shop = await rig.protect('shop.db');
    await rig.untilState(shop, 'safe');
    mkdirSync(rig.path('empty/history'), { recursive: true });
    const before = Object.keys(engine.view().destinations);
    const path = rig.path('new.db');
    const used = rig.view(shop).copies[0]!.url;
    const cases: readonly (readonly [string, string, string])[] = [
      [rig.path('empty/history'), path, 'not-found'],
      [used, path, 'destination-conflict'],
      [replicaIn(rig), rig.path('shop.db'), 'refused'],
    ];
    for (const [history, database, code] of cases) {
      const adopting = engine.adopt({ place: folder(history), path: database }, quietWork());
      await expect(adopting, history).rejects.toMatchObject({ code });
    }
    expect(existsSync(path)).toBe(false);
    expect(Object.keys(engine.view().destinations)).toEqual(before);
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(shop);
  });

  it('is not restored over a file that is no database', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    writeFileSync(rig.path('notes.txt'), 'mine');
    const adopting = engine.adopt({ place: folder(replicaIn(rig)), path: rig.path('notes.txt') }, quietWork());
    await expect(adopting).rejects.toMatchObject({ code: 'database-not-sqlite' });
    expect(readFileSync(rig.path('notes.txt'), 'utf8')).toBe('mine');
  });
});

describe("a bucket of Litestream's", () => {
  const s3 = useS3();

  it('is restored where nothing is, and continued', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const location = s3.at('backups/app');
    await upload(join(fixture, 'replica', 'ltx'), location.path);
    const path = rig.path('back.db');
    const adopted = await engine.adopt({ place: { location, secrets: s3.secrets }, path }, quietWork());
    expect(adopted.how).toBe('restored');
    expect(sha256(readFileSync(path))).toBe(pit.at(-1)!.file_sha256);
    expect(engine.view().destinations[adopted.destination]?.location).toMatchObject({ path: 'backups' });
    const app = new AppProcess(path);
    await app.exec('CREATE TABLE ours (a); INSERT INTO ours VALUES (1)');
    await rig.expectSame(adopted.database);
    await app.kill();
    await expectOldPoints(rig, adopted.database);
  });

  it('is refused while another database is copied there, however the place is written; no keys stay behind', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const location = s3.at('taken/app');
    await upload(join(fixture, 'replica', 'ltx'), location.path);
    const place = { location, secrets: s3.secrets };
    await engine.adopt({ place, path: rig.path('first.db') }, quietWork());
    const written = { ...location, region: 'us-east-1', partSize: 16 << 20, storageClass: 'STANDARD' };
    const again = engine.adopt({ place: { ...place, location: written }, path: rig.path('second.db') }, quietWork());
    await expect(again).rejects.toMatchObject({ code: 'destination-conflict' });
    const nothing = { location: s3.at('nothing/here'), secrets: { ...s3.secrets, 'session-token': 'left-over' } };
    await expect(engine.adopt({ place: nothing, path: rig.path('third.db') }, quietWork())).rejects.toThrow();
    expect(readFileSync(join(rig.home, 'secrets.json'), 'utf8')).not.toContain('left-over');
  });

  /** As Litestream's S3 client lays a replica out: levels in hex, the time in the object's metadata. */
  async function upload(tree: string, prefix: string): Promise<void> {
    for (const level of readdirSync(tree)) {
      for (const name of readdirSync(join(tree, level))) {
        const file = join(tree, level, name);
        const Key = `${prefix}/${Number(level).toString(16).padStart(4, '0')}/${name}`;
        const Metadata = { 'litestream-timestamp': statSync(file).mtime.toISOString() };
        await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: readFileSync(file), Metadata }));
      }
    }
  }
});
