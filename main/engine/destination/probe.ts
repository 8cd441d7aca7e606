// Trying a place for real before anything is entrusted to it: each step is one thing that copies will need.

export type ProbeStep = 'reach' | 'write' | 'read-back' | 'list' | 'exclusive' | 'delete' | 'clock' | 'space';

/**
 * One place, tried once, the steps in the order of the list above. Each rejects with a TidemarkError that says what to do.
 * What it makes has names of its own (`.tidemark-test-…`) and is gone after `cleanUp`.
 */
export interface Probe {
  /** Connects and signs in. */
  reach(signal: AbortSignal): Promise<void>;
  write(signal: AbortSignal): Promise<void>;
  /** Reads what was written, whole and a range of it. */
  readBack(signal: AbortSignal): Promise<void>;
  list(signal: AbortSignal): Promise<void>;
  /** A second write under a name that is taken must be refused. */
  exclusive(signal: AbortSignal): Promise<void>;
  remove(signal: AbortSignal): Promise<void>;
  /** Ms by which the place's clock is ahead of ours; undefined when it does not tell. */
  clock(signal: AbortSignal): Promise<number | undefined>;
  /** Undefined where nobody can say. */
  space(signal: AbortSignal): Promise<{ readonly free: number; readonly total: number } | undefined>;
  /** Never rejects. */
  cleanUp(): Promise<void>;
}
