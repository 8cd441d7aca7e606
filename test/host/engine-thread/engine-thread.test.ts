import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SecretKeeper } from '../../../main/engine/agent/secrets.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import {
  ENGINE_MODULE,
  EngineThread,
  type ThreadState,
} from '../../../main/host/engine-thread/engine-thread.ts';
import type { ToFace } from '../../../main/ipc/contract/wire.ts';
import { FakeClock } from '../../engine/fake-clock.ts';

let dir: string;
const keeper: SecretKeeper = {
  kind: 'keyring',
  read: () => Promise.resolve({}),
  store: () => Promise.resolve(),
};
const threads: EngineThread[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-thread-'));
});
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.stop(5000)));
  rmSync(dir, { recursive: true });
});

const origin = (): { home: string; userHome: string } => ({ home: join(dir, 'state'), userHome: dir });

/** A thread that behaves as `code` says, where `say` reaches the main thread. */
function thread(code: string, clock = systemClock): EngineThread {
  const file = join(dir, `${threads.length}.mjs`);
  writeFileSync(
    file,
    `import { parentPort as main } from 'node:worker_threads';\nconst say = (m) => main.postMessage(m);\n${code}`,
  );
  const made = new EngineThread({ module: pathToFileURL(file), origin: origin(), clock, keeper });
  threads.push(made);
  return made;
}

function reached(which: EngineThread, kind: ThreadState['kind']): Promise<ThreadState> {
  return new Promise((resolve) => {
    const stop = which.changed.on((state) => {
      if (state.kind !== kind) return;
      stop();
      resolve(state);
    });
  });
}

const LIVES =
  "main.on('message', (m) => { if (m.kind === 'stop') { say({ kind: 'stopped' }); main.close(); } });";

describe('the engine in its thread', () => {
  test('really opens, answers a face that came before it was open, and stops', async () => {
    const engine = new EngineThread({ module: ENGINE_MODULE, origin: origin(), clock: systemClock, keeper });
    threads.push(engine);
    engine.start();
    const state = new Promise<ToFace>((resolve) => {
      engine.connect(resolve).receive({ kind: 'watch' });
    });
    expect(await state).toMatchObject({ kind: 'state', state: { databases: {} } });
    expect(engine.state.kind).toBe('running');
    engine.wake();
    expect(await engine.stop(5000)).toEqual({ kind: 'stopped' });
  });

  test('says why when it cannot open, and tries again', async () => {
    const first = new EngineThread({ module: ENGINE_MODULE, origin: origin(), clock: systemClock, keeper });
    const second = new EngineThread({ module: ENGINE_MODULE, origin: origin(), clock: systemClock, keeper });
    threads.push(first, second);
    const isRunning = reached(first, 'running');
    first.start();
    await isRunning;
    const isDown = reached(second, 'down');
    second.start();
    expect(await isDown).toMatchObject({ reason: { code: 'state-in-use' }, retryIn: 1000 });
    const cameUp = reached(second, 'running');
    await first.stop(5000);
    expect(await cameUp).toEqual({ kind: 'running' });
  });

  test.each([
    [
      'throws',
      "say({ kind: 'ready' }); setTimeout(() => { throw new Error('of the test'); }, 20);",
      'of the test',
    ],
    ['exits', "say({ kind: 'ready' }); setTimeout(() => process.exit(7), 20);", 'exit code 7'],
    ['cannot be loaded', "import './absent.mjs';", 'absent.mjs'],
  ])('that %s is down for a second, and a longer one each time', async (_what, code, reason) => {
    const clock = new FakeClock();
    const dies = thread(code, clock);
    const waits: number[] = [];
    let isDown = reached(dies, 'down');
    dies.start();
    for (let i = 0; i < 8; i++) {
      const state = await isDown;
      if (state.kind !== 'down') throw new Error(state.kind);
      expect(state.reason.message).toContain(reason);
      waits.push(state.retryIn);
      isDown = reached(dies, 'down');
      await clock.asleep();
      clock.advance(state.retryIn);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('that lived for a while is started again at once', async () => {
    const clock = new FakeClock();
    const dies = thread("say({ kind: 'ready' }); main.once('message', () => process.exit(1));", clock);
    for (let i = 0; i < 2; i++) {
      const isRunning = reached(dies, 'running');
      if (i === 0) dies.start();
      else clock.advance(1000);
      await isRunning;
      clock.advance(3_600_000);
      const isDown = reached(dies, 'down');
      dies.wake();
      expect(await isDown).toMatchObject({ retryIn: 1000 });
      await clock.asleep();
    }
  });

  test('that does not stop in time is ended', async () => {
    const stuck = thread("say({ kind: 'ready' }); main.on('message', () => undefined);");
    const isRunning = reached(stuck, 'running');
    stuck.start();
    await isRunning;
    expect(await stuck.stop(50)).toMatchObject({ kind: 'stopped', reason: { code: 'aborted' } });
  });

  test('tells what was not copied at the end', async () => {
    const reason = { code: 'destination-absent', message: 'gone', hint: '' };
    const stopped = JSON.stringify({ kind: 'stopped', reason });
    const code = `say({ kind: 'ready' }); main.on('message', () => { say(${stopped}); main.close(); });`;
    const last = thread(code);
    const isRunning = reached(last, 'running');
    last.start();
    await isRunning;
    expect(await last.stop(5000)).toEqual({ kind: 'stopped', reason });
  });

  test('can be stopped while it is down, and is not started again', async () => {
    const clock = new FakeClock();
    const dies = thread('process.exit(1);', clock);
    const isDown = reached(dies, 'down');
    dies.start();
    await isDown;
    expect(await dies.stop(5000)).toEqual({ kind: 'stopped' });
    clock.advance(10 * 60_000);
    await new Promise(setImmediate);
    expect(dies.state.kind).toBe('stopped');
  });

  test('is stopped before it was open', async () => {
    const slow = thread(
      `await new Promise((resolve) => setTimeout(resolve, 200)); say({ kind: 'ready' }); ${LIVES}`,
    );
    slow.start();
    expect(await slow.stop(5000)).toEqual({ kind: 'stopped' });
  });
});
