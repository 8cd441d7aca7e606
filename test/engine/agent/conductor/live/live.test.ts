// Live replicas through the engine: letting in, following, taking over, handing over, and what a restart keeps.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { folder, quietWork } from '../rig.ts';
import { replicaOf, rowsIn, TwoComputers } from './pair-rig.ts';

test('one computer follows another, live; both say so, and a restart of either goes on', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  const app = await a.app('shop.db');
  await two.open();
  const database = await a.protect('shop.db');
  await a.untilState(database, 'safe');
  await expect(a.engine.live.pair()).rejects.toMatchObject({ code: 'refused' });
  await two.serve();
  const offer = await two.pair();
  expect(offer).toMatchObject({ databases: [{ name: 'shop.db', pageSize: 4096 }] });
  expect(b.engine.view().live.servers[offer.server]).toMatchObject({ name: offer.name });
  const [paired] = Object.values(a.engine.view().live.followers);
  expect(paired).toMatchObject({ presence: { kind: 'expected' }, databases: [] });

  const id = await b.engine.live.follow({ source: { kind: 'server', server: offer.server, name: 'shop.db' }, path: b.path('copy.db') }, quietWork());
  await app.exec('INSERT INTO t (a) VALUES (2)');
  const replica = await two.level(id, database);
  expect(replica).toMatchObject({ path: b.path('copy.db'), name: 'copy.db', role: { kind: 'following' }, from: { kind: 'server', server: offer.server } });
  expect(rowsIn(b.path('copy.db'))).toEqual([1, 2]);
  await a.until(({ live }) => live.followers[paired!.id]?.databases[0]?.behind === 0);
  expect(a.engine.view().live.followers[paired!.id]).toMatchObject({ presence: { kind: 'connected' }, databases: [{ database }] });
  expect(await b.engine.live.databasesAt({ kind: 'known', server: offer.server }, quietWork())).toMatchObject({ databases: [{ name: 'shop.db', followed: id }] });

  await b.stop();
  await a.until(({ live }) => live.followers[paired!.id]?.presence.kind === 'away');
  await app.exec('INSERT INTO t (a) VALUES (3)');
  await b.open();
  await two.level(id, database);
  expect(rowsIn(b.path('copy.db'))).toEqual([1, 2, 3]);

  const kinds = (await b.engine.activity({ limit: 50 })).operations.map(({ facts }) => facts.kind);
  expect(kinds).toContain('follow');
  const theirs = (await a.engine.activity({ limit: 50 })).operations.map(({ facts }) => facts.kind);
  expect(theirs).toEqual(expect.arrayContaining(['serving', 'follower-joined']));
});

test('when the other is gone, this computer takes over: its history goes on, and programs may write', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  const app = await a.app('shop.db');
  await two.open();
  const database = await a.protect('shop.db');
  await two.serve();
  const id = await two.follow('shop.db', 'shop.db');
  await app.exec('INSERT INTO t (a) VALUES (2)');
  const { txid } = await two.level(id, database);
  await a.stop();
  await b.until(({ live }) => live.followed[id]?.role.kind === 'searching');
  const own = await b.engine.live.promote(id, quietWork());
  expect(b.engine.view().live.followed).toEqual({});
  const db = new Sqlite(b.path('shop.db'));
  db.exec('INSERT INTO t (a) VALUES (7)');
  db.close();
  await b.expectSame(own);
  expect(b.view(own).txid).toBeGreaterThan(txid);
  expect(rowsIn(b.path('shop.db'))).toEqual([1, 2, 7]);
  const { operations } = await b.engine.activity({ limit: 9, only: 'changes-by-you' });
  expect(operations.find(({ facts }) => facts.kind === 'promoted')).toMatchObject({ facts: { path: b.path('shop.db') }, state: { kind: 'done' } });
});

