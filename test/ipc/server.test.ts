import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../main/ipc/contract/commands.ts';
import { applyPatch } from '../../main/ipc/contract/patch.ts';
import { MOST_CALLS, type ToFace } from '../../main/ipc/contract/wire.ts';
import { EngineServer } from '../../main/ipc/server.ts';
import { systemClock } from '../../main/engine/base/clock.ts';
import { FakeClock } from '../engine/fake-clock.ts';
import { settle, TestFace } from './face.ts';
import { database, EMPTY, FakeEngine } from './fake-engine.ts';

function setUp(): { engine: FakeEngine; server: EngineServer; face: TestFace } {
  const engine = new FakeEngine();
  const server = new EngineServer(engine, systemClock);
  return { engine, server, face: new TestFace(server) };
}

describe('calls', () => {
  test('are answered', async () => {
    const { face } = setUp();
    expect(await face.call('diagnostics.report', {})).toEqual({ ok: true, value: 'all is well' });
  });

  test('that have nothing to say are answered with null', async () => {
    const { face, engine } = setUp();
    expect(await face.call('database.pause', { databases: ['db-1'] })).toEqual({ ok: true, value: null });
    expect(await face.call('database.locate', { name: 'a.db', size: 1, modified: 1 })).toEqual({ ok: true, value: null });
    expect(engine.asked).toEqual([['pause', ['db-1'], undefined]]);
  });

  test('carry transactions as numbers, which the engine gets as bigint', async () => {
    const { face, engine } = setUp();
    const input = { database: 'db-1', target: { kind: 'txid', txid: 2 ** 53 - 1 } };
    expect(await face.call('restore.preview', input)).toMatchObject({ ok: true, value: { txid: 2 ** 53 - 1 } });
    expect(engine.asked).toEqual([['previewRestore', 'db-1', { kind: 'txid', txid: 2n ** 53n - 1n }]]);
  });

  test('that fail tell code, message and hint', async () => {
    const { face } = setUp();
    expect(await face.call('database.check', { path: '/gone' })).toEqual({
      ok: false,
      error: { code: 'database-missing', message: '/gone is not there', hint: 'Look elsewhere.' },
    });
  });

  test('that meet a mistake of ours say so, without a stack', async () => {
    const { face } = setUp();
    const outcome = await face.call('database.check', { path: '/bug' });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'bug' } });
    expect(JSON.stringify(outcome)).toContain('an index of ours is wrong');
    expect(JSON.stringify(outcome)).not.toContain('fake-engine');
  });

  test('are followed: the lines of a test, then its result', async () => {
    const { face } = setUp();
    const call = face.start('destination.test', { place: { location: { kind: 'folder', path: '/backup' } } });
    await face.result(call);
    const kinds = face.got.map((message) => message.kind);
    expect(kinds).toEqual(['news', 'result']);
  });

  test('every engine command is answered, also the ones of the shell: there are none here', async () => {
    const { face } = setUp();
    const shell = Object.entries(COMMANDS).filter(([, { side }]) => side === 'shell');
    expect(shell.length).toBeGreaterThan(3);
    for (const [command] of shell) {
      expect(await face.call(command, {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
    }
  });
});

describe('what is not right', () => {
  test.each([
    ['no object', 7],
    ['nothing', undefined],
    ['another kind', { kind: 'shout' }],
    ['no call number', { kind: 'call', command: 'diagnostics.report', input: {} }],
    ['a negative call number', { kind: 'cancel', call: -1 }],
    ['a fraction', { kind: 'cancel', call: 0.5 }],
    ['a long command', { kind: 'call', call: 1, command: 'x'.repeat(65), input: {} }],
    ['one thing more', { kind: 'watch', now: true }],
  ])('%s is no message', async (_what, message) => {
    const { face } = setUp();
    expect(face.receive(message)).toBe('refused');
    await settle();
    expect(face.got).toEqual([]);
  });

  test('an unknown command is not found, and not told back', async () => {
    const { face } = setUp();
    for (const command of ['database.drop', 'constructor', '__proto__', 'toString', '']) {
      const outcome = await face.call(command, {});
      expect(outcome).toMatchObject({ ok: false, error: { code: 'not-found' } });
      if (command !== '') expect(JSON.stringify(outcome)).not.toContain(command);
    }
  });

  const secret = 'AKIA-very-secret';
  test.each<[string, unknown, RegExp]>([
    ['database.check', undefined, /must be of the type object/],
    ['database.check', {}, /path must be of the type string/],
    ['database.check', { path: 7 }, /path must be of the type string/],
    ['database.check', { path: '' }, /path must be at least 1 characters long/],
    ['database.check', { path: 'a'.repeat(4097) }, /path must be at most 4096 characters long/],
    ['database.check', { path: `${secret}\0` }, /path is refused: holds a NUL/],
    ['database.check', { path: '/x', [secret.repeat(100)]: 1 }, /must not have .{80}…/],
    ['database.unregister', { database: secret }, /database has not the form/],
    ['database.register', { paths: [] }, /paths must be at least 1 long/],
    ['database.register', { paths: Array<string>(1001).fill('/x') }, /paths must be at most 1000 long/],
    ['database.register', { paths: ['/x', { secret }] }, /paths\[1\] must be of the type string/],
    ['restore.preview', { database: 'db-1', target: { kind: secret } }, /target.kind must be one of latest, txid, time/],
    ['restore.preview', { database: 'db-1', target: { kind: 'txid', txid: 0 } }, /target.txid must be at least 1/],
    ['restore.preview', { database: 'db-1', target: { kind: 'txid', txid: 1.5 } }, /target.txid must be a whole number/],
    ['restore.preview', { database: 'db-1', target: { kind: 'txid', txid: 2 ** 53 } }, /target.txid must be/],
    ['activity.list', { limit: 501 }, /limit must be at most 500/],
    ['activity.list', { limit: 1, only: secret }, /only must be one of restores, troubles, copies, changes-by-you/],
    ['settings.set', { theme: secret }, /theme must be one of system, light, dark/],
  ])('%s %j', async (command, input, hint) => {
    const { face, engine } = setUp();
    const outcome = await face.call(command, input);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'usage' } });
    if (outcome.ok) return;
    expect(outcome.error.hint).toMatch(hint);
    expect(outcome.error.message.length + outcome.error.hint.length).toBeLessThan(300);
    if (!('path' in Object(input)) || Object.keys(Object(input) as object).length === 1)
      expect(JSON.stringify(outcome)).not.toContain(secret);
    expect(engine.asked).toEqual([]);
  });

  test('a number that is in use is refused, and the call that has it goes on', async () => {
    const { face, engine } = setUp();
    face.receive({ kind: 'call', call: 7, command: 'database.find', input: {} });
    expect(face.receive({ kind: 'call', call: 7, command: 'diagnostics.report', input: {} })).toBe('refused');
    (await engine.holding('find')).end();
    expect(await face.result(7)).toEqual({ ok: true, value: [] });
    expect(face.receive({ kind: 'call', call: 7, command: 'diagnostics.report', input: {} })).toBe('taken');
  });

  test('too many calls at once are turned away, and taken again when some have ended', async () => {
    const { face, engine } = setUp();
    for (let i = 0; i < MOST_CALLS; i++) face.start('database.find', {});
    expect(await face.call('diagnostics.report', {})).toMatchObject({ ok: false, error: { code: 'busy' } });
    (await engine.holding('find')).end();
    await face.result(0);
    expect(await face.call('diagnostics.report', {})).toMatchObject({ ok: true });
  });
});

