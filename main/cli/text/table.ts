// Aligned columns.

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** One line per row under a line of titles, two spaces between columns, no spaces at line ends. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  const format = (line: readonly string[]): string =>
    columns
      .map((column, i) => fit(line[i] ?? '', widths[i]!, column.align))
      .join('  ')
      .trimEnd();
  return lines.map(format).join('\n');
}

/** `label   value` lines with the values in one column. */
export function formatPairs(
  pairs: readonly (readonly [label: string, value: string])[],
  indent = '',
): string {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, shown]) => `${indent}${label.padEnd(width)}  ${shown}`).join('\n');
}

function fit(cell: string, width: number, align: Column['align']): string {
  return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
}
