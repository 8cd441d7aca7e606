// Small objects that are changed only by who knows what they hold: what a lease is made of. Kept beside a history, at a
// server that judges the condition itself.

/** `absent`: nothing is there. `same`: it is the version with this tag. */
export type Expectation = { readonly kind: 'absent' } | { readonly kind: 'same'; readonly etag: string };

export interface TaggedObject {
  readonly bytes: Uint8Array;
  /** The server's, compared and never read. */
  readonly etag: string;
  /** The server's clock when it answered, ms since the epoch; undefined when it does not tell. */
  readonly serverTime?: number;
}

/**
 * Names are relative to the history's folder, as `lock.json`. Errors are those of destinations; `unsupported` when the
 * server does not judge conditions.
 */
export interface ConditionalStore {
  /** Shows the same place in messages. Never holds secrets. */
  readonly url: string;
  /** Undefined when nothing is there. */
  read(name: string, signal?: AbortSignal): Promise<TaggedObject | undefined>;
  /** The new tag, or `lost` when it is not as expected any more (409, 412). */
  write(name: string, bytes: Uint8Array, expected: Expectation, signal?: AbortSignal): Promise<{ readonly etag: string } | 'lost'>;
}
