// What the steps of a node's life work with.
import type { Alarm } from '../../base/alarm.ts';
import type { PenHolder } from '../../lease/holder.ts';
import type { Left } from '../apply/replica-file.ts';
import type { NodeCopy } from './copy.ts';
import type { NodeMemory } from './memory.ts';
import type { NodeTimes, StreamNodeOptions } from './options.ts';
import type { Orders } from './orders.ts';
import type { Peers } from './peers.ts';
import type { Phase } from './phase.ts';
import type { Standing } from './standing.ts';

export interface NodeCore {
  readonly name: string;
  readonly options: StreamNodeOptions;
  readonly times: NodeTimes;
  readonly holder: PenHolder;
  readonly memory: NodeMemory;
  readonly peers: Peers;
  readonly orders: Orders;
  /** Rung whenever the node should look at what it is doing. Only its own loop waits for it. */
  readonly alarm: Alarm;
  /** Fires when the node is stopped. */
  readonly signal: AbortSignal;
  readonly phase: Phase;
  enter(phase: Phase): void;
  /** What the node shows of itself is another now. */
  tell(): void;
  /** For programs on this computer: `role.json`. */
  sayRole(): void;
  standing(): Standing;
  /** The file as a follower's. */
  openCopy(): Promise<NodeCopy>;
  /** The copy, if it was open, gives way to capture, which goes on from where it is. */
  closeCopy(): Promise<NodeCopy | undefined>;
  /** The file was written here until now. */
  leave(left: Left): void;
}
