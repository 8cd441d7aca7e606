// tidemark promote
import { COMMON_FLAGS, onOff, text } from '../args/flags.ts';
import { defineCommand } from '../command.ts';
import { TOKEN_FLAGS } from '../nodes/flags.ts';

export const promote = defineCommand({
  usage: ['DB_OR_URL [flags]'],
  about: [
    'Has a node become the primary of its database: at once when nobody is. While another node has the pen it is refused; then pass',
    'the pen on there (`tidemark handoff`), or take it with -force when you are sure that nobody writes there any more.',
  ].join(' '),
  flags: {
    force: onOff('take the pen from whoever has it; what that one has not sent is set apart there'),
    database: text('NAME', 'of several databases at that address, this one'),
    ...TOKEN_FLAGS,
    ...COMMON_FLAGS,
  },
  examples: [
    ['promote shop.db -token-file node.token', 'the node of this computer'],
    ['promote -force http://127.0.0.1:7674 -token-file node.token', 'after the other computer is gone for good'],
  ],
  positionals: ['DB_OR_URL'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../nodes/orders.ts')).runPromote(word, flags, context),
});
