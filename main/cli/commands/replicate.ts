// tidemark replicate DB DEST… | -config FILE
import { onOff, text, value } from '../args/flags.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { parseChoice } from '../args/choice.ts';
import { defineCommand } from '../command.ts';
import { planReplicate } from '../replicate/plan.ts';
import { LOG_LEVELS } from '../terminal/log.ts';

export const replicate = defineCommand({
  usage: ['DB DEST… [flags]', '-config FILE [flags]'],
  about: [
    'Copies every change of a database to one or several folders within moments of its commit, until it',
    'is stopped (Ctrl-C, SIGTERM); then copies the last changes and ends. A second signal ends it at',
    'once. The database is never written to. DEST is a folder for this database alone; its parent must',
    'exist.',
  ].join(' '),
  flags: {
    once: onOff('copy everything once and end; exit code 0 only if every destination has everything'),
    exec: text('CMD', 'run a command, end when it ends and with its exit code, after a last sync'),
    'restore-if-db-not-exists': onOff('first bring a missing database back from its destinations'),
    v: onOff('say more: every captured and copied transaction'),
    'log-level': value('LEVEL', parseChoice(LOG_LEVELS), 'debug, info, warn or error'),
    ...CONFIG_FLAGS,
  },
  absent: {
    'force-snapshot': 'A whole copy is made by itself whenever one is needed.',
    'enforce-retention': 'snapshot.retention in a configuration file is kept to by itself.',
  },
  examples: [
    ['replicate shop.db /mnt/backup/shop', 'one database, one folder'],
    ['replicate shop.db /mnt/nas/shop /media/stick/shop', 'two destinations, each with its own pace'],
    ['replicate -exec "node server.js" shop.db /mnt/backup/shop', 'for as long as a program runs'],
    ['replicate -once -config tidemark.yml', 'everything in a file, once'],
  ],
  positionals: ['DB', 'DEST…'],
  run: async ({ flags, positionals }, context) => {
    const plan = await planReplicate(positionals, flags, context);
    const { runPlan } = await import('../replicate/start.ts');
    return runPlan(plan, context);
  },
});
