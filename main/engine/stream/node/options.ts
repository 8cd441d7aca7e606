// What a node is given.
import type { Clock } from '../../base/clock.ts';
import type { Disk } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import type { LeaseKeeper } from '../../lease/holder.ts';
import type { Leaser } from '../../lease/leaser.ts';
import type { StreamServer } from '../server/server.ts';
import type { CopyOpener } from './copy.ts';
import type { PrimaryHost } from './primary-host.ts';

/** Ms. */
export interface NodeTimes {
  /** Between two looks at our pen; a renewal that is due begins then. */
  readonly tick: number;
  /** Between two looks at the lease while nobody can be followed. */
  readonly poll: number;
  /** Later in its turn is who is one place further behind. */
  readonly turn: number;
  /** How long after it passed the pen on a node leaves it to others. */
  readonly rest: number;
  /** Between two questions to the primary who else follows. */
  readonly acquaint: number;
  /** For one answer of another node. */
  readonly patience: number;
  /** How long the follower that is to take over has to become level. */
  readonly handOff: number;
  /** How long what others have may come in before we write without it. */
  readonly catchUp: number;
  /** What destinations have for the last changes when we stop being the primary. */
  readonly farewell: number;
}

export const NODE_TIMES: NodeTimes = {
  tick: 200,
  poll: 500,
  turn: 400,
  rest: 5000,
  acquaint: 30_000,
  patience: 1000,
  handOff: 5000,
  catchUp: 30_000,
  farewell: 1000,
};

export interface StreamNodeOptions {
  /** Of the database, the same on every node: 1 to 255 bytes of UTF-8. */
  readonly name: string;
  /** Canonical. */
  readonly path: string;
  /** What this node keeps of itself: a folder of its own. */
  readonly dir: string;
  /** 16 upper-case hex digits, and as people call this computer. */
  readonly who: { readonly id: string; readonly name: string };
  /** Its records say where we are (`advertise`). */
  readonly leaser: Leaser;
  readonly keeper?: LeaseKeeper;
  readonly candidate: 'yes' | 'no';
  /** Where others follow us; the node is served there while it runs. */
  readonly server: StreamServer;
  /** Addresses of other nodes, with their pins. */
  readonly peers: readonly string[];
  /** Lets us in at the others. */
  readonly token: string;
  readonly copies: CopyOpener;
  readonly host: PrimaryHost;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly times?: Partial<NodeTimes>;
}
