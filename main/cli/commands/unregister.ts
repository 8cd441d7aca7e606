// tidemark unregister DB
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const unregister = defineCommand({
  usage: ['DB [-json]'],
  about: 'Has the running Tidemark stop protecting a database. Neither it nor its copies are touched.',
  flags: COMMON_FLAGS,
  examples: [['unregister shop.db', 'its history can be restored from as before']],
  positionals: ['DB'],
  run: async ({ flags, positionals: [word] }, context) => {
    const { runUnregister } = await import('../running/register.ts');
    return runUnregister(word, flags, context);
  },
});
