// A menu behind a button, as the ARIA pattern has it: arrows move, letters jump, Enter runs, Escape and Tab leave.
import { cloneElement, type KeyboardEvent, type MouseEvent, type ReactElement, useId, useState } from 'react';
import { createPortal } from 'react-dom';
import type { MenuEntry } from './menu-entry.ts';
import { MenuList, type OpenedBy } from './menu-list.tsx';
import styles from './menu.module.css';

interface MenuProps {
  /** The button that opens it; must hand its properties on to a `button`. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly entries: readonly MenuEntry[];
  /** Which edges are in line. */
  readonly align?: 'start' | 'end';
}

export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  const id = useId();
  const [button, setButton] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState<OpenedBy>();
  const close = (): void => {
    setOpen(undefined);
    button?.focus();
  };
  const opener = cloneElement(trigger, {
    'id': id,
    'ref': setButton,
    'aria-haspopup': 'menu',
    'aria-expanded': open !== undefined,
    // A click that no pointer made (Enter, Space, a screen reader) has no detail.
    'onClick': (event: MouseEvent) => { setOpen(event.detail === 0 ? 'keyboard' : 'pointer'); },
    'onKeyDown': (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      event.stopPropagation();
      setOpen('keyboard');
    },
  });
  return (
    <>
      {opener}
      {open !== undefined && createPortal(
        <>
          <div className={styles.outside} onPointerDown={close} onContextMenu={(event) => { event.preventDefault(); close(); }} />
          <MenuList
            labelledBy={id}
            anchor={button}
            wish={{ side: 'below', align, gap: 4 }}
            entries={entries}
            openedBy={open}
            onLeave={close}
            onRun={(run) => { close(); run(); }}
          />
        </>,
        document.body,
      )}
    </>
  );
}
