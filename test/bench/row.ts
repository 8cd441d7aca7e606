// What a benchmark row is, and how its runs become the figures that are shown.
import type { Bench } from './bench.ts';

/** One figure of one run, with what the same machine did in the same moment without us. */
export interface Sample {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  /** Name of an anchor → its figure, in the same unit. */
  readonly anchors: Readonly<Record<string, number>>;
  readonly budget?: Budget;
}

/**
 * A bound of DESIGN §12 that can be judged on any machine: on the figure itself, or on its ratio to an
 * anchor.
 */
export interface Budget {
  readonly of: 'figure' | { readonly ratioTo: string };
  readonly is: 'at most' | 'at least';
  readonly limit: number;
}

/** Runs once and gives its figures: the same ones, in the same order, every time. */
export type Measure = () => Promise<Sample[]>;

export interface Row {
  /** For the command line: `lag`. */
  readonly name: string;
  /** One line for `--list`. */
  readonly about: string;
  /** How often to measure; the median counts. */
  readonly runs: number;
  /** What need not be done again for each run. */
  prepare(bench: Bench): Promise<Measure>;
}

export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  /** Lowest and highest of the runs. */
  readonly range: readonly [number, number];
  readonly anchors: readonly AnchorFigure[];
  readonly verdict: Verdict | undefined;
}

export interface AnchorFigure {
  readonly name: string;
  readonly value: number;
  /** Median of the runs' own ratios, ours / anchor: what disturbed a run disturbed both. */
  readonly ratio: number;
}

export interface Verdict {
  readonly budget: Budget;
  readonly met: 'yes' | 'no';
}

/** `runs` holds the samples of each run; all runs of a row have the same samples. */
export function figuresOf(runs: readonly (readonly Sample[])[]): Figure[] {
  const [first = []] = runs;
  return first.map((_, i) => figureOf(runs.map((samples) => samples[i]!)));
}

function figureOf(samples: readonly Sample[]): Figure {
  const { what, unit, anchors, budget } = samples[0]!;
  const values = samples.map((sample) => sample.ours);
  const ours = median(values);
  const anchorFigures = Object.keys(anchors).map((name) => ({
    name,
    value: median(samples.map((sample) => sample.anchors[name]!)),
    ratio: median(samples.map((sample) => sample.ours / sample.anchors[name]!)),
  }));
  return {
    what,
    unit,
    ours,
    range: [Math.min(...values), Math.max(...values)],
    anchors: anchorFigures,
    verdict: budget === undefined ? undefined : judge(budget, ours, anchorFigures),
  };
}

function judge(budget: Budget, ours: number, anchors: readonly AnchorFigure[]): Verdict {
  const { of, is, limit } = budget;
  const value = of === 'figure' ? ours : (anchors.find(({ name }) => name === of.ratioTo)?.ratio ?? NaN);
  return { budget, met: (is === 'at most' ? value <= limit : value >= limit) ? 'yes' : 'no' };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value below which `share` (0 to 1) of the values lie, between the two nearest where it falls between.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
