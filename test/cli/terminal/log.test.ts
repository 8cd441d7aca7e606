import { expect, test } from 'vitest';
import { Console } from '../../../main/cli/terminal/console.ts';
import { Log, type LogOptions } from '../../../main/cli/terminal/log.ts';
import { formatMoment } from '../../../main/cli/text/times.ts';
import { FakeClock } from '../../engine/fake-clock.ts';
import { Recorder } from '../support/streams.ts';

const logged = (options: LogOptions): string[] => {
  const err = new Recorder();
  const log = new Log(new Console(new Recorder(), err), new FakeClock(), options);
  log.write({ level: 'debug', event: 'captured', message: 'details' });
  log.write({
    level: 'info',
    event: 'protected',
    message: 'fine',
    subject: 'shop.db',
    fields: { txid: '2a' },
  });
  log.write({ level: 'error', event: 'failed', message: 'bad' });
  return err.lines;
};

const time = Date.UTC(2026, 0, 1);

test('text for people', () => {
  expect(logged({ level: 'info', form: 'text' })).toEqual([
    `${formatMoment(time)}  shop.db: fine`,
    `${formatMoment(time)}  bad`,
  ]);
});

test('a line of JSON for programs', () => {
  expect(logged({ level: 'info', form: 'json' }).map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      time: '2026-01-01T00:00:00.000Z',
      level: 'info',
      event: 'protected',
      subject: 'shop.db',
      message: 'fine',
      txid: '2a',
    },
    { time: '2026-01-01T00:00:00.000Z', level: 'error', event: 'failed', message: 'bad' },
  ]);
});

test.each([
  ['debug', 3],
  ['info', 2],
  ['warn', 1],
  ['error', 1],
] as const)('%s leaves %i lines', (level, lines) => {
  expect(logged({ level, form: 'text' })).toHaveLength(lines);
});
