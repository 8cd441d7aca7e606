// tidemark adopt PLACE DB
import { COMMON_FLAGS } from '../args/flags.ts';
import { PLACE_FLAGS } from '../args/place.ts';
import { defineCommand } from '../command.ts';

export const adopt = defineCommand({
  usage: ['PLACE DB [flags]'],
  about: [
    'Has the running Tidemark go on with a history that is there already: one that Litestream 0.5 wrote, or one of ours from',
    'another computer. PLACE is the folder or prefix that holds its levels. When there is no DB it is restored first. Whoever',
    'wrote there before must have stopped. What Litestream 0.3 or 0.4 wrote is taken over with `tidemark import` first.',
  ].join(' '),
  flags: { ...PLACE_FLAGS, ...COMMON_FLAGS },
  examples: [
    ['adopt /mnt/nas/shop shop.db', 'a folder that Litestream wrote'],
    ['adopt s3://backups/shop ~/shop.db', 'a bucket, on a new computer'],
  ],
  positionals: ['PLACE', 'DB'],
  run: async ({ flags, positionals }, context) => (await import('../running/adopt.ts')).runAdopt(positionals, flags, context),
});
