// A long list of which only what is near the window is drawn. Short lists are drawn whole: simpler to read and to search.
import { type ComponentProps, type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { cx } from '../cx.ts';
import styles from './virtual-list.module.css';
import { layoutOf, type Range, rangeOf, scrollFor } from './windowing.ts';

/** Lists up to this long are drawn whole. */
const WHOLE = 40;
/** Rows drawn beyond either edge, so that scrolling does not show gaps. */
const OVER = 8;
/** Px, until the list was laid out. */
const FIRST_HEIGHT = 600;

export interface VirtualListHandle {
  readonly scrollTo: (index: number) => void;
}

interface VirtualListProps {
  readonly count: number;
  /** Px; every row has this height unless `rows` is `measured`. */
  readonly rowHeight: number;
  readonly rows?: 'fixed' | 'measured';
  readonly keyOf: (index: number) => string;
  readonly children: (index: number) => ReactNode;
  readonly className?: string | undefined;
  /** For a list that is one control, as a listbox is: what scrolls must be what has the focus. Its rows have no role by itself. */
  readonly control?: Pick<ComponentProps<'div'>, 'role' | 'tabIndex' | 'onKeyDown' | 'aria-labelledby' | 'aria-activedescendant'>;
  readonly ref?: Ref<VirtualListHandle>;
}

/** Scrolls by itself: its parent must bound its height. Rows must stand inside an element with the role that fits. */
export function VirtualList(props: VirtualListProps) {
  const { count, rowHeight, rows = 'fixed', keyOf, children, className, control = { role: 'presentation' }, ref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const layout = useMemo(
    () => layoutOf(count, rowHeight, rows === 'measured' ? (index) => heights.get(keyOf(index)) : undefined),
    [count, rowHeight, rows, heights, keyOf],
  );
  const [near, setNear] = useState<Range>({ first: 0, end: Math.ceil(FIRST_HEIGHT / rowHeight) });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const next = rangeOf(layout, element.scrollTop, element.clientHeight, OVER);
      setNear((before) => (before.first === next.first && before.end === next.end ? before : next));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [layout]);
  useImperativeHandle(ref, () => ({
    scrollTo: (index) => {
      const element = scroller.current;
      if (element === null) return;
      const to = scrollFor(layout, index, element.scrollTop, element.clientHeight);
      if (to !== undefined) element.scrollTop = to;
    },
  }), [layout]);
  const { first, end } = count <= WHOLE ? { first: 0, end: count } : { first: Math.min(near.first, count), end: Math.min(near.end, count) };
  const onHeight = (key: string, height: number): void => {
    setHeights((before) => (before.get(key) === height ? before : new Map(before).set(key, height)));
  };
  return (
    <div ref={scroller} {...control} className={cx(styles.scroller, className)}>
      <div role="presentation" style={{ height: layout.startOf(first) }} />
      {Array.from({ length: end - first }, (_, position) => {
        const key = keyOf(first + position);
        const row = children(first + position);
        return rows === 'measured'
          ? <Measured key={key} onHeight={(height) => { onHeight(key, height); }}>{row}</Measured>
          : <div key={key} role="presentation">{row}</div>;
      })}
      <div role="presentation" style={{ height: layout.startOf(count) - layout.startOf(end) }} />
    </div>
  );
}

function Measured({ onHeight, children }: { readonly onHeight: (height: number) => void; readonly children: ReactNode }) {
  const row = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState<number>();
  useLayoutEffect(() => {
    const element = row.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => { setHeight(element.offsetHeight); });
    sizes.observe(element);
    return () => { sizes.disconnect(); };
  }, []);
  useEffect(() => { if (height !== undefined && height > 0) onHeight(height); });
  return <div ref={row} role="presentation">{children}</div>;
}