describe('cancelling and leaving', () => {
  test('a cancelled call ends as the engine ends it', async () => {
    const { face, engine } = setUp();
    const call = face.start('restore.copy', { database: 'db-1', target: { kind: 'latest' }, output: '/copy.db' });
    const { work } = await engine.holding('restoreCopy');
    face.receive({ kind: 'cancel', call });
    expect(work.signal.aborted).toBe(true);
    expect(await face.result(call)).toMatchObject({ ok: false, error: { code: 'aborted' } });
  });

  test('cancelling what is not there does nothing', () => {
    expect(setUp().face.receive({ kind: 'cancel', call: 99 })).toBe('taken');
  });

  test('who leaves ends what only looks, and not work on data', async () => {
    const { face, engine } = setUp();
    face.start('database.find', {});
    face.start('database.backUp', {});
    const looking = await engine.holding('find');
    const working = await engine.holding('backUp');
    face.close();
    expect(looking.work.signal.aborted).toBe(true);
    expect(working.work.signal.aborted).toBe(false);
    working.work.onProgress({ step: 'upload', done: 1 });
    working.end();
    await settle();
    expect(face.got).toEqual([]);
    expect(face.receive({ kind: 'watch' })).toBe('refused');
  });
});

describe('progress', () => {
  test('comes at most ten times a second, with rate and time left, and the last before the result', async () => {
    const clock = new FakeClock();
    const engine = new FakeEngine();
    const face = new TestFace(new EngineServer(engine, clock));
    const call = face.start('database.backUp', {});
    const { work, end } = await engine.holding('backUp');
    for (let ms = 0; ms < 10_000; ms += 10) {
      work.onProgress({ step: 'upload', done: ms * 1000, total: 20_000_000 });
      clock.advance(10);
      await Promise.resolve();
    }
    await settle();
    const before = face.of('news').length;
    expect(before).toBeGreaterThan(50);
    expect(before).toBeLessThanOrEqual(101);
    work.onProgress({ step: 'upload', done: 20_000_000, total: 20_000_000 });
    end();
    await face.result(call);
    expect(face.got.at(-1)).toMatchObject({ kind: 'result' });
    expect(face.got.at(-2)).toMatchObject({ kind: 'news', news: { progress: { done: 20_000_000 } } });
    const middle = face.of('news')[60]!.news;
    expect(middle).toMatchObject({ kind: 'progress', progress: { rate: 1_000_000, remaining: expect.any(Number) as number } });
  });
});

