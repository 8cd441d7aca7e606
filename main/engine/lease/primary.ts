// Who writes, and where it can be followed, as the lease tells whoever reads it (FACTS E.6).
import { ownerName } from './owner.ts';
import type { LeaseRecord } from './record.ts';

export interface PrimaryInfo {
  readonly name: string;
  /** Undefined when it lets nobody follow. */
  readonly url: string | undefined;
  readonly generation: number;
  /** Ms since the Unix epoch, by the clock of the place. */
  readonly until: number;
}

/** @param now ms since the epoch. Undefined when nobody has the pen. */
export function primaryOf(record: LeaseRecord | undefined, now: number): PrimaryInfo | undefined {
  if (record === undefined || record.expiresAt < now || record.owner === '') return undefined;
  const { owner, url, generation, expiresAt: until } = record;
  return { name: ownerName(owner), url, generation, until };
}