test('handing over: the follower has everything and writes; here nothing is protected any more', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  const app = await a.app('shop.db');
  await two.open();
  const database = await a.protect('shop.db');
  await two.serve();
  const id = await two.follow('shop.db', 'shop.db');
  await two.level(id, database);
  await app.exec('INSERT INTO t (a) VALUES (2)');
  await a.until(({ live }) => Object.values(live.followers)[0]?.presence.kind === 'connected');
  const [guest] = Object.keys(a.engine.view().live.followers);
  await a.engine.live.handOff(database, guest!, quietWork());
  expect(a.engine.view().databases).toEqual({});
  await b.until(({ databases, live }) => Object.keys(live.followed).length === 0 && Object.values(databases)[0]?.state.kind === 'safe');
  expect(rowsIn(b.path('shop.db'))).toEqual([1, 2]);
  expect(rowsIn(a.path('shop.db'))).toEqual([1, 2]);
  const kinds = (await a.engine.activity({ limit: 5 })).operations.map(({ facts }) => facts.kind);
  expect(kinds).toContain('handed-off');
});

test('who is no longer let in gets nothing newer, and says why', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  const app = await a.app('shop.db');
  await two.open();
  const database = await a.protect('shop.db');
  await two.serve();
  const id = await two.follow('shop.db');
  await two.level(id, database);
  const [guest] = Object.keys(a.engine.view().live.followers);
  await a.engine.live.forgetFollower(guest!);
  expect(a.engine.view().live.followers).toEqual({});
  await app.exec('INSERT INTO t (a) VALUES (2)');
  await b.until(({ live }) => live.followed[id]?.role.kind === 'failed');
  expect(replicaOf(b.engine, id).role).toMatchObject({ reason: { code: 'stream-denied' } });
  expect(rowsIn(b.path('copy-of-shop.db'))).toEqual([1]);
  // The file stays, and is written by nobody.
  await b.engine.live.unfollow(id);
  expect(b.engine.view().live.followed).toEqual({});
  expect(existsSync(b.path('copy-of-shop.db'))).toBe(true);
  const { server } = Object.values(b.engine.view().live.servers).map(({ id: known }) => ({ server: known }))[0]!;
  await b.engine.live.forgetServer(server);
  expect(b.engine.view().live.servers).toEqual({});
});

test('a history at a destination is followed without anybody running', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  const app = await a.app('shop.db');
  await two.open();
  const database = await a.protect('shop.db');
  await app.exec('INSERT INTO t (a) VALUES (2)');
  await a.engine.backUp([database], quietWork());
  const history = a.view(database).copies[0]!.url;
  const source = { kind: 'history', place: folder(history) } as const;
  await expect(b.engine.live.follow({ source: { kind: 'history', place: folder(b.dir) }, path: b.path('no.db') }, quietWork())).rejects.toMatchObject({ code: 'not-found' });
  const id = await b.engine.live.follow({ source, path: b.path('shop.db') }, quietWork());
  const { txid } = a.view(database);
  await b.until(({ live }) => live.followed[id]?.txid === txid);
  expect(rowsIn(b.path('shop.db'))).toEqual([1, 2]);
  expect(replicaOf(b.engine, id).from).toMatchObject({ kind: 'history' });
  const [destination] = Object.keys(b.engine.view().destinations);
  await expect(b.engine.removeDestination(destination!)).rejects.toMatchObject({ code: 'refused' });
});

test('what cannot be followed into is refused, and nothing is touched', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  await a.app('shop.db');
  await b.app('own.db');
  await two.open();
  await a.protect('shop.db');
  await b.protect('own.db');
  await two.serve();
  const id = await two.follow('shop.db');
  writeFileSync(b.path('there.db'), 'something of somebody');
  const [server] = Object.keys(b.engine.view().live.servers);
  const into = (path: string): Promise<string> => b.engine.live.follow({ source: { kind: 'server', server: server!, name: 'shop.db' }, path }, quietWork());
  await expect(into(b.path('own.db'))).rejects.toMatchObject({ code: 'refused' });
  await expect(into(b.path('copy-of-shop.db'))).rejects.toMatchObject({ code: 'refused' });
  await expect(into(b.path('there.db'))).rejects.toMatchObject({ code: 'restore-output-exists' });
  await expect(into(`${b.home}/live.db`)).rejects.toMatchObject({ code: 'refused' });
  expect(readFileSync(b.path('there.db'), 'utf8')).toBe('something of somebody');
  const [registered] = await b.engine.register({ paths: [b.path('copy-of-shop.db')] }, quietWork());
  expect(registered?.outcome).toMatchObject({ kind: 'refused' });
  await expect(b.engine.live.forgetServer(server!)).rejects.toMatchObject({ code: 'refused' });
  await expect(b.engine.live.follow({ source: { kind: 'server', server: server!, name: 'other.db' }, path: b.path('x.db') }, quietWork())).rejects.toMatchObject({ code: 'not-found' });
  expect(Object.keys(b.engine.view().live.followed)).toEqual([id]);
});

