// How far the journal's consumer is, and where the journal begins since: one small item, replaced as a whole. It has
// the form of a record: LSN is the last acknowledged entry, the data the number of the first segment in decimal.
import { encodeRecord, readRecord } from './record.ts';
import type { JournalStore } from './store.ts';

export const POSITION_NAME = 'position';

const MAX_SIZE = 64;

export interface JournalPosition {
  /** Every entry up to this LSN was acknowledged; 0 for none. */
  readonly acknowledged: bigint;
  /** Segments with lower numbers are no part of the journal any more. */
  readonly first: number;
}

/** Durable on return. */
export function writePosition(store: JournalStore, { acknowledged, first }: JournalPosition): void {
  const data = new TextEncoder().encode(first.toString());
  store.replace(POSITION_NAME, encodeRecord({ lsn: acknowledged, data }));
}

/** Undefined when it cannot be made out. */
export function readPosition(store: JournalStore): JournalPosition | undefined {
  const bytes = store.read(POSITION_NAME, MAX_SIZE);
  const record = readRecord(bytes, 0);
  if (record?.end !== bytes.length) return undefined;
  const first = Number(new TextDecoder().decode(record.data));
  return Number.isSafeInteger(first) ? { acknowledged: record.lsn, first } : undefined;
}
