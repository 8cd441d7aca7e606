// tidemark sync [DB…]
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const sync = defineCommand({
  usage: ['[DB…] [-json]'],
  about: [
    'Has the running Tidemark copy what there is now of databases (of all, without a word), and ends when it is at',
    'every destination.',
  ].join(' '),
  flags: COMMON_FLAGS,
  examples: [['sync shop.db', '0 when its last change is at every destination']],
  positionals: ['DB…'],
  run: async ({ flags, positionals }, context) => {
    const { runSync } = await import('../running/pause.ts');
    return runSync(positionals, flags, context);
  },
});
