import { expect, test } from 'vitest';
import { wrap } from '../../../main/cli/text/wrap.ts';

test.each([
  ['', ''],
  ['one', 'one'],
  ['one two three', 'one two\nthree'],
  ['1234567 8', '1234567\n8'],
  ['123456 8', '123456 8'],
  ['a-word-too-long b', 'a-word-too-long\nb'],
])('%j', (text, lines) => {
  expect(wrap(text, 8)).toBe(lines);
});
