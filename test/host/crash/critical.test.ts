import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { CriticalErrors } from '../../../main/host/crash/critical.ts';
import { recordedLog } from '../recorder.ts';

test('what nobody caught is written down each time, and told once', async () => {
  const log = recordedLog();
  const told: string[] = [];
  const source = new EventEmitter();
  const restarts: string[] = [];
  const critical = new CriticalErrors({
    log,
    tell: (details) => {
      told.push(details);
      return Promise.resolve('restart');
    },
    restart: () => restarts.push('restart'),
  });
  critical.listen(source);
  source.emit('uncaughtException', new Error('one'));
  source.emit('unhandledRejection', 'two');
  critical.report('window crashed', 'three');
  critical.childGone({ type: 'GPU', reason: 'crashed', exitCode: 5 });
  critical.childGone({ type: 'Utility', reason: 'clean-exit', exitCode: 0 });
  await new Promise(setImmediate);
  expect(log.lines).toHaveLength(4);
  for (const [i, word] of ['one', 'two', 'three', 'GPU'].entries()) expect(log.lines[i]).toContain(word);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^uncaughtException\nError: one\n\s+at /);
  expect(restarts).toEqual(['restart']);
});

test('a question that cannot be asked is no further error', async () => {
  const critical = new CriticalErrors({
    log: recordedLog(),
    tell: () => Promise.reject(new Error('no screen')),
    restart: () => {
      throw new Error('not asked for');
    },
  });
  critical.report('unhandledRejection', new Error('one'));
  await new Promise(setImmediate);
});
