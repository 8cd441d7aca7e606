import { describe, expect, test } from 'vitest';
import { systemClock } from '../../main/engine/base/clock.ts';
import { Gateway } from '../../main/ipc/gateway.ts';
import { EngineServer } from '../../main/ipc/server.ts';
import { settle, TestFace } from './face.ts';
import { EMPTY, FakeEngine } from './fake-engine.ts';
import { FakeShell, VIEW } from './fake-shell.ts';

const STARTING = { code: 'busy', message: 'the engine is starting', hint: 'Wait.' };

function setUp(): { engine: FakeEngine; shell: FakeShell; gateway: Gateway; face: TestFace; server: EngineServer } {
  const engine = new FakeEngine();
  const shell = new FakeShell();
  const server = new EngineServer(engine, systemClock);
  const gateway = new Gateway(shell, server, systemClock);
  return { engine, shell, gateway, server, face: new TestFace(gateway) };
}

test('each command goes to who answers it', async () => {
  const { face, shell } = setUp();
  expect(await face.call('shell.quit', {})).toEqual({ ok: true, value: null });
  expect(shell.quits).toBe(1);
  expect(await face.call('diagnostics.report', {})).toEqual({ ok: true, value: 'all is well' });
  expect(await face.call('nonsense', {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
  expect(await face.call('files.reveal', { path: '' })).toMatchObject({ ok: false, error: { code: 'usage' } });
});

test('who watches gets the shell and the state, now and when they change', () => {
  const { face, shell, engine } = setUp();
  shell.changed.emit(VIEW);
  expect(face.got).toEqual([]);
  face.receive({ kind: 'watch' });
  expect(face.got.map(({ kind }) => kind).sort()).toEqual(['shell', 'state']);
  shell.changed.emit({ ...VIEW, login: 'on' });
  engine.become({ ...EMPTY, lastEntry: 1 });
  expect(face.got.slice(2)).toMatchObject([{ kind: 'shell', shell: { login: 'on' } }, { kind: 'patch', revision: 1 }]);
});

test('shows a screen to one or to all', () => {
  const { gateway } = setUp();
  const got: unknown[][] = [[], []];
  const one = gateway.connect((message) => got[0]!.push(message));
  gateway.connect((message) => got[1]!.push(message));
  gateway.show({ screen: 'settings' });
  gateway.show({ screen: 'activity' }, one);
  expect(got[0]).toEqual([
    { kind: 'show', route: { screen: 'settings' } },
    { kind: 'show', route: { screen: 'activity' } },
  ]);
  expect(got[1]).toEqual([{ kind: 'show', route: { screen: 'settings' } }]);
});

test('a number in use on either side is refused', async () => {
  const { face, engine } = setUp();
  face.receive({ kind: 'call', call: 1, command: 'database.find', input: {} });
  face.receive({ kind: 'call', call: 2, command: 'files.choose', input: { what: 'folder' } });
  for (const call of [1, 2]) {
    expect(face.receive({ kind: 'call', call, command: 'shell.quit', input: {} })).toBe('refused');
    expect(face.receive({ kind: 'call', call, command: 'diagnostics.report', input: {} })).toBe('refused');
  }
  (await engine.holding('find')).end();
  expect(await face.result(1)).toEqual({ ok: true, value: [] });
});

test('cancelling reaches the side that has the call', async () => {
  const { face, engine, shell } = setUp();
  const find = face.start('database.find', {});
  const choose = face.start('files.choose', { what: 'folder' });
  const looking = await engine.holding('find');
  face.receive({ kind: 'cancel', call: choose });
  expect(shell.choosing[0]!.signal.aborted).toBe(true);
  expect(looking.work.signal.aborted).toBe(false);
  face.receive({ kind: 'cancel', call: find });
  expect(looking.work.signal.aborted).toBe(true);
});

test('who leaves is left on both sides', async () => {
  const { face, engine, shell } = setUp();
  face.start('database.find', {});
  face.start('files.choose', { what: 'folder' });
  const looking = await engine.holding('find');
  face.receive({ kind: 'watch' });
  const before = face.got.length;
  face.close();
  expect(looking.work.signal.aborted).toBe(true);
  expect(shell.choosing[0]!.signal.aborted).toBe(true);
  engine.become({ ...EMPTY, lastEntry: 1 });
  shell.changed.emit(VIEW);
  await settle();
  expect(face.got).toHaveLength(before);
  expect(face.receive({ kind: 'watch' })).toBe('refused');
});

describe('an engine that comes and goes', () => {
  test('before it is there, calls are told why; what was watched comes when it comes', async () => {
    const shell = new FakeShell();
    const gateway = new Gateway(shell, STARTING, systemClock);
    const face = new TestFace(gateway);
    face.receive({ kind: 'watch' });
    expect(face.got).toMatchObject([{ kind: 'shell' }]);
    expect(await face.call('diagnostics.report', {})).toEqual({ ok: false, error: STARTING });
    expect(await face.call('shell.quit', {})).toEqual({ ok: true, value: null });
    gateway.attach(new EngineServer(new FakeEngine(), systemClock));
    expect(face.of('state')).toHaveLength(1);
    expect(await face.call('diagnostics.report', {})).toMatchObject({ ok: true });
  });

  test('when it goes, open calls are answered, and a later answer of the old one is not heard', async () => {
    const { face, engine, gateway } = setUp();
    face.receive({ kind: 'watch' });
    const call = face.start('database.backUp', {});
    const { end } = await engine.holding('backUp');
    const lost = { code: 'bug', message: 'the engine stopped', hint: 'It starts again.' };
    gateway.detach(lost);
    expect(await face.result(call)).toEqual({ ok: false, error: lost });
    end();
    engine.become({ ...EMPTY, lastEntry: 1 });
    await settle();
    expect(face.of('result')).toHaveLength(1);
    expect(face.of('patch')).toHaveLength(0);
    const next = new FakeEngine();
    next.become({ ...EMPTY, lastEntry: 7 });
    gateway.attach(new EngineServer(next, systemClock));
    expect(face.got.at(-1)).toMatchObject({ kind: 'state', state: { lastEntry: 7 } });
  });

  test('replaced without a word between, it leaves no call without an answer', async () => {
    const { face, gateway } = setUp();
    const call = face.start('database.find', {});
    gateway.attach(new EngineServer(new FakeEngine(), systemClock));
    expect(await face.result(call)).toMatchObject({ ok: false, error: { code: 'busy' } });
  });
});
