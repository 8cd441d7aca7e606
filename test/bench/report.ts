// Figures as a table for people and as JSON for programs.
import { availableParallelism, cpus, release } from 'node:os';
import type { Figure, Verdict } from './row.ts';

export type RowResult =
  | {
      readonly kind: 'measured';
      readonly row: string;
      readonly runs: number;
      readonly figures: readonly Figure[];
    }
  | { readonly kind: 'failed'; readonly row: string; readonly error: string };

/** Where the figures come from: they mean nothing without it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    system: `${process.platform} ${release()}`,
    node: process.versions.node,
    date: new Date().toISOString(),
  };
}

const HEADINGS = ['row', 'figure', 'ours', '', 'range', 'anchor', '', 'ours ÷ anchor', 'budget'];

export function tableOf(results: readonly RowResult[]): string {
  const lines = [HEADINGS, ...results.flatMap(linesOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function linesOf(result: RowResult): string[][] {
  if (result.kind === 'failed') return [[result.row, 'FAILED: see above', '', '', '', '', '', '', '']];
  return result.figures.flatMap((figure) => {
    const range = result.runs === 1 ? '' : `${round(figure.range[0])}–${round(figure.range[1])}`;
    const head = [result.row, figure.what, round(figure.ours), figure.unit, range];
    const anchors = figure.anchors.map(({ name, value, ratio }) => [
      name,
      round(value),
      Number.isFinite(ratio) ? `${round(ratio)}×` : '—',
    ]);
    const [first = ['', '', ''], ...others] = anchors;
    return [
      [...head, ...first, verdictText(figure.verdict)],
      ...others.map((anchor) => ['', '', '', '', '', ...anchor, '']),
    ];
  });
}

function verdictText(verdict: Verdict | undefined): string {
  if (verdict === undefined) return '';
  const { of, is, limit } = verdict.budget;
  const bound = `${is} ${limit}${of === 'figure' ? '' : `× ${of.ratioTo}`}`;
  return `${bound}: ${verdict.met === 'yes' ? 'met' : 'MISSED'}`;
}

/** Three significant figures. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}