describe('watching', () => {
  test('begins with all, goes on with what changed, and says nothing when nothing did', async () => {
    const { face, engine } = setUp();
    face.receive({ kind: 'watch' });
    expect(face.got).toEqual([{ kind: 'state', revision: 0, state: EMPTY }]);
    engine.become({ ...EMPTY });
    engine.become({ ...EMPTY, databases: { 'db-1': database('db-1', '/a/shop.db') } });
    engine.become({ ...EMPTY, databases: { 'db-1': database('db-1', '/a/shop.db') } });
    engine.become({ ...EMPTY, databases: { 'db-1': { ...database('db-1', '/a/shop.db'), txid: 2 } } });
    await settle();
    expect(face.of('patch')).toEqual([
      { kind: 'patch', revision: 1, patch: [{ at: ['databases', 'db-1'], set: database('db-1', '/a/shop.db') }] },
      { kind: 'patch', revision: 2, patch: [{ at: ['databases', 'db-1', 'txid'], set: 2 }] },
    ]);
  });

  test('those who come later begin where the others are', () => {
    const { face, engine, server } = setUp();
    face.receive({ kind: 'watch' });
    engine.become({ ...EMPTY, lastEntry: 5 });
    const late = new TestFace(server);
    late.receive({ kind: 'watch' });
    expect(late.got).toEqual([{ kind: 'state', revision: 1, state: { ...EMPTY, lastEntry: 5 } }]);
    engine.become({ ...EMPTY, lastEntry: 6 });
    for (const one of [face, late]) {
      expect(one.got.at(-1)).toEqual({ kind: 'patch', revision: 2, patch: [{ at: ['lastEntry'], set: 6 }] });
    }
  });

  test('what changed while nobody watched is in the state of the next who does', () => {
    const { face, engine, server } = setUp();
    face.receive({ kind: 'watch' });
    face.close();
    engine.become({ ...EMPTY, lastEntry: 9 });
    const next = new TestFace(server);
    next.receive({ kind: 'watch' });
    expect(next.got).toMatchObject([{ kind: 'state', state: { lastEntry: 9 } }]);
  });

  test('a face whose transport throws harms no other', async () => {
    const { face, engine, server } = setUp();
    const broken = server.connect(() => {
      throw new Error('the window is gone');
    });
    broken.receive({ kind: 'watch' });
    broken.receive({ kind: 'call', call: 0, command: 'diagnostics.report', input: {} });
    face.receive({ kind: 'watch' });
    engine.become({ ...EMPTY, lastEntry: 1 });
    await settle();
    expect(face.of('patch')).toHaveLength(1);
  });

  test('patches lead to the same state as a snapshot', () => {
    const { face, engine } = setUp();
    face.receive({ kind: 'watch' });
    for (let step = 0; step < 200; step++) {
      const databases = Object.fromEntries(
        [1, 2, 3, 4]
          .filter((n) => (step * n) % 3 !== 0)
          .map((n) => [`db-${n}`, { ...database(`db-${n}`, `/${n}.db`), txid: step, pulse: [step % 2, n] }]),
      );
      engine.become({ ...EMPTY, databases, lastEntry: Math.floor(step / 7) });
    }
    expect(replayed(face.got)).toEqual(engine.view());
  });
});

function replayed(messages: readonly ToFace[]): unknown {
  let state: object = {};
  for (const message of messages) {
    if (message.kind === 'state') state = message.state;
    if (message.kind === 'patch') state = applyPatch(state, message.patch);
  }
  return state;
}
