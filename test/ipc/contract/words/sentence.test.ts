import { expect, test } from 'vitest';
import { capitalised, sentenceOf } from '../../../../main/ipc/contract/words/sentence.ts';

test.each([
  ['the folder is full', 'The folder is full.'],
  ['there is no such file: /tmp/a', 'There is no such file: /tmp/a.'],
  ['orders.db is paused', 'orders.db is paused.'],
  ['/home/ada/orders.db is empty', '/home/ada/orders.db is empty.'],
  ['3 databases are copied there', '3 databases are copied there.'],
  ['is it there?', 'Is it there?'],
  ['', ''],
])('%s', (message, sentence) => {
  expect(sentenceOf(message)).toBe(sentence);
});

test('a title has no stop', () => {
  expect(capitalised('the disk is full')).toBe('The disk is full');
});
