// tidemark import SOURCE DEST
import { CONFIG_FLAGS } from '../args/shared.ts';
import { SECRET_FLAGS, withSecrets } from '../bridge/secrets.ts';
import { defineCommand } from '../command.ts';

export const importCommand = defineCommand({
  usage: ['SOURCE DEST [-config FILE] [-json]'],
  about: [
    'Takes a whole history of Litestream 0.3 or 0.4 over into a new one: every state that could be restored before can be',
    'restored from DEST, with a checksum of the whole database. SOURCE is the folder or prefix with "generations" in it; it is',
    'only read. DEST is empty, or holds what an earlier run of the same wrote: then it goes on there. All of DEST is verified',
    'at the end; exit code 5 if it is not sound.',
  ].join(' '),
  flags: { ...SECRET_FLAGS, ...CONFIG_FLAGS },
  examples: [
    ['import /mnt/backup/old /mnt/backup/shop', 'in folders'],
    ['import s3://backups/old s3://backups/shop', 'in a bucket'],
  ],
  positionals: ['SOURCE', 'DEST'],
  run: async ({ flags, positionals }, context) => {
    const { runImport } = await import('../import/run.ts');
    return runImport(positionals, flags, withSecrets(flags, context));
  },
});
