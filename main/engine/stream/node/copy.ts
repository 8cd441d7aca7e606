// The file of a node while somebody else writes: what it follows with, and what others can catch up from.
import type { Event } from '../../base/events.ts';
import type { Left } from '../apply/replica-file.ts';
import type { StreamSource } from '../source.ts';
import type { FollowedView } from '../views.ts';
import type { Received } from './joined-source.ts';
import type { HistoryPoint } from './primary-host.ts';

/** Another node, and how to be let in there. */
export interface NodeFeed {
  /** Without a pin: `https://host:port`. */
  readonly address: string;
  readonly token: string;
  readonly pin?: string;
  /** `any`: also from a node that only follows itself. */
  readonly from: 'primary' | 'any';
}

export interface FollowingEvents {
  /** It has everything there was when it asked. */
  readonly onReady: () => void;
  /** The primary passes its pen on to us. */
  readonly onHandOff: () => void;
}

/** Following one feed, until it is stopped. */
export interface Following {
  /** `connected`: the other side was heard of just now. */
  readonly state: 'connecting' | 'connected';
  /** After every change of `state`, and of how far it is. */
  readonly changed: Event<unknown>;
  stop(): Promise<void>;
}

export interface NodeCopy {
  readonly source: StreamSource;
  /** What was received; may be read from after `close`. */
  readonly received: Received;
  /** Where it is; undefined when it has nothing, or went another way. */
  point(): HistoryPoint | undefined;
  facts(): Pick<FollowedView, 'txid' | 'size' | 'lag' | 'behind' | 'appliedAt' | 'quarantined'>;
  /** One at a time. */
  follow(feed: NodeFeed, events: FollowingEvents): Following;
  close(): Promise<void>;
}


export interface CopyOpener {
  /**
   * The file as one that follows. `left`: it was written here before; what others do not have of it is set apart when that is
   * certain. `restore-output-exists` for a file that was there before anything: nothing of it is touched.
   */
  open(left: Left | undefined): Promise<NodeCopy>;
}
