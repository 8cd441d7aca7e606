// The chart of a database's past, and the slider over its points that keys and screen readers use.
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Language, MarkView } from '../../../main/ipc/contract/views.ts';
import { bytes, number } from '../../../main/ipc/contract/words/format.ts';
import type { TextsOf } from '../../app/text/texts.ts';
import { indexOfTxid, kindAt, nearest, type Points } from '../../state/points.ts';
import { duration } from '../text/duration.ts';
import { Canvas } from './canvas.tsx';
import { rowsFor, type Scene } from './draw.ts';
import { meaningOf } from './keyboard.ts';
import { type TimeLabels, timeLabels } from './labels.ts';
import { markUnder } from './layout.ts';
import styles from './scrubber.module.css';
import { useGestures } from './use-gestures.ts';
import type { MovingView } from './use-time-view.ts';
import { edges, type Extent, pan, showing, timeAt, zoom } from './view.ts';

export interface ChartProps {
  readonly points: Points;
  readonly marks: readonly MarkView[];
  /** Index of a point; undefined is now. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number | undefined) => void;
  readonly language: Language;
  readonly t: TextsOf<'scrubber'>;
  readonly moving: MovingView;
  readonly extent: Extent;
  /** px left of the waterline. */
  readonly width: number;
  /** A digit was pressed: a time is being typed. */
  readonly onType: (text: string) => void;
}

/** px right of the waterline. */
export const GUTTER = 64;

export function Chart(props: ChartProps) {
  const { points, marks, chosen, onChoose, language, t, moving, extent, width, onType } = props;
  const slider = useRef<HTMLDivElement>(null);
  const labels = timeLabels(language);
  const view = useMemo(() => edges(moving.view, extent), [moving.view, extent]);
  const [hovered, setHovered] = useState<number>();
  const rows = useMemo(() => rowsFor(marks), [marks]);
  useFollow(props);

  const under = (x: number, y: number): number | undefined => {
    if (x > width) return undefined;
    const mark = y >= rows.marks ? markUnder(marks, view, width, x) : undefined;
    return mark === undefined ? nearest(points, timeAt(view, width, x)) : indexOfTxid(points, mark.txid);
  };
  const handlers = useGestures(slider, {
    onPan: (px) => { moving.set((was) => pan(was, extent, (-px / width) * was.span)); },
    onZoom: (factor, x) => { moving.set((was) => zoom(was, extent, factor, { x: Math.min(x, width), width })); },
    onClick: (x, y) => { onChoose(under(x, y)); },
    onHover: (place) => { setHovered(place === undefined ? undefined : under(place.x, place.y)); },
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const meaning = meaningOf(event, points, chosen);
    if (meaning === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (meaning.kind === 'choose') onChoose(meaning.index);
    else if (meaning.kind === 'type') onType(meaning.text);
    else moving.glide(zoom(moving.view, extent, meaning.direction === 'in' ? 0.5 : 2, anchorOf(props)));
  };
  const scene = useMemo<Scene>(() => {
    const later = t.later(duration(language, extent.now - view.to));
    return { width, gutter: GUTTER, rows, view, now: extent.now, points, marks, chosen, hovered, labels, words: { now: t.now, later } };
  }, [width, rows, view, extent, points, marks, chosen, hovered, labels, t, language]);
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label={t.label}
      aria-valuemin={0}
      aria-valuemax={points.count}
      aria-valuenow={chosen ?? points.count}
      aria-valuetext={valueText(props, labels)}
      className={styles.chart}
      onKeyDown={onKeyDown}
      {...handlers}
    >
      <Canvas scene={scene} />
    </div>
  );
}

/** Brings the chosen point into view when something else than the chart chose it, and when it was moved by keys. */
function useFollow({ points, chosen, moving, extent }: ChartProps): void {
  const latest = useRef({ points, moving, extent });
  useEffect(() => {
    latest.current = { points, moving, extent };
  });
  useEffect(() => {
    const now = latest.current;
    if (chosen === undefined || chosen >= now.points.count) return;
    const to = showing(now.moving.view, now.extent, now.points.axis[chosen]!);
    if (to !== now.moving.view) now.moving.glide(to);
  }, [chosen]);
}

/** What keys zoom at: the chosen point if it is in view, else the waterline. */
export function anchorOf({ points, chosen, moving, extent, width }: Pick<ChartProps, 'points' | 'chosen' | 'moving' | 'extent' | 'width'>) {
  const { from, to } = edges(moving.view, extent);
  const at = chosen === undefined ? to : points.axis[chosen]!;
  const x = at < from || at > to ? width : ((at - from) / (to - from)) * width;
  return { x, width };
}

function valueText({ points, marks, chosen, language, t }: ChartProps, labels: TimeLabels): string {
  if (chosen === undefined || chosen >= points.count) return t.valueNow;
  const txid = points.txids[chosen]!;
  const kind = kindAt(points, chosen);
  return [
    labels.spoken(points.times[chosen]!),
    kind === 'snapshot' ? t.snapshot : t.change(bytes(language, points.bytes[chosen]!)),
    ...marks.filter((mark) => mark.txid === txid).map(({ name }) => name),
    t.place(number(language, chosen + 1), number(language, points.count)),
  ].join(', ');
}
