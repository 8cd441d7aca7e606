// tidemark stop [DB…]
import { parseDuration } from '../args/duration.ts';
import { COMMON_FLAGS, value } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const stop = defineCommand({
  usage: ['[DB…] [-for DURATION] [-json]'],
  about: [
    'Pauses databases (all, without a word) in the running Tidemark: nothing is read or copied until `tidemark',
    'start`, or until the time is over. What changes meanwhile is copied then.',
  ].join(' '),
  flags: {
    for: value('DURATION', parseDuration, 'go on by itself after this time: 90s, 1h, 8h30m'),
    ...COMMON_FLAGS,
  },
  examples: [
    ['stop shop.db -for 1h', 'for an hour'],
    ['stop', 'everything, until `tidemark start`'],
  ],
  positionals: ['DB…'],
  run: async ({ flags, positionals }, context) => {
    const { runStop } = await import('../running/pause.ts');
    return runStop(positionals, flags, context);
  },
});
