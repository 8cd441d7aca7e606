// The agent: several destinations, absent ones, lost state, and one agent only.
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Agent, type DatabaseAgent } from '../../../main/engine/agent/agent.ts';
import { stateDir } from '../../../main/engine/agent/home.ts';
import { readKnownDatabases } from '../../../main/engine/agent/known.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { AppProcess } from '../../tools/app-process.ts';
import { Rig } from '../rig.ts';

const insert = (n: number): string => `INSERT INTO t(a) SELECT randomblob(100) FROM json_each('[${'1,'.repeat(n - 1)}1]')`;

async function appOn(rig: Rig): Promise<AppProcess> {
  const app = new AppProcess(rig.path);
  await app.exec(`PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, a); ${insert(200)}`);
  return app;
}

function agentOn(rig: Rig): Agent {
  const services = { clock: systemClock, random: systemRandom, disk: systemDisk, jobs: new InlineRunner() };
  return new Agent({ home: rig.home, ...services });
}

async function until(database: DatabaseAgent, test: () => boolean): Promise<void> {
  while (!test()) await sleep(20);
  expect(database.path).toBeTruthy();
}

describe.each(['wal', 'delete'] as const)('a %s database that takes hours to read', (mode) => {
  it('is let go of when it is time, with nothing captured', async () => {
    await using rig = new Rig();
    const db = new Sqlite(rig.path);
    db.pragma(`journal_mode = ${mode}`);
    db.exec('CREATE TABLE t (a)').close();
    // By a header that does not say how large it is, its size counts: a terabyte without any content.
    const fd = openSync(rig.path, 'r+');
    writeSync(fd, new Uint8Array(4), 0, 4, 28);
    ftruncateSync(fd, 2 ** 40);
    closeSync(fd);
    const database = await rig.follow();
    const reading = new Promise((resolve) => database.progress.on(resolve));
    await reading;
    await expect(database.stop({ within: 50 })).rejects.toMatchObject({ code: 'aborted' });
    await expect(database.stop()).rejects.toMatchObject({ code: 'aborted' });
    expect(database.status().txid).toBe(0n);
  });
});

