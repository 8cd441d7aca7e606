// Prometheus' text format 0.0.4: families of samples, each with its help and its type.

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Family {
  /** `[a-zA-Z_:][a-zA-Z0-9_:]*`; ends in `_total` for most counters. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly Sample[];
}

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Families without samples are left out. Ends with a line's end, as the format wants it. */
export function formatFamilies(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(formatFamily)
    .join('');
}

function formatFamily({ name, help, type, samples }: Family): string {
  const head = `# HELP ${name} ${escape(help, /[\\\n]/g)}\n# TYPE ${name} ${type}\n`;
  return head + samples.map(({ labels, value }) => `${name}${formatLabels(labels)} ${formatValue(value)}\n`).join('');
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value, /[\\\n"]/g)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(text: string, what: RegExp): string {
  return text.replace(what, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
