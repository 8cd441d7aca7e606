// The list of a menu or of a submenu. The focus is the highlight: it follows the arrows and the pointer.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Wish } from '../floating/place.ts';
import { putBeside } from '../floating/put-beside.ts';
import { ChevronRightIcon } from '../icons/icons.tsx';
import { Keys } from '../tooltip/keys.tsx';
import type { MenuEntry } from './menu-entry.ts';
import styles from './menu.module.css';
import { useLetters } from './use-letters.ts';

/** With the keyboard the first entry is highlighted at once. */
export type OpenedBy = 'keyboard' | 'pointer';

interface MenuListProps {
  /** Id of what opened it. */
  readonly labelledBy: string;
  readonly anchor: HTMLElement | null;
  readonly wish: Wish;
  readonly entries: readonly MenuEntry[];
  readonly openedBy: OpenedBy;
  /** The whole menu is left. */
  readonly onLeave: () => void;
  /** Only a submenu is left: back to what opened it. */
  readonly onBack?: () => void;
  readonly onRun: (run: () => void) => void;
}

/** How long the pointer may cross other entries on its way into a submenu, ms. */
const CROSSING_MS = 180;

export function MenuList(props: MenuListProps) {
  const { labelledBy, anchor, wish, entries, openedBy, onLeave, onBack, onRun } = props;
  const list = useRef<HTMLDivElement>(null);
  const [submenu, setSubmenu] = useState<{ readonly id: string; readonly by: OpenedBy }>();
  const crossing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { side, align, gap } = wish;
  useLayoutEffect(() => {
    putBeside(list.current, anchor, { side, align, gap });
  }, [anchor, side, align, gap]);
  useLayoutEffect(() => {
    if (openedBy === 'keyboard') itemsOf(list.current)[0]?.focus();
    else list.current?.focus();
  }, [openedBy]);
  useEffect(() => () => { clearTimeout(crossing.current); }, []);
  const show = (next: typeof submenu, after: number): void => {
    clearTimeout(crossing.current);
    crossing.current = setTimeout(() => { setSubmenu(next); }, after);
  };
  const letters = useLetters();
  const onKeyDown = (event: KeyboardEvent): void => {
    // A submenu's keys come here too: React hands events to the parent component, not to the parent element.
    if (!list.current?.contains(event.target as Node)) return;
    event.stopPropagation();
    const run = keysOf(list.current, { onLeave, onBack })[event.key] ?? letters(event, itemsOf(list.current));
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  return (
    <div ref={list} role="menu" aria-labelledby={labelledBy} tabIndex={-1} className={styles.popup} onKeyDown={onKeyDown}>
      {entries.map((entry) => (
        <Entry
          key={entry.id}
          entry={entry}
          id={`${labelledBy}-${entry.id}`}
          submenu={submenu?.id === entry.id ? submenu.by : undefined}
          onSubmenu={(by, after) => { show(by === undefined ? undefined : { id: entry.id, by }, after); }}
          onLeave={onLeave}
          onRun={onRun}
        />
      ))}
    </div>
  );
}

interface EntryProps {
  readonly entry: MenuEntry;
  readonly id: string;
  /** How its submenu was opened, if it is. */
  readonly submenu: OpenedBy | undefined;
  readonly onSubmenu: (by: OpenedBy | undefined, after: number) => void;
  readonly onLeave: () => void;
  readonly onRun: (run: () => void) => void;
}

function Entry({ entry, id, submenu, onSubmenu, onLeave, onRun }: EntryProps) {
  const [item, setItem] = useState<HTMLElement | null>(null);
  if (entry.kind === 'line') return <div role="separator" className={styles.line} />;
  const common = { ref: setItem, id, role: 'menuitem', tabIndex: -1, className: styles.item } as const;
  if (entry.kind === 'action') {
    const { disabled, keys, text, run } = entry;
    return (
      <div
        {...common}
        aria-disabled={disabled === true ? true : undefined}
        onClick={() => { if (disabled !== true) onRun(run); }}
        onPointerMove={() => { item?.focus({ preventScroll: true }); onSubmenu(undefined, CROSSING_MS); }}
      >
        <span className={styles.text}>{text}</span>
        {keys !== undefined && <Keys keys={keys} />}
      </div>
    );
  }
  return (
    <>
      <div
        {...common}
        aria-haspopup="menu"
        aria-expanded={submenu !== undefined}
        onClick={(event) => { onSubmenu(event.detail === 0 ? 'keyboard' : 'pointer', 0); }}
        onPointerMove={() => {
          if (submenu !== undefined) return;
          item?.focus({ preventScroll: true });
          onSubmenu('pointer', CROSSING_MS);
        }}
      >
        <span className={styles.text}>{entry.text}</span>
        <ChevronRightIcon size={12} />
      </div>
      {submenu !== undefined && (
        <div role="presentation" onPointerMove={() => { onSubmenu(submenu, 0); }}>
          <MenuList
            labelledBy={id}
            anchor={item}
            wish={{ side: 'beside', align: 'start', gap: 2 }}
            entries={entry.entries}
            openedBy={submenu}
            onLeave={onLeave}
            onBack={() => { onSubmenu(undefined, 0); item?.focus(); }}
            onRun={onRun}
          />
        </div>
      )}
    </>
  );
}

/** Of this list alone, not of a submenu in it. */
function itemsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>(':scope > [role=menuitem]') ?? [])];
}

interface Ways {
  readonly onLeave: () => void;
  readonly onBack: (() => void) | undefined;
}

function keysOf(list: HTMLElement, { onLeave, onBack }: Ways): Readonly<Record<string, (() => void) | undefined>> {
  const items = itemsOf(list);
  const at = items.findIndex((item) => item === document.activeElement);
  const current = items[at];
  const to = (index: number) => () => { items.at(index % items.length)?.focus(); };
  const press = (): void => { current?.click(); };
  return {
    'ArrowDown': to(at + 1),
    'ArrowUp': to(at < 0 ? -1 : at - 1),
    'Home': to(0),
    'End': to(-1),
    'Enter': press,
    ' ': press,
    'ArrowRight': current?.ariaHasPopup === 'menu' ? press : undefined,
    'ArrowLeft': onBack,
    'Escape': onBack ?? onLeave,
    'Tab': onLeave,
  };
}
