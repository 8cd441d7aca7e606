// tidemark retention preview | enforce
import { COMMON_FLAGS, value } from '../args/flags.ts';
import { PLACE_FLAGS } from '../args/place.ts';
import { parsePolicy } from '../args/policy.ts';
import { defineGroup } from '../command-group.ts';
import { defineCommand } from '../command.ts';

const preview = defineCommand({
  usage: ['[DB] [-policy POLICY] [-json]', 'PLACE -policy POLICY [flags]'],
  about: [
    'what stays and what goes, in points, files and bytes: exactly what would be done. Of a database of the running Tidemark,',
    'or of all without a word, as set or as another policy would have it; or of a place that nobody need run for.',
  ].join(' '),
  flags: {
    policy: value('POLICY', parsePolicy, 'try another: "changes=1d,hourly=7d,daily=30d,weekly=1y"; what is left out is not kept'),
    ...PLACE_FLAGS,
    ...COMMON_FLAGS,
  },
  examples: [
    ['retention preview shop.db', 'as set'],
    ['retention preview shop.db -policy "changes=1d,daily=30d"', 'if another were set'],
  ],
  positionals: ['DB_OR_PLACE'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/retention.ts')).runPreview(word, flags, context),
});

const enforce = defineCommand({
  usage: ['[DB] [-json]'],
  about: 'has the running Tidemark remove now what the policy that is set does not keep; it does so by itself, too.',
  flags: COMMON_FLAGS,
  examples: [['retention enforce shop.db', 'now']],
  positionals: ['DB'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/retention.ts')).runEnforce(word, flags, context),
});

export const retention = defineGroup({
  about: 'How much of the past is kept.',
  usual: 'preview',
  actions: { preview, enforce },
});