describe('an agent', () => {
  it('keeps a position for each of several destinations; an absent one holds nobody up', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    const absent = fileDestination({ path: join(rig.dir, 'disk', 'copies'), random: systemRandom });
    const agent = agentOn(rig);
    const database = await agent.add({ path: rig.path, destinations: [rig.destination, absent] });
    await until(database, () => database.status().destinations[0]!.txid > 0n);
    await app.exec(insert(3));
    await until(database, () => database.status().destinations[0]!.txid === 2n);
    expect(database.status().state).toMatchObject({ kind: 'waiting', trouble: { code: 'destination-absent' } });
    expect(database.status().destinations[1]).toMatchObject({ txid: 0n, state: { kind: 'waiting' } });
    mkdirSync(join(rig.dir, 'disk'));
    await until(database, () => database.status().state.kind === 'safe');
    expect(database.status().destinations[1]!.txid).toBe(2n);
    await agent.stop();
    await app.close();
  });

  it('waits for a disk that was taken away, also after a restart, and does not begin anew in its place', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow({ shutdownTimeout: 500 });
    await rig.sync();
    await rig.unfollow();
    renameSync(join(rig.dir, 'replica'), join(rig.dir, 'unplugged'));
    await app.exec(insert(1));
    const services = { clock: systemClock, random: systemRandom, disk: systemDisk, jobs: new InlineRunner() };
    const agent = new Agent({ home: rig.home, ...services });
    const destination = fileDestination({ path: join(rig.dir, 'replica'), random: systemRandom });
    const database = await agent.add({ path: rig.path, destinations: [destination] });
    await until(database, () => database.status().state.kind === 'waiting');
    expect(database.status().state).toMatchObject({ trouble: { code: 'destination-absent' } });
    expect(existsSync(join(rig.dir, 'replica'))).toBe(false);
    renameSync(join(rig.dir, 'unplugged'), join(rig.dir, 'replica'));
    await database.sync();
    expect(readdirSync(join(rig.dir, 'replica/ltx/0'))).toHaveLength(1);
    await agent.stop();
    await app.close();
  });

  it.each(['emptied', 'exchanged'])('looks again at a place that was %s while it ran, and makes it whole', async (how) => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    await rig.sync();
    cpSync(join(rig.dir, 'replica'), join(rig.dir, 'older'), { recursive: true });
    for (let i = 0; i < 3; i++) {
      await app.exec(insert(2));
      await rig.sync();
    }
    renameSync(join(rig.dir, 'replica/ltx'), join(rig.dir, 'taken'));
    if (how === 'emptied') mkdirSync(join(rig.dir, 'replica/ltx'));
    else renameSync(join(rig.dir, 'older/ltx'), join(rig.dir, 'replica/ltx'));
    await app.exec(insert(2));
    await until(rig.database, () => rig.database.status().state.kind !== 'safe');
    await until(rig.database, () => rig.database.status().state.kind === 'safe');
    await rig.expectSame();
    await app.close();
  });

  it('rebuilds lost state from the destination with a file of what changed, not with a whole copy', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    await rig.expectSame();
    await rig.unfollow();
    rmSync(rig.home, { recursive: true });
    await app.exec(insert(2));
    await rig.follow();
    await rig.expectSame();
    expect(rig.database.status().txid).toBe(2n);
    expect(readdirSync(join(rig.dir, 'replica/ltx/9'))).toHaveLength(1);
    await app.close();
  });

  it.each(['page-sums', 'positions', 'spool'])('comes right when its own %s is lost', async (name) => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    for (let i = 0; i < 3; i++) {
      await app.exec(insert(2));
      await rig.sync();
    }
    await rig.unfollow();
    rmSync(join(stateDir(rig.home, rig.path), name), { recursive: true });
    await app.exec(insert(2));
    await rig.follow();
    await rig.expectSame();
    await app.exec(insert(2));
    await rig.expectSame();
    await app.close();
  });

  it('takes a snapshot where the history there cannot be continued', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    await rig.sync();
    await rig.unfollow();
    rmSync(rig.home, { recursive: true });
    for (const name of readdirSync(join(rig.dir, 'replica/ltx/9'))) rmSync(join(rig.dir, 'replica/ltx/9', name));
    await app.exec(insert(2));
    await rig.follow();
    await rig.expectSame();
    await app.close();
  });

  it('refuses a destination that another database writes to, and leaves it as it is', async () => {
    await using rig = new Rig();
    await using other = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    for (let i = 0; i < 3; i++) {
      await app.exec(insert(2));
      await rig.sync();
    }
    const stranger = await appOn(other);
    await other.follow();
    await other.sync();
    await other.unfollow();
    const agent = agentOn(other);
    const database = await agent.add({ path: other.path, destinations: [rig.destination] });
    await until(database, () => database.status().state.kind === 'failed');
    expect(database.status().state).toMatchObject({ trouble: { code: 'destination-conflict' } });
    await expect(agent.stop()).rejects.toMatchObject({ code: 'destination-conflict' });
    await rig.expectSame();
    await stranger.close();
    await app.close();
  });

  it('refuses a place that holds the history of another database of this computer, however empty its own past', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    await rig.sync();
    const second = join(rig.dir, 'second.db');
    const other = new AppProcess(second);
    await other.exec('CREATE TABLE u(a)');
    const agent = agentOn(rig);
    await expect(agent.add({ path: second, destinations: [rig.destination] })).rejects.toMatchObject({
      code: 'destination-conflict',
    });
    await agent.stop();
    await rig.expectSame();
    await other.close();
    await app.close();
  });

  it('is the only one for a database', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    const second = agentOn(rig);
    await expect(second.add({ path: rig.path, destinations: [rig.destination] })).rejects.toMatchObject({
      code: 'state-in-use',
    });
    await second.stop();
    await expect(rig.follow()).rejects.toMatchObject({ code: 'state-in-use' });
    await app.close();
  });

  it('tells others what it knows without being asked', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    await rig.sync();
    const [known] = readKnownDatabases(systemDisk, rig.home);
    expect(known).toMatchObject({ path: rig.path, destinations: [rig.destination.url], position: { txid: 1n } });
    await rig.unfollow();
    await app.close();
  });

  it('has nothing of ours to fear from a copied replica', async () => {
    await using rig = new Rig();
    const app = await appOn(rig);
    await rig.follow();
    await rig.sync();
    cpSync(join(rig.dir, 'replica'), join(rig.dir, 'copied'), { recursive: true });
    const agent = agentOn(rig);
    await rig.unfollow();
    const copied = fileDestination({ path: join(rig.dir, 'copied'), random: systemRandom });
    const database = await agent.add({ path: rig.path, destinations: [copied] });
    await app.exec(insert(2));
    await database.sync();
    expect(readdirSync(join(rig.dir, 'copied/ltx/9'))).toHaveLength(1);
    expect(readdirSync(join(rig.dir, 'copied/ltx/0'))).toHaveLength(1);
    await agent.stop();
    await app.close();
  });
});
