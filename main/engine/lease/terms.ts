// For how long the pen is taken, and how far clocks may differ.
import type { Clock } from '../base/clock.ts';
import { TidemarkError } from '../base/errors.ts';

export interface LeaseTerms {
  /** Ms from a writing to its expiry. */
  readonly ttl: number;
  /** Ms. A lease that reaches further into the future than this is not believed (FACTS C.1). */
  readonly maxTtl: number;
  /** Ms by which the clocks of two writers may differ: a holder stops so long before its lease expires. */
  readonly skew: number;
}

export const DEFAULT_TERMS: LeaseTerms = { ttl: 120_000, maxTtl: 600_000, skew: 30_000 };

/** The defaults, changed as asked. Throws `lease-ttl` when they leave no room for clocks that differ. */
export function leaseTerms(asked: Partial<LeaseTerms>): LeaseTerms {
  const terms = { ...DEFAULT_TERMS, ...asked };
  const { ttl, maxTtl, skew } = terms;
  if (ttl > maxTtl) {
    throw ttlError(`the pen is asked for ${seconds(ttl)} at a time; at most ${seconds(maxTtl)} are allowed`);
  }
  if (maxTtl < 2 * ttl + skew) {
    throw ttlError(
      `at most ${seconds(maxTtl)} is too little for a pen that is taken for ${seconds(ttl)} at a time: ` +
        'a machine whose clock is a little late would take a sound lease for a damaged one',
    );
  }
  if (ttl < 2 * skew) {
    throw ttlError(`of ${seconds(ttl)} at a time too little is left when clocks may differ by ${seconds(skew)}`);
  }
  return terms;
}

/** The same moment on both clocks of this machine. It has passed when one of them says so. */
export interface Moment {
  /** Stops while the machine sleeps. */
  readonly monotonic: number;
  /** Goes on while the machine sleeps, and jumps when somebody sets it. */
  readonly wall: number;
}

export const NEVER: Moment = { monotonic: Infinity, wall: Infinity };
export const PAST: Moment = { monotonic: -Infinity, wall: -Infinity };

export function momentNow(clock: Clock): Moment {
  return { monotonic: clock.monotonic(), wall: clock.now() };
}

export function after({ monotonic, wall }: Moment, ms: number): Moment {
  return { monotonic: monotonic + ms, wall: wall + ms };
}

/** Ms until then; negative when it has passed. */
function msUntil({ monotonic, wall }: Moment, clock: Clock): number {
  return Math.min(monotonic - clock.monotonic(), wall - clock.now());
}

export function hasPassed(moment: Moment, clock: Clock): boolean {
  return msUntil(moment, clock) <= 0;
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

function ttlError(message: string): TidemarkError {
  return new TidemarkError('lease-ttl', message, {
    hint:
      'Allow at least twice the time it is taken for, and what clocks may differ by on top. ' +
      'Take it for at least twice what clocks may differ by.',
  });
}
