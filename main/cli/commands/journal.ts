// tidemark journal PLACE | - and tidemark journal copy PLACE
import { TidemarkError } from '../../engine/base/errors.ts';
import { COMMON_FLAGS, onOff, value } from '../args/flags.ts';
import { SECRET_FLAGS } from '../bridge/secrets.ts';
import { defineGroup } from '../command-group.ts';
import { defineCommand } from '../command.ts';
import { requireWord } from '../sources.ts';

const FLAGS = { ...SECRET_FLAGS, ...COMMON_FLAGS };

const show = defineCommand({
  usage: ['PLACE|- [-from LSN] [-to LSN] [-checkpoint N] [-backward] [-json]'],
  about: 'the entries of the journal of this computer (-), or of the one in a folder or bucket, one a line. Nothing there is changed.',
  flags: {
    from: value('LSN', parseLsn, 'the first entry to show'),
    to: value('LSN', parseLsn, 'the last one'),
    checkpoint: value('N', parseNumber, 'begin behind that checkpoint'),
    backward: onOff('the newest entry first'),
    ...FLAGS,
  },
  examples: [['journal - -backward', 'what Tidemark did last, first']],
  positionals: ['PLACE'],
  run: async ({ flags, positionals: [word] }, context) => {
    const place = requireWord(word, 'journal', 'journal - for the one of this computer');
    return (await import('../journal/show.ts')).runShow(place, flags, context);
  },
});

const copy = defineCommand({
  usage: ['PLACE [flags]'],
  about: 'brings the entries of the journal of this computer to a folder or bucket; only those that are not there yet.',
  flags: FLAGS,
  examples: [['journal copy s3://backups/journal', 'as often as you like']],
  positionals: ['PLACE'],
  run: async ({ flags, positionals: [word] }, context) => {
    const place = requireWord(word, 'folder or bucket', 'journal copy /mnt/backup/journal');
    return (await import('../journal/copy.ts')).runCopy(place, flags, context);
  },
});

export const journal = defineGroup({
  about: 'What Tidemark did, entry by entry, as it was written down.',
  usual: 'show',
  others: 'are of the usual',
  actions: { show, copy },
});

function parseLsn(given: string): bigint {
  if (/^\d{1,19}$/.test(given)) return BigInt(given);
  throw new TidemarkError('usage', `"${given}" is not the number of an entry`, { hint: 'A number as `tidemark journal` shows it.' });
}

function parseNumber(given: string): number {
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw new TidemarkError('usage', `"${given}" is not the number of a checkpoint`, { hint: 'The number in the name of its segment.' });
}
