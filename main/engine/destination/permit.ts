// The right to write at a destination, as those see it who use it. Who gives it, and on what terms, is the lease's business.

/** Who may write to a history now. */
export type Pen =
  /** Nobody asks for it here: whoever writes collides with exclusive create. */
  | { readonly kind: 'unused' }
  | { readonly kind: 'free' }
  /** `until`: wall clock, ms since the epoch. */
  | { readonly kind: 'ours'; readonly generation: number; readonly until: number }
  | { readonly kind: 'theirs'; readonly owner: string; readonly generation: number; readonly until: number };

export interface Permit {
  readonly pen: Pen;
  /**
   * Before anything is sent: makes sure the pen is ours, for long enough to begin. `fresh` when others may have written
   * since we last had it: what is there must be listed anew. Throws `lease-held` (retry later), `lease-lost`,
   * `lease-corrupt`, and what the destination throws.
   */
  ensure(signal: AbortSignal): Promise<'kept' | 'fresh'>;
  /** Right before each request that changes something there. Throws `lease-lost`, at once and without asking anybody. */
  check(): void;
}

/** Of a destination that has one writer by other means. */
export const openPermit: Permit = {
  pen: { kind: 'unused' },
  ensure: () => Promise.resolve('kept'),
  check: () => undefined,
};
