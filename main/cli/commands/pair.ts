// tidemark pair
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const pair = defineCommand({
  usage: ['[-json]'],
  about: [
    'Shows a code that lets one other computer follow the databases that the running Tidemark protects: once, within ten minutes.',
    'It must let others follow: `tidemark serve -stream ADDR`, or the Replicas screen.',
  ].join(' '),
  flags: COMMON_FLAGS,
  examples: [['pair', 'prints what to type on the other computer']],
  positionals: [],
  run: async ({ flags }, context) => (await import('../serve/stream.ts')).runPair(flags, context),
});
