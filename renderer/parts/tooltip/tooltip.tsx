// A short word about what is under the pointer or has the focus, with the key that does the same. It repeats what a screen
// reader says anyway, so it is hidden from it; Escape takes it away.
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { putBeside } from '../floating/put-beside.ts';
import { Keys } from './keys.tsx';
import styles from './tooltip.module.css';

interface TooltipProps {
  readonly text: string;
  /** As `Keys` takes them. */
  readonly keys?: string | undefined;
  /** One element. */
  readonly children: ReactNode;
}

/** The pointer rests this long first, ms; it may cross to the tooltip for as long as the second. */
const REST_MS = 600;
const CROSS_MS = 120;

export function Tooltip({ text, keys, children }: TooltipProps) {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (element: HTMLElement | undefined, after: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { setAnchor(element); }, after);
  };
  useEffect(() => () => { clearTimeout(timer.current); }, []);
  useEffect(() => {
    if (anchor === undefined) return undefined;
    const onKey = ({ key }: KeyboardEvent): void => { if (key === 'Escape') setAnchor(undefined); };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [anchor]);
  return (
    <span
      className={styles.trigger}
      onPointerEnter={({ currentTarget }) => { show(elementIn(currentTarget), REST_MS); }}
      onPointerLeave={() => { show(undefined, CROSS_MS); }}
      onPointerDown={() => { show(undefined, 0); }}
      onFocus={({ currentTarget, target }) => { if (target.matches(':focus-visible')) show(elementIn(currentTarget), REST_MS); }}
      onBlur={() => { show(undefined, 0); }}
    >
      {children}
      {anchor !== undefined && createPortal(
        <Tip anchor={anchor} text={text} keys={keys} onEnter={() => { show(anchor, 0); }} onLeave={() => { show(undefined, CROSS_MS); }} />,
        document.body,
      )}
    </span>
  );
}

function elementIn(trigger: HTMLElement): HTMLElement | undefined {
  return trigger.firstElementChild instanceof HTMLElement ? trigger.firstElementChild : undefined;
}

interface TipProps {
  readonly anchor: HTMLElement;
  readonly text: string;
  readonly keys: string | undefined;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

function Tip({ anchor, text, keys, onEnter, onLeave }: TipProps) {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { putBeside(tip.current, anchor, { side: 'below', align: 'center', gap: 6 }); }, [anchor]);
  return (
    <div ref={tip} aria-hidden="true" className={styles.tip} onPointerEnter={onEnter} onPointerLeave={onLeave}>
      {text}
      {keys !== undefined && <Keys keys={keys} />}
    </div>
  );
}
