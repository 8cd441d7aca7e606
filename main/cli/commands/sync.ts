// tidemark sync [DB…]
import { parseDuration } from '../args/duration.ts';
import { COMMON_FLAGS, onOff, value } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const sync = defineCommand({
  usage: ['[DB…] [-wait [-timeout DURATION]] [-json]'],
  about: [
    'Has the running Tidemark copy what there is now of databases (of all, without a word), and says what is still on its',
    'way. With -wait it ends when everything is at every destination.',
  ].join(' '),
  flags: {
    wait: onOff('wait until everything is at every destination; 0 only then'),
    timeout: value('DURATION', parseDuration, 'wait no longer than this, then end with 6: 30s'),
    ...COMMON_FLAGS,
  },
  examples: [
    ['sync', 'asks for it, and goes on'],
    ['sync shop.db -wait', '0 when its last change is at every destination'],
  ],
  positionals: ['DB…'],
  run: async ({ flags, positionals }, context) => (await import('../running/sync.ts')).runSync(positionals, flags, context),
});
