// The pen: one writer at a time for each history (FACTS B.19, C). A leaser knows one place where it lies.
import type { LeaseRecord } from './record.ts';
import type { Moment } from './terms.ts';

/** The pen in our hand. */
export interface Lease extends LeaseRecord {
  readonly nonce: string;
  /** Which version of what lies there is ours; the place's own word. */
  readonly etag: string;
  /** Half of its time is gone. */
  readonly renewAt: Moment;
  /** Write nothing from here on: so long before the expiry that others' clocks may be ahead of ours. */
  readonly stopAt: Moment;
}

/**
 * Besides what is named, all throw what destinations throw: `destination-absent`, `destination-denied`, `destination-conflict`,
 * `unsupported`, `aborted`. After such an error, what was asked may have happened or not; the next call finds out.
 */
export interface Leaser {
  /** As in configuration: `file`, `s3`, `static`. */
  readonly type: string;
  /** Shows the same place in messages. Never holds secrets. */
  readonly url: string;
  /** Ms. A lease that reaches further into the future is not believed. */
  readonly maxTtl: number;

  /** Takes it when it is free: `lease-held` (a LeaseHeldError when it is known who has it), `lease-corrupt`. */
  acquire(signal?: AbortSignal): Promise<Lease>;

  /**
   * Ours for longer, with the same generation. `lease-required`, `lease-etag-required`, `lease-lost` (also when its own time
   * is over: whoever looked since may be about to take it).
   */
  renew(lease: Lease | undefined, signal?: AbortSignal): Promise<Lease>;

  /** Takes it up again when nobody had it since, with a new generation; without reading first. `lease-lost` otherwise. */
  resume(lease: Lease, signal?: AbortSignal): Promise<Lease>;

  /** Lets go of it. `lease-required`, `lease-etag-required`, `lease-released`, `lease-lost`. */
  release(lease: Lease | undefined, signal?: AbortSignal): Promise<void>;

  /** What lies there; a lease may have expired, or have been let go of. Undefined when there never was one. `lease-corrupt`. */
  read(signal?: AbortSignal): Promise<LeaseRecord | undefined>;

  /**
   * Takes it whoever has it, and whatever lies there. The one who had it learns so when it renews, and collides with exclusive
   * create until then: for people to ask for.
   */
  seize(signal?: AbortSignal): Promise<Lease>;

  /** As `seize`, and lets go of it at once. */
  break(signal?: AbortSignal): Promise<void>;
}
