// tidemark restore DB | DEST
import { onOff, text, value } from '../args/flags.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { parseChoice } from '../args/choice.ts';
import { parseDuration } from '../args/duration.ts';
import { SECRET_FLAGS, withSecrets } from '../bridge/secrets.ts';
import { defineCommand } from '../command.ts';

const CHECKS = ['none', 'quick', 'full'] as const;

export const restore = defineCommand({
  usage: ['DB [-o FILE] [flags]', 'DEST -o FILE [flags]', 'DB -in-place [-txid TXID | -timestamp TIME]'],
  about: [
    'Brings a database back as it was at any moment and proves it: every file read is checked, the result',
    'has the checksum recorded when it was captured, and SQLite finds no fault with it. Only then it gets',
    'its name; until then nothing that exists is touched. DB is a database that Tidemark has copied (or',
    'that -config names); DEST is a folder with copies.',
  ].join(' '),
  flags: {
    o: text('FILE', 'where to put it; for DB its own path unless given'),
    txid: text(
      'TXID',
      'restore the state after this transaction, 16 hex digits as `tidemark ltx` shows them',
    ),
    generation: text('HEX', 'Litestream 0.3 and 0.4: restore from this generation, as `tidemark generations` lists it'),
    index: text('HEX', 'its state behind the log with this index; 0000001f:00001038 is one inside it'),
    timestamp: text('TIME', 'restore the newest state at or before: 2026-11-20T10:42:07+01:00, or "5m ago"'),
    force: onOff('replace an existing file, once the new one is proved'),
    'in-place': onOff('put it into the live database, through the Tidemark that runs; programs may stay open'),
    'integrity-check': value(
      'CHECK',
      parseChoice(CHECKS),
      'none, quick or full: what SQLite checks first (quick)',
    ),
    'dry-run': onOff('say what would be read, restore nothing'),
    'if-db-not-exists': onOff('do nothing, with exit code 0, if the file is there'),
    'if-replica-exists': onOff('do nothing, with exit code 0, if the destination holds nothing'),
    f: onOff('restore, then keep the file level with the destination until stopped: as `tidemark follow`'),
    'follow-interval': value('DURATION', parseDuration, 'with -f: how often to look for changes (1s)'),
    ...SECRET_FLAGS,
    ...CONFIG_FLAGS,
  },
  absent: {
    parallelism: 'Leave it out: how many files are read at once is decided by itself.',
  },
  examples: [
    ['restore -o copy.db /mnt/backup/shop', 'the newest state, from a folder'],
    ['restore shop.db -o before.db -timestamp "1h ago"', 'a known database as it was an hour ago'],
    ['restore shop.db -in-place -timestamp "10m ago"', 'back in time under running programs; can be undone'],
    ['restore shop.db -force', 'put the newest state in place of the file; nobody may have it open'],
    ['restore shop.db -o x.db -txid 000000000000002a -dry-run', 'what one exact state would take'],
    ['restore -o old.db /mnt/backup/shop -generation c77f47cf8a8b539c -index 3', 'a state that Litestream 0.3 or 0.4 copied'],
  ],
  positionals: ['DB_OR_DEST'],
  run: async ({ flags, positionals }, context) => {
    if (flags.f) {
      const { runRestoreAndFollow } = await import('../follow/restore.ts');
      return runRestoreAndFollow(positionals[0], flags, context);
    }
    if (flags['in-place']) {
      const { runRestoreInPlace } = await import('../running/restore-in-place.ts');
      return runRestoreInPlace(positionals[0], flags, context);
    }
    const { runRestore } = await import('../restore/run.ts');
    return runRestore(positionals[0], flags, withSecrets(flags, context));
  },
});
