// tidemark lease show | acquire | release | break
import { parseDuration } from '../args/duration.ts';
import { onOff, text, value } from '../args/flags.ts';
import { PLACE_FLAGS } from '../args/place.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { defineGroup } from '../command-group.ts';
import { defineCommand } from '../command.ts';

const FLAGS = { ...CONFIG_FLAGS, ...PLACE_FLAGS };
const AT = { at: text('NAME', 'of several destinations of the database, only this one') };

const show = defineCommand({
  usage: ['DB_OR_PLACE [flags]'],
  about: 'who has the pen for a history, until when, and its generation.',
  flags: FLAGS,
  examples: [['lease show shop.db', 'at each of its destinations']],
  positionals: ['DB_OR_PLACE'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../lease/show.ts')).runShow(word, flags, context),
});

const acquire = defineCommand({
  usage: ['PLACE [-for DURATION] [flags]'],
  about: [
    'takes the pen when it is free, and holds it until Ctrl-C; nobody else copies there meanwhile. With -for it is written once',
    'for that time, and its generation is printed. Exit code 7 when somebody else has it, or takes it.',
  ].join(' '),
  flags: { for: value('DURATION', parseDuration, 'take it for so long and end at once: 60s … 9m'), ...FLAGS },
  examples: [['lease acquire /mnt/backup/shop -for 5m', 'while a script works there']],
  positionals: ['DB_OR_PLACE'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../lease/acquire.ts')).runAcquire(word, flags, context),
});

const release = defineCommand({
  usage: ['DB_OR_PLACE [flags]'],
  about: 'lets go of the pen that `lease acquire -for` took here, or that the running Tidemark has for a database.',
  flags: { ...AT, ...FLAGS },
  examples: [['lease release shop.db', 'so that another computer need not wait']],
  positionals: ['DB_OR_PLACE'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../lease/release.ts')).runRelease(word, flags, context),
});

const breakLease = defineCommand({
  usage: ['DB_OR_PLACE -yes [flags]'],
  about: [
    'takes the pen from whoever has it: of a database of the running Tidemark it is ours from then on, else nobody has it. Who had',
    'it overwrites nothing, and stands by.',
  ].join(' '),
  flags: { yes: onOff('I am sure that nobody writes there any more'), ...AT, ...FLAGS },
  examples: [['lease break /mnt/backup/shop -yes', 'after the other computer is gone for good']],
  positionals: ['DB_OR_PLACE'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../lease/break.ts')).runBreak(word, flags, context),
});

export const lease = defineGroup({
  about: 'The pen: one writer at a time for each history, at folders and S3.',
  usual: 'show',
  actions: { show, acquire, release, break: breakLease },
});
