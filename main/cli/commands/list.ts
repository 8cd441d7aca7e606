// tidemark list
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const list = defineCommand({
  usage: ['[-json]'],
  about: [
    'Lists the databases that the running Tidemark protects: how each is at this moment, its newest change, and how far each',
    'destination is behind it. `tidemark status` also shows what nothing protects now.',
  ].join(' '),
  flags: COMMON_FLAGS,
  examples: [['list', 'one line for each database and destination']],
  positionals: [],
  run: async ({ flags }, context) => (await import('../running/list.ts')).runList(flags, context),
});
