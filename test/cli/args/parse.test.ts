// Flags anywhere, every spelling, and a helpful word for each mistake.
import { describe, expect, test } from 'vitest';
import { isTidemarkError, type TidemarkError } from '../../../main/engine/base/errors.ts';
import { onOff, text, value } from '../../../main/cli/args/flags.ts';
import { asksForHelp, parseArgs } from '../../../main/cli/args/parse.ts';

const grammar = {
  flags: { o: text('PATH', 'output'), force: onOff('force'), n: value('N', Number, 'number') },
  absent: { f: 'Following is not here yet.' },
  positionals: ['DEST'],
} as const;

const errorOf = (argv: string[]): TidemarkError => {
  try {
    parseArgs(argv, grammar);
  } catch (error) {
    if (isTidemarkError(error)) return error;
  }
  throw new Error('nothing was thrown');
};

describe('parseArgs', () => {
  test.each([
    [['-o', 'x', '-force', 'dest']],
    [['dest', '-o', 'x', '-force']],
    [['-force', 'dest', '--o=x']],
    [['--force=true', '-o=x', '--', 'dest']],
  ])('reads %j', (argv) => {
    expect(parseArgs(argv, grammar)).toEqual({
      flags: { o: 'x', force: true, n: undefined },
      positionals: ['dest'],
    });
  });

  test('takes what follows -- as it is, and a lone dash as a word', () => {
    expect(parseArgs(['--', '-o'], grammar).positionals).toEqual(['-o']);
    expect(parseArgs(['-'], grammar).positionals).toEqual(['-']);
  });

  test('keeps = inside values, and lets = carry a value that looks like a flag', () => {
    expect(parseArgs(['-o=a=b'], grammar).flags.o).toBe('a=b');
    expect(parseArgs(['-o=-force'], grammar).flags.o).toBe('-force');
  });

  test.each([
    [['-forec'], 'there is no flag -forec', 'Did you mean -force?'],
    [['-zzzzzz'], 'there is no flag -zzzzzz', 'Flags here: -o -force -n.'],
    [['-toString'], 'there is no flag -toString', 'Flags here: -o -force -n.'],
    [['-o'], '-o needs a value', 'Write -o PATH, or -o=PATH.'],
    [['-o', '-force'], '-o needs a value', 'Write -o PATH, or -o=PATH.'],
    [['-o', 'a', '-o', 'b'], '-o is given twice', 'Leave one out.'],
    [['-force=perhaps'], '-force: "perhaps" is neither true nor false', 'The flag alone turns it on; =false turns it off.'],
    [['-f'], '-f is not in this version', 'Following is not here yet.'],
    [
      ['a', 'b'],
      '"b" is one word too many: this command takes DEST',
      'Put quotes around a path with spaces.',
    ],
  ])('refuses %j', (argv, message, hint) => {
    expect(errorOf(argv)).toMatchObject({ code: 'usage', message, hint });
  });

  test('allows any number where the last positional is open', () => {
    const open = { ...grammar, positionals: ['DB', 'DEST…'] };
    expect(parseArgs(['a', 'b', 'c', 'd'], open).positionals).toHaveLength(4);
  });
});

test.each([
  [['-h'], true],
  [['x', '--help'], true],
  [['x', '-help'], true],
  [['--', '-h'], false],
  [[], false],
])('asksForHelp(%j) is %s', (argv, expected) => {
  expect(asksForHelp(argv)).toBe(expected);
});
