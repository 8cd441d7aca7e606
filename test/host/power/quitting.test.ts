import { beforeEach, describe, expect, test } from 'vitest';
import { Quitting } from '../../../main/host/power/quitting.ts';
import { recordedLog } from '../recorder.ts';

let restoring: 'yes' | 'no';
let answer: PromiseWithResolvers<'quit' | 'stay'>;
let stopped: PromiseWithResolvers<undefined>;
let did: string[];
let log: ReturnType<typeof recordedLog>;
let quitting: Quitting;

beforeEach(() => {
  restoring = 'no';
  answer = Promise.withResolvers();
  stopped = Promise.withResolvers();
  did = [];
  log = recordedLog();
  quitting = new Quitting({
    stop: async () => {
      did.push('stop');
      await stopped.promise;
    },
    isRestoring: () => restoring === 'yes',
    ask: () => {
      did.push('ask');
      return answer.promise;
    },
    quit: () => {
      did.push('quit');
      quitting.onBeforeQuit(event());
    },
    log,
  });
});

function event(): { preventDefault(): void } {
  return { preventDefault: () => did.push('held back') };
}

const settled = (): Promise<void> => new Promise(setImmediate);

describe('quitting', () => {
  test('waits for the last changes, and then is not held back', async () => {
    quitting.onBeforeQuit(event());
    quitting.onBeforeQuit(event());
    await settled();
    expect(did).toEqual(['held back', 'stop', 'held back']);
    stopped.resolve(undefined);
    await settled();
    expect(did).toEqual(['held back', 'stop', 'held back', 'quit']);
  });

  test('goes on when the engine does not stop well', async () => {
    quitting.onBeforeQuit(event());
    stopped.reject(new Error('stuck'));
    await settled();
    expect(did.at(-1)).toBe('quit');
    expect(log.lines.join()).toContain('stuck');
  });

  test('asks a person while a restore runs, once, and stays if they say so', async () => {
    restoring = 'yes';
    quitting.onBeforeQuit(event());
    void quitting.request('person');
    await settled();
    expect(did).toEqual(['held back', 'ask']);
    answer.resolve('stay');
    await settled();
    expect(did).toEqual(['held back', 'ask']);
    expect(quitting.isUnderWay()).toBe(false);
    answer = Promise.withResolvers();
    answer.resolve('quit');
    void quitting.request('person');
    await settled();
    expect(did).toEqual(['held back', 'ask', 'ask', 'stop']);
  });

  test('asks nobody when the computer goes down, not even while a question is open', async () => {
    restoring = 'yes';
    void quitting.request('person');
    await settled();
    void quitting.request('system');
    await settled();
    expect(did).toEqual(['ask', 'stop']);
    answer.resolve('stay');
    stopped.resolve(undefined);
    await settled();
    expect(did).toEqual(['ask', 'stop', 'quit']);
  });

  test('may end in something else, as installing an update', async () => {
    stopped.resolve(undefined);
    await quitting.request('person', () => did.push('install'));
    expect(did).toEqual(['stop', 'install']);
  });
});
