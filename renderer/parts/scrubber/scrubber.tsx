// A tide chart of one database's past: how much was written when, the points one can go back to, and now.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Language, MarkView } from '../../../main/ipc/contract/views.ts';
import type { TextsOf } from '../../app/text/texts.ts';
import { newestBy, type Points } from '../../state/points.ts';
import { IconButton } from '../button/button.tsx';
import { Segments } from '../field/segments.tsx';
import { MinusIcon, PlusIcon } from '../icons/icons.tsx';
import { Tooltip } from '../tooltip/tooltip.tsx';
import { anchorOf, Chart, GUTTER } from './chart.tsx';
import { JumpField, type TypedMoment } from './jump-field.tsx';
import styles from './scrubber.module.css';
import { useTimeView, useWaterline } from './use-time-view.ts';
import { type Extent, firstRange, type Range, rangeOf, rangeView, zoom } from './view.ts';

export interface ScrubberProps {
  /** At least one. */
  readonly points: Points;
  readonly marks: readonly MarkView[];
  /** Index of a point; undefined is now. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number | undefined) => void;
  readonly language: Language;
  readonly t: TextsOf<'scrubber'>;
}

const RANGES: readonly Range[] = ['day', 'week', 'month', 'all'];

export function Scrubber({ points, marks, chosen, onChoose, language, t }: ScrubberProps) {
  const frame = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const width = Math.max(1, useWidth(frame) - GUTTER);
  const [text, setText] = useState('');
  const [span, setSpan] = useState(0);
  const clock = useWaterline(span, width);
  const first = points.axis[0]!;
  const newest = points.axis[points.count - 1]!;
  const extent = useMemo<Extent>(() => ({ first, now: Math.max(clock, newest) }), [first, clock, newest]);
  const moving = useTimeView(() => rangeView(firstRange(extent), extent), extent);
  // How often to look at the clock follows from the view, which follows from the clock.
  if (span !== moving.view.span) setSpan(moving.view.span);

  const jump = (to: TypedMoment): void => {
    onChoose(to.kind === 'now' ? undefined : (newestBy(points, to.at) ?? 0));
  };
  const type = (digit: string): void => {
    setText(digit);
    input.current?.focus();
  };
  const zoomBy = (factor: number): void => {
    moving.glide(zoom(moving.view, extent, factor, anchorOf({ points, chosen, moving, extent, width })));
  };
  return (
    <section aria-label={t.title} className={styles.scrubber}>
      <div className={styles.tools}>
        <Segments
          label={t.range}
          value={rangeOf(moving.view, extent) ?? 'own'}
          options={RANGES.map((value) => ({ value, text: t[value] }))}
          onChange={(range) => { if (range !== 'own') moving.glide(rangeView(range, extent)); }}
        />
        <Tooltip text={t.zoomOut} keys="Minus">
          <IconButton label={t.zoomOut} onClick={() => { zoomBy(2); }}><MinusIcon /></IconButton>
        </Tooltip>
        <Tooltip text={t.zoomIn} keys="Plus">
          <IconButton label={t.zoomIn} onClick={() => { zoomBy(0.5); }}><PlusIcon /></IconButton>
        </Tooltip>
        <span className={styles.space} />
        <JumpField text={text} onText={setText} onJump={jump} language={language} t={t} input={input} />
      </div>
      <div ref={frame} className={styles.frame}>
        <Chart {...{ points, marks, chosen, onChoose, language, t, moving, extent, width }} onType={type} />
      </div>
    </section>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(entry.contentRect.width);
    });
    observer.observe(element.current);
    return () => { observer.disconnect(); };
  }, [element]);
  return width;
}
