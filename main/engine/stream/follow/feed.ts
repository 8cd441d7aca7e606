// Where a follower gets its files from.
import type { Copy } from './copy.ts';

/** What a feed tells of itself while it runs. Times are the other side's wall clock, ms since the Unix epoch. */
export interface FeedListener {
  /** The other side is there. */
  connected(): void;
  /** There are so many transactions, or files where that is not known, still to come. */
  behind(count: number): void;
  /** Nothing is known to be still to come. */
  level(): void;
  /** Everything that there was when it connected is here; may be told again. */
  ready(): void;
  /** The other side was heard of. */
  heard(at: number): void;
  /** The other side passes its pen on to us. */
  handOff(lease: string): void;
}

export interface Feed {
  /** For people; no secrets. */
  readonly source: string;
  /** Brings everything into the copy until the signal fires, or the other side ends it on purpose. Throws what went wrong. */
  run(copy: Copy, listener: FeedListener, signal: AbortSignal): Promise<void>;
}
