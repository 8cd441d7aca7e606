// tidemark handoff
import { COMMON_FLAGS, text } from '../args/flags.ts';
import { defineCommand } from '../command.ts';
import { TOKEN_FLAGS } from '../nodes/flags.ts';

export const handoff = defineCommand({
  usage: ['DB_OR_URL NODE [flags]'],
  about: [
    'Has the primary pass its pen on to a node that follows it: programs stop writing, the follower gets the last of it and takes',
    'over. Nothing is lost. When the follower does not become level within 5 s, everything stays as it was.',
  ].join(' '),
  flags: { database: text('NAME', 'of several databases at that address, this one'), ...TOKEN_FLAGS, ...COMMON_FLAGS },
  examples: [['handoff shop.db 0123456789ABCDEF -token-file node.token', 'before this computer is serviced']],
  positionals: ['DB_OR_URL', 'NODE'],
  run: async ({ flags, positionals }, context) => (await import('../nodes/orders.ts')).runHandOff(positionals, flags, context),
});
