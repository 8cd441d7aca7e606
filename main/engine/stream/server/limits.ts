// Bounds on what those who follow can stretch.
import type { HttpBounds } from '../../base/listen.ts';

/** Times in ms, sizes in bytes. */
export interface StreamLimits extends HttpBounds {
  /** Connections whose token was not seen yet. */
  readonly strangers: number;
  /** What is said as JSON, as a pairing code. */
  readonly words: number;
  /** How long a follower may leave what was sent unread. */
  readonly stall: number;
  readonly heartbeat: number;
  /** How long what a follower still needs is kept after it went away, and it is shown. */
  readonly linger: number;
  /** How long streams have to be ended in order. */
  readonly goodbye: number;
  /** Followers that are remembered. */
  readonly followers: number;
}

export const STREAM_LIMITS: StreamLimits = {
  connections: 128,
  strangers: 32,
  headers: 10_000,
  request: 20_000,
  silence: 60_000,
  headerBytes: 16 << 10,
  words: 4096,
  stall: 30_000,
  heartbeat: 1000,
  linger: 10 * 60_000,
  goodbye: 1000,
  followers: 1000,
};
