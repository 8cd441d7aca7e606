// A look at a journal that belongs to somebody else, who may be writing it: what opening would set right is only told.
import { TidemarkError } from '../base/errors.ts';
import { Journal } from './journal.ts';
import type { SegmentName } from './segment-name.ts';
import type { JournalStore } from './store.ts';

export type JournalReader = Pick<Journal, 'type' | 'problems' | 'lastLsn' | 'acknowledged' | 'checkpoints' | 'replay' | 'close'>;

/** As it is at this moment. An entry that is being written now looks `torn`. */
export function watchJournal(store: JournalStore): Promise<JournalReader> {
  return Journal.open(watching(store));
}

function watching(store: JournalStore): JournalStore {
  const { type, appends } = store;
  /** Names that segments still have, by number, though they would have got another. */
  const names = new Map<number, SegmentName>();
  const nothing = (): Promise<void> => Promise.resolve();
  const refuse = (): Promise<never> => Promise.reject(new TidemarkError('refused', 'the journal was opened to be read'));
  return {
    type,
    appends,
    open: nothing,
    list: () => store.list(),
    read: (segment, length) => store.read(names.get(segment.number) ?? segment, length),
    readPosition: () => store.readPosition(),
    close: () => store.close(),
    rename: (segment) => {
      names.set(segment.number, segment);
      return Promise.resolve();
    },
    create: nothing,
    cut: nothing,
    remove: nothing,
    replacePosition: nothing,
    setPositionApart: () => Promise.resolve('position'),
    append: refuse,
    end: refuse,
  };
}
