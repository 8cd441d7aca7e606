import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/engine/base/clock.ts';
import type { ToFace } from '../../main/ipc/contract/wire.ts';
import { Gateway } from '../../main/ipc/gateway.ts';
import { connectPort, servePort } from '../../main/ipc/port.ts';
import { EngineServer } from '../../main/ipc/server.ts';
import { TestFace } from './face.ts';
import { EMPTY, FakeEngine } from './fake-engine.ts';
import { FakeShell } from './fake-shell.ts';

/** An engine's server reached through a port, as by the thread of the windows. */
function across(engine: FakeEngine): { connect: (send: (message: ToFace) => void) => ReturnType<typeof connectPort> } {
  const server = new EngineServer(engine, systemClock);
  return {
    connect: (send) => {
      const { port1, port2 } = new MessageChannel();
      servePort(server, port2);
      return connectPort(port1, send);
    },
  };
}

test('calls, state and cancelling go through', async () => {
  const engine = new FakeEngine();
  const face = new TestFace(new Gateway(new FakeShell(), across(engine), systemClock));
  face.receive({ kind: 'watch' });
  await face.first((message): message is Extract<ToFace, { kind: 'state' }> => message.kind === 'state');
  engine.become({ ...EMPTY, lastEntry: 3 });
  await face.first((message): message is Extract<ToFace, { kind: 'patch' }> => message.kind === 'patch');
  const call = face.start('database.find', {});
  const { work } = await engine.holding('find');
  work.onProgress({ step: 'find', done: 5 });
  face.receive({ kind: 'cancel', call });
  expect(await face.result(call)).toMatchObject({ ok: false, error: { code: 'aborted' } });
  face.close();
});

test('closing the face ends what only looks', async () => {
  const engine = new FakeEngine();
  const face = new TestFace(across(engine));
  face.start('database.find', {});
  const { work } = await engine.holding('find');
  face.close();
  await once(work.signal, 'abort');
});

test('what cannot cross is answered', async () => {
  const face = new TestFace(across(new FakeEngine()));
  const outcome = await face.call('database.check', { path: () => 'a function' });
  expect(outcome).toMatchObject({ ok: false, error: { code: 'usage' } });
  face.close();
});

test('what is not of the wire closes the port', async () => {
  const engine = new FakeEngine();
  const { port1, port2 } = new MessageChannel();
  servePort(new EngineServer(engine, systemClock), port2);
  port1.postMessage({ kind: 'call', call: 0, command: 'database.find', input: {} });
  const { work } = await engine.holding('find');
  port1.postMessage('gibberish');
  await once(port1, 'close');
  expect(work.signal.aborted).toBe(true);
});
