// tidemark verify DB | DEST | FILE.ltx
import { CONFIG_FLAGS } from '../args/shared.ts';
import { SECRET_FLAGS, withSecrets } from '../bridge/secrets.ts';
import { defineCommand } from '../command.ts';

export const verify = defineCommand({
  usage: ['DB_OR_DEST [-config FILE] [-json]', 'FILE.ltx [-json]'],
  about: [
    'Reads every file of a destination, checks every byte against the checksums recorded when it was',
    'captured, puts the newest state together and compares its checksum too. Exit code 0 only if all is',
    'sound, 5 if not.',
  ].join(' '),
  flags: { ...SECRET_FLAGS, ...CONFIG_FLAGS },
  examples: [
    ['verify shop.db', 'all destinations of a known database'],
    ['verify /mnt/backup/shop', 'one destination'],
  ],
  positionals: ['DB_OR_DEST'],
  run: async ({ flags, positionals }, context) => {
    const { runVerify } = await import('../verify/run.ts');
    return runVerify(positionals[0], flags, withSecrets(flags, context));
  },
});
