// A database's state in words, and which of them a person looks for.
import { clock } from '../../../main/ipc/contract/words/format.ts';
import { holderOf } from '../../../main/ipc/contract/words/overall.ts';
import type { DatabaseView, DestinationView } from '../../../main/ipc/contract/views.ts';
import type { Text } from '../../app/text/use-text.ts';

export type Destinations = Readonly<Record<string, DestinationView>>;

/** `Safe`, `Waiting for Backup Disk`, `Paused until 14:05`. */
export function statusWords(database: DatabaseView, destinations: Destinations, text: Text, now: number): string {
  const { t, words, language } = text;
  const { state } = database;
  switch (state.kind) {
    case 'off':
      return t.databases.off;
    case 'opening':
      return t.databases.opening;
    case 'safe':
      return words.shape.safe;
    case 'behind':
      return isFirstCopy(database) ? t.databases.firstCopy : words.shape.working;
    case 'paused':
      return state.until === undefined ? words.shape.paused : t.databases.pausedUntil(clock(language, state.until, now));
    case 'waiting': {
      if (holderOf(database) !== undefined) return t.databases.waitingPen;
      const name = waitedFor(database, destinations)?.name;
      return name === undefined ? words.shape.waiting : t.databases.waitingFor(name);
    }
    case 'failed':
      return words.shape['needs-you'];
    default:
      return state satisfies never;
  }
}

/** Nothing of it is anywhere yet. */
function isFirstCopy(database: DatabaseView): boolean {
  return database.copies.length > 0 && database.copies.every((copy) => copy.safeAt === 0);
}

/** The destination that is not there, if that is what is waited for. */
export function waitedFor(database: DatabaseView, destinations: Destinations): DestinationView | undefined {
  const copy = database.copies.find(({ state }) => state.kind === 'waiting');
  return copy === undefined ? undefined : destinations[copy.destination];
}

/** By name, then by path: rows do not move when states change. */
export function inOrder(databases: readonly DatabaseView[]): DatabaseView[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return [...databases].sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.path, b.path));
}

/** Every word typed must be in the name, the path, the app, or the status. */
export function matches(database: DatabaseView, typed: string, status: string): boolean {
  const text = [database.name, database.path, database.app ?? '', status].join('\n').toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
