// Bounds on what callers of the dashboard can stretch.
import type { HttpBounds } from '../../engine/base/listen.ts';

/** Times in ms, sizes in bytes. */
export interface Limits extends HttpBounds {
  readonly sockets: number;
  /** Between two pings of a WebSocket: one that missed a whole round is dropped. */
  readonly heartbeat: number;
  /** What may wait for a WebSocket that does not read. */
  readonly waiting: number;
  /** How long a WebSocket has to say goodbye. */
  readonly goodbye: number;
}

export const LIMITS: Limits = {
  connections: 256,
  sockets: 64,
  headers: 10_000,
  request: 15_000,
  silence: 60_000,
  headerBytes: 16 << 10,
  heartbeat: 30_000,
  waiting: 64 << 20,
  goodbye: 1000,
};
