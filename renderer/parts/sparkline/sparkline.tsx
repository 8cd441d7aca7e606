// How busy something was lately: a row of bars in one SVG path, cheap enough for hundreds of rows.
import { memo } from 'react';
import { useText } from '../../app/text/use-text.ts';
import styles from './sparkline.module.css';

interface SparklineProps {
  /** Any unit, oldest first. */
  readonly values: readonly number[];
  /** Px. */
  readonly width?: number;
  readonly height?: number;
}

export const Sparkline = memo(function Sparkline({ values, width = 96, height = 20 }: SparklineProps) {
  const { t } = useText();
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} className={styles.sparkline} role="img" aria-label={t.parts.pulse}>
      <path d={barsOf(values, width, height)} />
    </svg>
  );
});

/** Bars on a base line one px high; the tallest fills the height. Roots, so that small changes beside big ones stay visible. */
export function barsOf(values: readonly number[], width: number, height: number): string {
  const most = Math.sqrt(Math.max(1, ...values));
  const step = width / Math.max(1, values.length);
  const bar = Math.max(1, step - 1);
  return values
    .map((value, index) => {
      const tall = Math.max(1, Math.round((Math.sqrt(Math.max(0, value)) / most) * height));
      return `M${round(index * step)} ${height}v-${tall}h${round(bar)}v${tall}z`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
