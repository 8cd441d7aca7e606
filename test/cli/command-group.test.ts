// Commands with a second word.
import { expect, test } from 'vitest';
import { COMMON_FLAGS, text } from '../../main/cli/args/flags.ts';
import { defineGroup } from '../../main/cli/command-group.ts';
import { type Command, defineCommand } from '../../main/cli/command.ts';
import type { Context } from '../../main/cli/context.ts';

const context = {} as Context;

function action(code: number, about: string): Command {
  return defineCommand({
    usage: ['WORD'],
    about,
    flags: { ...COMMON_FLAGS, [about]: text('X', about) },
    examples: [],
    positionals: ['WORD'],
    run: ({ positionals }) => Promise.resolve(code + positionals.length),
  });
}

const group = defineGroup({ about: 'Fruit.', usual: 'peel', actions: { peel: action(10, 'thin'), eat: action(20, 'whole') } });

test('the first word chooses, and the rest is the action’s own', async () => {
  expect(await group.run(['eat', 'apple', '-json'], context)).toBe(21);
  expect(await group.run(['peel'], context)).toBe(10);
});

test('without a word the usual is done', async () => {
  expect(await group.run([], context)).toBe(10);
  expect(await group.run(['-json'], context)).toBe(10);
});

test('flags of another action and unknown actions are refused', async () => {
  await expect(async () => group.run(['eat', '-thin', 'x'], context)).rejects.toMatchObject({ code: 'usage' });
  await expect(group.run(['eta', 'apple'], context)).rejects.toMatchObject({ code: 'usage', hint: 'Did you mean eat?' });
});

test('help has what all of them have', () => {
  expect(group.usage).toEqual(['peel WORD', 'eat WORD']);
  expect(Object.keys(group.flags)).toEqual(['json', 'thin', 'whole']);
});
