// How far the journal's consumer is, and where the journal begins since: one small item, replaced as a whole. It has
// the form of a record: LSN is the last acknowledged entry, the data two decimal numbers with a blank between them, the
// first segment and the LSN before its entries.
import { encodeRecords, readRecord } from './record.ts';
import type { JournalStore } from './store.ts';

export interface JournalPosition {
  /** Every entry up to this LSN was acknowledged; 0 for none. */
  readonly acknowledged: bigint;
  /** Segments with lower numbers are no part of the journal any more. */
  readonly first: number;
  /** No entry from `first` on has this LSN or a lower one. */
  readonly before: bigint;
}

/** The second number is not there in journals of an earlier time. */
const DATA = /^(\d{1,15})(?: (\d{1,20}))?$/;

/** Durable when it resolves. */
export function writePosition(store: JournalStore, { acknowledged, first, before }: JournalPosition): Promise<void> {
  const data = new TextEncoder().encode(`${first} ${before}`);
  return store.replacePosition(encodeRecords(acknowledged, [data]));
}

/** Undefined when it cannot be made out. */
export function decodePosition(bytes: Uint8Array): JournalPosition | undefined {
  const record = readRecord(bytes, 0);
  if (record?.end !== bytes.length) return undefined;
  const match = DATA.exec(new TextDecoder().decode(record.data));
  return match === null ? undefined : { acknowledged: record.lsn, first: Number(match[1]), before: BigInt(match[2] ?? 0) };
}
