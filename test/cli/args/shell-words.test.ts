import { expect, test } from 'vitest';
import { splitWords } from '../../../main/cli/args/shell-words.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';

test.each([
  ['node server.js', ['node', 'server.js']],
  ['  a \t b  \n', ['a', 'b']],
  [`sh -c 'exit 7; echo "x"'`, ['sh', '-c', 'exit 7; echo "x"']],
  ['a "b c" d', ['a', 'b c', 'd']],
  ['a\\ b c', ['a b', 'c']],
  [`a'b'"c"d`, ['abcd']],
  [`'' ""`, ['', '']],
  ['"\\"\\\\\\$\\n"', ['"\\$\\n']],
  [`'\\n'`, ['\\n']],
  ['echo $HOME #x', ['echo', '$HOME', '#x']],
  ['a\\\nb', ['ab']],
])('%j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test.each([
  ['', 'the command is empty'],
  ['   ', 'the command is empty'],
  [`a 'b`, "a ' is never closed"],
  ['a "b', 'a " is never closed'],
  ['a\\', 'ends in a backslash'],
  ['a | b', 'needs a shell for "|"'],
  ['a && b', 'needs a shell for "&"'],
  ['a > b', 'needs a shell for ">"'],
  ['a\nb', 'needs a shell for "\\n"'],
])('%j is refused', (text, message) => {
  try {
    splitWords(text);
    expect.unreachable();
  } catch (error) {
    expect(isTidemarkError(error, 'usage') && error.message).toContain(message);
  }
});
