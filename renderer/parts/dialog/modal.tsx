// What every layer over the window has in common: what lies below cannot be reached, Escape closes the topmost, and the
// focus goes back to where it was; to the screen itself when that is gone.
import { type ComponentProps, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { cx } from '../cx.ts';
import styles from './dialog.module.css';
import { hideBelow } from './hide-below.ts';

interface ModalProps extends Omit<ComponentProps<'div'>, 'role'> {
  readonly kind: 'sheet' | 'ask';
  /** Of what lies around it; the middle of the window when absent. */
  readonly around?: string | undefined;
  /** The first that can have the focus when absent. */
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined;
  readonly onClose: () => void;
}

const FOCUSABLE = 'button, a[href], input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';
/** The topmost last. */
const open: object[] = [];

/** Shown as long as it is mounted. A click beside a sheet closes it; beside a question it does not. */
export function Modal({ kind, around, initialFocus, onClose, className, ...rest }: ModalProps) {
  const layer = useRef<HTMLDivElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  // Not of a layer above, whose events come here too.
  const beside = (target: EventTarget): boolean => target === layer.current;
  const pressed = useRef<'beside' | 'on it'>('on it');
  useEscape(onClose);
  useFocus(popup, initialFocus);
  useLayoutEffect(() => (layer.current === null ? undefined : hideBelow(layer.current)), []);
  return createPortal(
    <div
      ref={layer}
      className={cx(styles.layer, around ?? styles.viewport)}
      onPointerDown={(event) => { pressed.current = beside(event.target) ? 'beside' : 'on it'; }}
      onClick={(event) => {
        // A selection that was drawn to beyond the edge is no click beside it.
        if (kind === 'sheet' && pressed.current === 'beside' && beside(event.target)) onClose();
      }}
    >
      <div
        ref={popup}
        role={kind === 'ask' ? 'alertdialog' : 'dialog'}
        aria-modal="true"
        tabIndex={-1}
        {...rest}
        className={cx(styles.popup, className)}
      />
    </div>,
    document.body,
  );
}

function useEscape(onClose: () => void): void {
  const close = useRef(onClose);
  useEffect(() => { close.current = onClose; });
  useEffect(() => {
    const me = {};
    open.push(me);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || open.at(-1) !== me) return;
      event.preventDefault();
      close.current();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      open.splice(open.indexOf(me), 1);
    };
  }, []);
}

function useFocus(popup: RefObject<HTMLElement | null>, initial: RefObject<HTMLElement | null> | undefined): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const first = initial?.current ?? popup.current?.querySelector<HTMLElement>(FOCUSABLE) ?? popup.current;
    // A field that asked for the focus by itself keeps it.
    if (popup.current?.contains(document.activeElement) === false) first?.focus();
    return () => {
      // Unless something else has it by now: another layer that was opened from this one.
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost) (stillThere(before) ?? document.querySelector('main'))?.focus();
    };
  }, [popup, initial, before]);
}

function stillThere(element: Element | null): HTMLElement | undefined {
  const focusable = element instanceof HTMLElement && element.isConnected && element !== document.body;
  return focusable ? element : undefined;
}