test('serving is kept through a restart; a port that is taken is said, and does not keep the engine from starting', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  await two.open();
  await two.serve();
  const serving = a.engine.view().live.serving;
  expect(serving).toMatchObject({ kind: 'on' });
  const port = Number(new URL(serving.kind === 'on' ? serving.address : '').port);
  await expect(b.engine.live.serve({ kind: 'on', reach: 'loopback', port })).rejects.toMatchObject({ code: 'busy' });
  expect(b.engine.view().live.serving).toMatchObject({ kind: 'failed', reason: { code: 'busy' } });
  await b.engine.live.serve({ kind: 'on', reach: 'network', port: 0 });
  const known = b.engine.view().live.serving;
  expect(known).toMatchObject({ kind: 'on', address: expect.stringMatching(/^https:\/\/[^:]+:\d+$/) as string, fingerprint: expect.stringMatching(/^sha256:/) as string });
  await b.stop();
  await b.open();
  await b.until(({ live }) => live.serving.kind === 'on');
  expect(b.engine.view().live.serving).toEqual(known);
  await b.engine.live.serve({ kind: 'off' });
  expect(b.engine.view().live.serving).toEqual({ kind: 'off' });
});

test('a wrong code lets nobody in; one that was ended lets nobody in either', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  await two.open();
  await two.serve();
  const { code, address } = await a.engine.live.pair();
  const tried = (text: string): Promise<unknown> => b.engine.live.databasesAt({ kind: 'code', address, code: text }, quietWork());
  await expect(tried('AAAA-AAAA-AAAA')).rejects.toMatchObject({ code: 'stream-denied' });
  await a.engine.live.endPairing();
  await expect(tried(code)).rejects.toMatchObject({ code: 'stream-denied' });
  expect(b.engine.view().live.servers).toEqual({});
});

test('what another program wrote to the file that follows is set apart, said, and can be kept', async () => {
  await using two = new TwoComputers();
  const { a, b } = two;
  const app = await a.app('shop.db');
  await two.open();
  const database = await a.protect('shop.db');
  await two.serve();
  const id = await two.follow('shop.db');
  await two.level(id, database);
  const stranger = new Sqlite(b.path('copy-of-shop.db'));
  stranger.exec('INSERT INTO t (a) VALUES (666)');
  stranger.close();
  await app.exec('INSERT INTO t (a) VALUES (2)');
  const replica = await two.level(id, database);
  expect(rowsIn(b.path('copy-of-shop.db'))).toEqual([1, 2]);
  const [apart] = replica.quarantined;
  expect(rowsIn(apart!.path)).toEqual([1, 666]);
  const { operations } = await b.engine.activity({ limit: 20, only: 'troubles' });
  expect(operations.find(({ facts }) => facts.kind === 'diverged')).toMatchObject({ facts: { aside: apart!.path } });

  await b.engine.live.saveSetApart(id, apart!.path, b.path('kept.db'));
  expect(rowsIn(b.path('kept.db'))).toEqual([1, 666]);
  await expect(b.engine.live.saveSetApart(id, apart!.path, b.path('kept.db'))).rejects.toMatchObject({ code: 'restore-output-exists' });
  await expect(b.engine.live.saveSetApart(id, b.path('kept.db'), b.path('other.db'))).rejects.toMatchObject({ code: 'not-found' });
});
