import { expect, test } from 'vitest';
import { Console } from '../../../main/cli/terminal/console.ts';
import { Recorder } from '../support/streams.ts';

const CLEAR = '\r\u001b[K';

test('results go to stdout, words to stderr', () => {
  const [out, err] = [new Recorder(), new Recorder()];
  const console = new Console(out, err);
  console.print('result');
  console.printJson({ a: 1 });
  console.say('words');
  expect(out.text).toBe('result\n{\n  "a": 1\n}\n');
  expect(err.text).toBe('words\n');
});

test('there is no live line in a pipe', () => {
  const err = new Recorder('pipe');
  const console = new Console(new Recorder(), err);
  console.showLive('12 %');
  console.say('words');
  expect(console.isLive).toBe(false);
  expect(err.text).toBe('words\n');
});

test('a live line is cleared before other words and shown again after them', () => {
  const err = new Recorder('terminal');
  const console = new Console(new Recorder(), err);
  console.showLive('12 %');
  console.say('words');
  console.showLive('');
  console.say('more');
  expect(err.text).toBe(`${CLEAR}12 %${CLEAR}words\n12 %${CLEAR}more\n`);
});

test('a live line never wraps', () => {
  const err = new Recorder('terminal', 10);
  new Console(new Recorder(), err).showLive('0123456789abc');
  expect(err.text).toBe(`${CLEAR}012345678`);
});

test('the same line is not written twice', () => {
  const err = new Recorder('terminal');
  const console = new Console(new Recorder(), err);
  console.showLive('12 %');
  console.showLive('12 %');
  expect(err.text).toBe(`${CLEAR}12 %`);
});
