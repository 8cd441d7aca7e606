// What live replicas are asked through the contract: what passes reaches the engine as it was meant, the rest not at all.
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { EngineServer } from '../../../main/ipc/server.ts';
import { TestFace } from '../face.ts';
import { FakeEngine } from '../fake-engine.ts';

function setUp(): { readonly engine: FakeEngine; readonly face: TestFace } {
  const engine = new FakeEngine();
  return { engine, face: new TestFace(new EngineServer(engine, systemClock)) };
}

const CODE = 'k7qf 2mxa plb3 wz5d 6tne rgh4';

test('what is asked at once reaches the engine', async () => {
  const { engine, face } = setUp();
  expect(await face.call('live.serve', { kind: 'on', reach: 'network' })).toEqual({ ok: true, value: null });
  expect(await face.call('live.pair', {})).toMatchObject({ ok: true, value: { until: 600_000 } });
  await face.call('live.endPairing', {});
  await face.call('live.forgetFollower', { follower: 'pc-1' });
  await face.call('live.forgetServer', { server: 'peer-1' });
  await face.call('live.unfollow', { followed: 'live-1' });
  await face.call('live.saveSetApart', { followed: 'live-1', path: '/a', output: '/b' });
  expect(engine.asked).toEqual([
    ['live.serve', { kind: 'on', reach: 'network' }],
    ['live.pair'],
    ['live.endPairing'],
    ['live.forgetFollower', 'pc-1'],
    ['live.forgetServer', 'peer-1'],
    ['live.unfollow', 'live-1'],
    ['live.saveSetApart', 'live-1', '/a', '/b'],
  ]);
});

test.each([
  ['live.databasesAt', { kind: 'code', address: ' nas:7674 ', code: CODE }, 'databasesAt', { ok: true, value: { server: 'peer-1' } }],
  ['live.follow', { source: { kind: 'server', server: 'peer-1', name: 'shop.db' }, path: '/shop.db' }, 'follow', { ok: true, value: 'live-1' }],
  ['live.follow', { source: { kind: 'history', place: { location: { kind: 'folder', path: '/b' } } }, path: '/shop.db' }, 'follow', { ok: true, value: 'live-1' }],
  ['live.promote', { followed: 'live-1' }, 'promote', { ok: true, value: 'db-2' }],
  ['live.handOff', { database: 'db-1', follower: 'pc-1' }, 'handOff', { ok: true, value: null }],
  ['destination.import', { place: { location: { kind: 'folder', path: '/b' } }, path: '/shop.db' }, 'importHistory', { ok: true, value: { how: 'continued' } }],
])('%s is answered when it is done', async (command, input, held, outcome) => {
  const { engine, face } = setUp();
  const answer = face.call(command, input);
  (await engine.holding(held)).end();
  expect(await answer).toMatchObject(outcome);
});

describe('refused before the engine hears of it', () => {
  const server = { kind: 'server', server: 'peer-1', name: 'shop.db' };
  test.each([
    ['live.serve', { kind: 'on' }],
    ['live.serve', { kind: 'on', reach: 'everywhere' }],
    ['live.serve', { kind: 'on', reach: 'network', port: 65_536 }],
    ['live.serve', { kind: 'off', reach: 'network' }],
    ['live.databasesAt', { kind: 'code', address: 'nas', code: 'short' }],
    ['live.databasesAt', { kind: 'code', address: 'nas', code: 'x'.repeat(65) }],
    ['live.databasesAt', { kind: 'code', address: 'a b', code: CODE }],
    ['live.databasesAt', { kind: 'code', address: 'x'.repeat(256), code: CODE }],
    ['live.databasesAt', { kind: 'known', server: '../x' }],
    ['live.follow', { source: server, path: '' }],
    ['live.follow', { source: server, path: 'a\0b' }],
    ['live.follow', { source: { ...server, name: '\u0001' }, path: '/a' }],
    ['live.follow', { source: { ...server, kind: 'file' }, path: '/a' }],
    ['live.promote', { followed: 'live-1', when: 'anyway' }],
    ['live.handOff', { database: 'db-1' }],
  ])('%s %j', async (command, input) => {
    const { engine, face } = setUp();
    expect(await face.call(command, input)).toMatchObject({ ok: false, error: { code: 'usage' } });
    expect(engine.asked).toEqual([]);
  });
});
