// The entries of one folder as a list box: arrows move, Space ticks, Enter opens, Backspace goes up, letters jump.
import { type KeyboardEvent, type Ref, useEffect, useId, useState } from 'react';
import type { Listing, ListingEntry } from '../../../main/ipc/contract/shell.ts';
import { bytes, shortAgo } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { cx } from '../../parts/cx.ts';
import { ArrowUpIcon, CheckIcon, FileIcon, FolderIcon } from '../../parts/icons/icons.tsx';
import { useNow } from '../../state/hooks.ts';
import type { ChooseWhat } from './choose-what.ts';
import styles from './entry-list.module.css';

interface EntryListProps {
  readonly listing: Listing;
  readonly what: ChooseWhat;
  /** Paths. */
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
  readonly onOpen: (entry: ListingEntry) => void;
  readonly onUp: (folder: string) => void;
  readonly ref?: Ref<HTMLDivElement>;
}

const PAGE = 10;

export function EntryList(props: EntryListProps) {
  const { listing, what, chosen, onChoose, onOpen, onUp, ref } = props;
  const { t } = useText();
  const id = useId();
  const [at, setAt] = useState({ folder: listing.folder, index: 0 });
  const entries = listing.entries.filter((entry) => entry.kind === 'folder' || what !== 'folder');
  const index = at.folder === listing.folder ? Math.min(at.index, Math.max(0, entries.length - 1)) : 0;
  const move = (to: number): void => {
    setAt({ folder: listing.folder, index: Math.min(entries.length - 1, Math.max(0, to)) });
  };
  useEffect(() => {
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, index]);
  const choose = (entry: ListingEntry): void => {
    if (what === 'databases' && entry.kind === 'file') onChoose(toggled(chosen, entry.path));
  };
  const up = (): void => { if (listing.parent !== undefined) onUp(listing.parent); };
  const onKeyDown = (event: KeyboardEvent): void => {
    const run = keysOf({ entries, index, move, choose, onOpen, up })[event.key] ?? jumpTo(event, entries, index, move);
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  return (
    <div className={styles.list}>
      <Button
        size="small"
        tone="quiet"
        icon={<ArrowUpIcon size={14} />}
        disabled={listing.parent === undefined}
        onClick={up}
      >
        {t.picker.up}
      </Button>
      <div
        ref={ref}
        role="listbox"
        aria-label={t.picker.files}
        aria-multiselectable={what === 'databases'}
        aria-activedescendant={entries.length === 0 ? undefined : `${id}-${index}`}
        tabIndex={0}
        className={styles.box}
        onKeyDown={onKeyDown}
      >
        {entries.length === 0 && <p className={styles.empty}>{t.picker.empty}</p>}
        {entries.map((entry, position) => (
          <Entry
            key={entry.path}
            id={`${id}-${position}`}
            entry={entry}
            look={{ current: position === index, chosen: chosen.has(entry.path) }}
            onPick={() => { move(position); choose(entry); }}
            onOpen={() => { onOpen(entry); }}
          />
        ))}
      </div>
    </div>
  );
}

interface EntryKeys {
  readonly entries: readonly ListingEntry[];
  readonly index: number;
  readonly move: (to: number) => void;
  readonly choose: (entry: ListingEntry) => void;
  readonly onOpen: (entry: ListingEntry) => void;
  readonly up: () => void;
}

function keysOf({ entries, index, move, choose, onOpen, up }: EntryKeys): Readonly<Record<string, () => void>> {
  const entry = entries[index];
  return {
    'ArrowDown': () => { move(index + 1); },
    'ArrowUp': () => { move(index - 1); },
    'PageDown': () => { move(index + PAGE); },
    'PageUp': () => { move(index - PAGE); },
    'Home': () => { move(0); },
    'End': () => { move(entries.length - 1); },
    'Enter': () => { if (entry !== undefined) onOpen(entry); },
    ' ': () => { if (entry !== undefined) choose(entry); },
    'Backspace': up,
  };
}

interface EntryProps {
  readonly id: string;
  readonly entry: ListingEntry;
  readonly look: { readonly current: boolean; readonly chosen: boolean };
  readonly onPick: () => void;
  readonly onOpen: () => void;
}

function Entry({ id, entry, look, onPick, onOpen }: EntryProps) {
  const { language } = useText();
  const now = useNow(60_000);
  const folder = entry.kind === 'folder';
  return (
    <div
      id={id}
      role="option"
      aria-selected={look.chosen}
      className={cx(styles.entry, look.current && styles.current, look.chosen && styles.chosen)}
      onClick={folder ? onOpen : onPick}
      onDoubleClick={onOpen}
    >
      {look.chosen ? <CheckIcon /> : folder ? <FolderIcon /> : <FileIcon />}
      <span className={styles.name}>{entry.name}</span>
      <span className={styles.size}>{folder ? '' : bytes(language, entry.size)}</span>
      <span className={styles.age}>{shortAgo(language, entry.changedAt, now)}</span>
    </div>
  );
}

function toggled(chosen: ReadonlySet<string>, path: string): ReadonlySet<string> {
  return chosen.has(path) ? new Set([...chosen].filter((one) => one !== path)) : new Set([...chosen, path]);
}

/** To the next entry that begins with a letter that was pressed. */
function jumpTo(event: KeyboardEvent, entries: readonly ListingEntry[], index: number, move: (to: number) => void) {
  const { key } = event;
  if (key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const begins = ({ name }: ListingEntry): boolean => name.toLowerCase().startsWith(key.toLowerCase());
  const after = entries.findIndex((entry, position) => position > index && begins(entry));
  const found = after === -1 ? entries.findIndex(begins) : after;
  return found === -1 ? undefined : () => { move(found); };
}
