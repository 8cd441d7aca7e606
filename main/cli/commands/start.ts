// tidemark start [DB…]
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const start = defineCommand({
  usage: ['[DB…] [-json]'],
  about: 'Ends the pause of databases (of all, without a word) in the running Tidemark: they catch up at once.',
  flags: COMMON_FLAGS,
  examples: [['start', 'everything goes on']],
  positionals: ['DB…'],
  run: async ({ flags, positionals }, context) => {
    const { runStart } = await import('../running/pause.ts');
    return runStart(positionals, flags, context);
  },
});
