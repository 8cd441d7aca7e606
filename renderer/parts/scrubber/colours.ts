// The scrubber's colours: CSS decides them (theme, forced colours), the canvas needs them as values.
import styles from './scrubber.module.css';

export interface Colours {
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly paper: string;
  readonly tide: string;
  readonly wash: string;
  readonly bar: string;
  readonly font: string;
  /** px of the chart's text. */
  readonly textSize: number;
}

/** @param probes the hidden elements of `ColourProbes`; their computed colours are values where tokens may be functions */
export function readColours(probes: HTMLElement): Colours {
  const colour = (name: string): string => {
    const probe = probes.querySelector(`[data-colour="${name}"]`);
    return probe === null ? 'CanvasText' : getComputedStyle(probe).color;
  };
  const { fontFamily, fontSize } = getComputedStyle(probes);
  return {
    ink: colour('ink'),
    dim: colour('dim'),
    line: colour('line'),
    paper: colour('paper'),
    tide: colour('tide'),
    wash: colour('wash'),
    bar: colour('bar'),
    font: fontFamily,
    textSize: Number.parseFloat(fontSize) || 11,
  };
}

export const PROBES: readonly { readonly name: string; readonly className: string | undefined }[] = [
  { name: 'ink', className: styles.ink },
  { name: 'dim', className: styles.dim },
  { name: 'line', className: styles.line },
  { name: 'paper', className: styles.paper },
  { name: 'tide', className: styles.tide },
  { name: 'wash', className: styles.wash },
  { name: 'bar', className: styles.bar },
];

/** Calls back when colours may have changed. Returns its own undo. */
export function onColoursChanged(callback: () => void): () => void {
  const themes = new MutationObserver(callback);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style', 'class'] });
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', callback);
  return () => {
    themes.disconnect();
    for (const query of queries) query.removeEventListener('change', callback);
  };
}
