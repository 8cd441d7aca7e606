// tidemark register PATH…
import { COMMON_FLAGS, text } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const register = defineCommand({
  usage: ['PATH… [-to FOLDER] [-json]'],
  about: [
    'Has the running Tidemark protect databases from now on. PATH is a database, or a folder: then every database',
    'in it. Nothing is asked, and nothing is written to them.',
  ].join(' '),
  flags: {
    to: text('FOLDER', 'where their copies go; the default destination unless given'),
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
