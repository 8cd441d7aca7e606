// journal: its entries, one a line.
import { TidemarkError } from '../../engine/base/errors.ts';
import type { JournalEntry } from '../../engine/journal/record.ts';
import type { Place, ReplayRange } from '../../engine/journal/replay.ts';
import type { JournalReader } from '../../engine/journal/watching.ts';
import { type SecretFlags, withSecrets } from '../bridge/secrets.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { journalAt, ownJournal } from './places.ts';

export type ShowFlags = SecretFlags & {
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
  readonly checkpoint: number | undefined;
  readonly backward: boolean;
  readonly json: boolean;
};

/** What is missing there is said on stderr; 5 when nobody knew of it. */
export async function runShow(word: string, flags: ShowFlags, given: Context): Promise<number> {
  const context = withSecrets(flags, given);
  const range = rangeOf(flags);
  const journal = await (word === '-' ? ownJournal(context) : journalAt(word, context));
  try {
    await print(journal, range, flags, context);
    const missing = journal.problems.filter(({ kind }) => kind !== 'torn');
    for (const { message } of missing) context.console.say(message);
    return missing.some(({ found }) => found === 'now') ? EXIT.unsound : EXIT.ok;
  } finally {
    await journal.close();
  }
}

function rangeOf({ from, to, checkpoint, backward }: ShowFlags): ReplayRange {
  if (from !== undefined && checkpoint !== undefined) {
    throw new TidemarkError('usage', '-from and -checkpoint both say where to begin', { hint: 'Leave one out.' });
  }
  const at = (lsn: bigint): Place => ({ kind: 'lsn', lsn });
  return {
    ...(from === undefined ? {} : { from: at(from) }),
    ...(checkpoint === undefined ? {} : { from: { kind: 'checkpoint', number: checkpoint } as const }),
    ...(to === undefined ? {} : { to: at(to) }),
    order: backward ? 'backward' : 'forward',
  };
}

async function print(journal: JournalReader, range: ReplayRange, { json }: ShowFlags, { console }: Context): Promise<void> {
  const all: object[] = [];
  for await (const entry of journal.replay(range)) {
    if (json) all.push(entryJson(entry));
    else console.print(`${entry.lsn}  ${lineOf(entry)}`);
  }
  if (json) console.printJson(all);
}

function entryJson({ lsn, data }: JournalEntry): object {
  const content = parse(data);
  return { lsn: Number(lsn), ...(content === undefined ? { base64: Buffer.from(data).toString('base64') } : { entry: content }) };
}

/** JSON has no character that a terminal would obey. */
function lineOf({ data }: JournalEntry): string {
  const content = parse(data);
  return content === undefined ? Buffer.from(data).toString('base64') : JSON.stringify(content);
}

/** Undefined when it is not JSON: not an entry of ours, then. */
function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return undefined;
  }
}
