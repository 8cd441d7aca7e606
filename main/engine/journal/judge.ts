// Tells of one segment found at the opening of a journal whether it is what was written.
import type { ScannedSegment } from './scan.ts';
import type { StoredSegment } from './store.ts';

/** A segment as it was found, less the entries themselves. */
export interface FoundSegment extends Pick<ScannedSegment, 'size' | 'end' | 'beyond'> {
  readonly stored: StoredSegment;
  /** LSN of its first sound entry; undefined when there is none at its start. */
  readonly first: bigint | undefined;
  readonly count: number;
  /** Bytes that were read: not all when it is longer than any segment. */
  readonly read: number;
}

/** What is known of a segment from elsewhere. */
export interface Expected {
  /** The last LSN before it. */
  readonly after: bigint;
  /** Whether LSNs may have been left out before it. */
  readonly start: 'next' | 'later';
  /** The LSN up to which its entries must go at least. */
  readonly leastEnd: bigint;
  /** `torn`: it can have been written to when the power went, a part of an append. */
  readonly mayBe: 'torn' | 'whole';
}

export type Verdict =
  | { readonly kind: 'sound' }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged'; readonly why: string };

export function judge(found: FoundSegment, { after, start, leastEnd, mayBe }: Expected): Verdict {
  const { stored, end, read } = found;
  const first = found.first ?? after + 1n;
  if (first <= after) return damaged('its entries are there already');
  if (start === 'next' && first > after + 1n) return damaged(`entries ${after + 1n} to ${first - 1n} are missing before it`);
  if (end.kind === 'damaged') return end;
  if (stored.size > read) return damaged(`it has ${stored.size} bytes, more than any segment`);
  const last = first + BigInt(found.count) - 1n;
  if (last < leastEnd) return damaged(`entries ${last + 1n} to ${leastEnd} are missing at its end`);
  if (end.kind === 'whole') return { kind: 'sound' };
  return mayBe === 'torn' ? { kind: 'torn' } : damaged('its end is not what was written');
}

function damaged(why: string): Verdict {
  return { kind: 'damaged', why };
}
