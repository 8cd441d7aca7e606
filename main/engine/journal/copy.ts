// One journal's entries brought to another, under their own LSNs. What is there already is not brought again, so that it can be
// done as often as one likes, and goes on where it was interrupted.
import { TidemarkError } from '../base/errors.ts';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './record.ts';
import type { ReplayRange } from './replay.ts';
import type { JournalReader } from './watching.ts';

/** Entries, and bytes of them, that go together. */
const MOST_TOGETHER = { entries: 10_000, bytes: 2 ** 20 };

/** Resolves with how many entries were brought. `destination-conflict` when those that are there are not of this journal. */
export async function copyJournal(from: JournalReader, to: Journal, signal: AbortSignal): Promise<number> {
  await requireSame(from, to);
  let count = 0;
  for await (const group of groups(from, { from: { kind: 'lsn', lsn: to.lastLsn + 1n } })) {
    signal.throwIfAborted();
    await to.skipTo(group[0]!.lsn);
    await to.write(group.map(({ data }) => data));
    count += group.length;
  }
  return count;
}

/** Its newest entry says the same here and there. */
async function requireSame(from: JournalReader, to: Journal): Promise<void> {
  const lsn = to.lastLsn;
  const range: ReplayRange = { from: { kind: 'lsn', lsn }, to: { kind: 'lsn', lsn } };
  const [here, there] = [await firstOf(from, range), await firstOf(to, range)];
  const isSame = here === undefined || there === undefined || Buffer.compare(here.data, there.data) === 0;
  if (isSame && from.lastLsn >= lsn) return;
  throw new TidemarkError('destination-conflict', `the entries up to ${lsn} that are there are not of this journal`, {
    hint: 'Choose another place for the copy. Nothing was written.',
  });
}

async function firstOf(journal: Pick<Journal, 'replay'>, range: ReplayRange): Promise<JournalEntry | undefined> {
  for await (const { lsn, data } of journal.replay(range)) return { lsn, data: Uint8Array.from(data) };
  return undefined;
}

/** Entries whose LSNs follow each other. */
async function* groups(from: JournalReader, range: ReplayRange): AsyncGenerator<readonly JournalEntry[]> {
  let group: JournalEntry[] = [];
  let bytes = 0;
  for await (const { lsn, data } of from.replay(range)) {
    const isNext = group.at(-1)?.lsn === lsn - 1n;
    const isFull = group.length === MOST_TOGETHER.entries || bytes + data.length > MOST_TOGETHER.bytes;
    if (group.length > 0 && (!isNext || isFull)) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push({ lsn, data: Uint8Array.from(data) });
    bytes += data.length;
  }
  if (group.length > 0) yield group;
}
