// Splits a command line into words as a shell does, without being one: quotes and backslashes, nothing else.
import { TidemarkError } from '../../engine/base/errors.ts';

/**
 * Outside quotes these would need a shell; taken literally they would do something else than their writer
 * meant.
 */
const SHELL_ONLY = /[|&;<>()`\n]/;
/** What a backslash may hide inside double quotes (POSIX). */
const ESCAPABLE = /["\\$`\n]/;

interface Scan {
  readonly text: string;
  at: number;
  word: string | undefined;
}

/** The words of `text`; `usage` when a quote stays open, a shell would be needed, or there is no word. */
export function splitWords(text: string): string[] {
  const scan: Scan = { text: text.trim(), at: 0, word: undefined };
  const words: string[] = [];
  while (scan.at < scan.text.length) {
    const c = scan.text[scan.at++]!;
    if (/[ \t]/.test(c)) flush(scan, words);
    else scan.word = (scan.word ?? '') + piece(scan, c);
  }
  flush(scan, words);
  if (words.length === 0) {
    throw new TidemarkError('usage', 'the command is empty', {
      hint: 'Name the program to run: -exec "node server.js".',
    });
  }
  return words;
}

function flush(scan: Scan, words: string[]): void {
  if (scan.word !== undefined) words.push(scan.word);
  scan.word = undefined;
}

function piece(scan: Scan, c: string): string {
  if (c === "'") return until(scan, "'", () => undefined);
  if (c === '"') return until(scan, '"', escapedInDouble);
  if (c === '\\') return escapedOutside(scan);
  if (SHELL_ONLY.test(c)) throw needsShell(scan.text, c);
  return c;
}

function until(scan: Scan, quote: string, escaped: (scan: Scan, c: string) => string | undefined): string {
  let out = '';
  while (scan.at < scan.text.length) {
    const c = scan.text[scan.at++]!;
    if (c === quote) return out;
    out += escaped(scan, c) ?? c;
  }
  throw new TidemarkError('usage', `a ${quote} is never closed in the command: ${scan.text}`);
}

function escapedInDouble(scan: Scan, c: string): string | undefined {
  const next = scan.text[scan.at];
  if (c !== '\\' || next === undefined || !ESCAPABLE.test(next)) return undefined;
  scan.at++;
  return next === '\n' ? '' : next;
}

function escapedOutside(scan: Scan): string {
  const next = scan.text[scan.at++];
  if (next === undefined) throw new TidemarkError('usage', `the command ends in a backslash: ${scan.text}`);
  return next === '\n' ? '' : next;
}

function needsShell(text: string, c: string): TidemarkError {
  return new TidemarkError('usage', `the command needs a shell for ${JSON.stringify(c)}: ${text}`, {
    hint: `Start one: sh -c '…', or quote the ${JSON.stringify(c)} if it is meant literally.`,
  });
}
