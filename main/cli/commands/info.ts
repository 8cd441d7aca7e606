// tidemark info
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const info = defineCommand({
  usage: ['[-json]'],
  about: 'Says of the running Tidemark: version, process, folder, how many databases and destinations, and where it has the pen.',
  flags: COMMON_FLAGS,
  examples: [],
  positionals: [],
  run: async ({ flags }, context) => (await import('../running/info.ts')).runInfo(flags, context),
});
