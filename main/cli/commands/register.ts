// tidemark register PATH…
import { COMMON_FLAGS, text } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const register = defineCommand({
  usage: ['PATH… [-to DESTINATION] [-json]'],
  about: [
    'Has the running Tidemark protect databases from now on. PATH is a database, or a folder: then every database',
    'in it. Nothing is asked, and nothing is written to them.',
  ].join(' '),
  flags: {
    to: text('DESTINATION', 'where their copies go: its name, or a place, which becomes one; the default one unless given'),
    ...COMMON_FLAGS,
  },
  examples: [
    ['register shop.db', 'to the default destination'],
    ['register ~/Shop -to /mnt/backup', 'every database of a folder, to a disk'],
  ],
  positionals: ['PATH…'],
  run: async ({ flags, positionals }, context) => {
    const { runRegister } = await import('../running/register.ts');
    return runRegister(positionals, flags, context);
  },
});
