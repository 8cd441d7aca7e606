// A node's file as a follower's: the copy that is kept level, with the files it received lately.
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disk } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import { type Left, ReplicaFile } from '../apply/replica-file.ts';
import { Copy } from '../follow/copy.ts';
import { Follower } from '../follow/follower.ts';
import { ServerFeed } from '../follow/server-feed.ts';
import { Ring } from '../ring.ts';
import type { StreamSource } from '../source.ts';
import type { CopyOpener, Following, FollowingEvents, NodeCopy, NodeFeed } from './copy.ts';
import type { Received } from './joined-source.ts';
import type { HistoryPoint } from './primary-host.ts';

export interface ReplicaCopiesOptions {
  /** Of the database. */
  readonly name: string;
  /** Canonical. */
  readonly path: string;
  /** Folder of the follower's state. */
  readonly dir: string;
  readonly who: { readonly id: string; readonly name: string };
  /** How long whom we follow may be silent before it is looked who writes, ms. */
  readonly silence?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
}

export class ReplicaCopies implements CopyOpener {
  readonly #options: ReplicaCopiesOptions;

  constructor(options: ReplicaCopiesOptions) {
    this.#options = options;
  }

  async open(left: Left | undefined): Promise<NodeCopy> {
    const { dir, clock, disk, random } = this.#options;
    const file = left === undefined ? await ReplicaFile.open(this.#options) : await ReplicaFile.openLeft(this.#options, left);
    const ring = Ring.open({ disk, clock, random, dir: join(dir, 'received') }, file.pos);
    return new ReplicaCopy(this.#options, new Copy({ file, ring, clock }));
  }
}

class ReplicaCopy implements NodeCopy {
  readonly #options: ReplicaCopiesOptions;
  readonly #copy: Copy;
  #follower: Follower | undefined;

  constructor(options: ReplicaCopiesOptions, copy: Copy) {
    this.#options = options;
    this.#copy = copy;
  }

  get source(): StreamSource {
    return this.#copy;
  }

  get received(): Received {
    return this.#copy;
  }

  point(): HistoryPoint | undefined {
    const { point, sums } = this.#copy.file;
    if (point === undefined || sums === undefined) return undefined;
    const { txid, checksum, pageSize, commit } = point;
    return { txid, checksum, pageSize, commit, sums };
  }

  facts(): ReturnType<NodeCopy['facts']> {
    const { file } = this.#copy;
    const { point } = file;
    const quarantined = file.quarantined.map((one) => ({ ...one, txid: Number(one.txid) }));
    const size = point === undefined ? 0 : point.commit * point.pageSize;
    const still = { txid: Number(point?.txid ?? 0n), size, behind: 0, appliedAt: point?.appliedAt ?? 0, quarantined };
    if (this.#follower === undefined) return still;
    const { lag, behind } = this.#follower.view;
    return { ...still, behind, ...(lag === undefined ? {} : { lag }) };
  }

  follow({ address, token, pin, from }: NodeFeed, { onReady, onHandOff }: FollowingEvents): Following {
    const { name, who, clock, random, silence } = this.#options;
    const some = { ...(pin === undefined ? {} : { pin }), ...(silence === undefined ? {} : { silence }) };
    const feed = new ServerFeed({ address, token, name, from, node: who, clock, ...some });
    const follower = new Follower({ id: `${who.id}/${name}`, name, copy: this.#copy, feed, clock, random, onReady, onHandOff });
    this.#follower = follower;
    follower.start();
    return {
      get state() {
        return follower.state;
      },
      changed: follower.changed,
      stop: () => follower.stop(),
    };
  }

  close(): Promise<void> {
    return this.#copy.close();
  }
}
