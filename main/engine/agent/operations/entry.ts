// What the journal keeps of operations: one JSON object per entry. The LSN of the entry that begins an operation is
// its name in all that follow.
import { isTold } from './filter.ts';
import type { OperationAbout } from './operation.ts';
import type { ErrorView, MarkView, OperationFacts } from '../views.ts';

/** How an operation ended. */
export type OperationEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: ErrorView };

/** Times are ms since the epoch. */
export type Entry =
  | { readonly kind: 'begin'; readonly at: number; readonly facts: OperationFacts; readonly about: OperationAbout }
  | {
      readonly kind: 'end';
      readonly operation: number;
      readonly at: number;
      readonly end: OperationEnd;
      /** When they are other than before. */
      readonly facts?: OperationFacts;
    }
  /** Begun and ended at once. */
  | {
      readonly kind: 'note';
      readonly at: number;
      readonly facts: OperationFacts;
      readonly about: OperationAbout;
      readonly end: OperationEnd;
    }
  | MarkEntry;

/** What names moments have: a name is given, taken away, or all of a database are forgotten with it. */
export type MarkEntry =
  | { readonly kind: 'mark'; readonly database: string; readonly mark: MarkView }
  | { readonly kind: 'unmark'; readonly database: string; readonly name: string }
  | { readonly kind: 'forget-marks'; readonly database: string };

interface StoredEntry {
  readonly version: number;
  readonly entry: Entry;
}

const VERSION = 1;
/** Characters of a message or hint; longer ones quote what nobody reads. */
const LONGEST_TEXT = 4000;

export function encodeEntry(entry: Entry): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version: VERSION, entry }));
}

/** Undefined for what another version of Tidemark wrote and this one cannot tell of. */
export function decodeEntry(data: Uint8Array): Entry | undefined {
  const stored = parse(data);
  if (stored?.version !== VERSION) return undefined;
  const { entry } = stored;
  switch (entry.kind) {
    case 'begin':
    case 'note':
      return isTold(entry.facts.kind) ? entry : undefined;
    case 'end':
    case 'mark':
    case 'unmark':
    case 'forget-marks':
      return entry;
    default:
      return undefined;
  }
}

/** The CRC vouches for the rest: whatever parses is what was written. */
function parse(data: Uint8Array): StoredEntry | null | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as StoredEntry | null;
  } catch {
    return undefined;
  }
}

/** No longer than an entry can bear. */
export function shortened({ code, message, hint }: ErrorView): ErrorView {
  return { code, message: message.slice(0, LONGEST_TEXT), hint: hint.slice(0, LONGEST_TEXT) };
}
