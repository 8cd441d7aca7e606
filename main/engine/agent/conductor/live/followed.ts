// One database of another computer, or a history at a destination, that this computer follows: its file, and what keeps it
// level. What goes wrong at its opening is tried again.
import { basename, join } from 'node:path';
import { asTidemarkError, type TidemarkError, troubleOf } from '../../../base/errors.ts';
import { Mutex } from '../../../base/mutex.ts';
import { ReplicaFile } from '../../../stream/apply/replica-file.ts';
import { Copy } from '../../../stream/follow/copy.ts';
import type { Feed } from '../../../stream/follow/feed.ts';
import { Follower } from '../../../stream/follow/follower.ts';
import type { HistoryPoint } from '../../../stream/node/primary-host.ts';
import { Ring } from '../../../stream/ring.ts';
import type { FollowedView, RoleView } from '../../../stream/views.ts';
import type { FollowedRow } from '../../catalogue/rows.ts';
import { followerDir } from '../../home.ts';
import type { EngineServices } from '../../services.ts';
import { lockState } from '../../state-lock.ts';
import { Timer } from '../timer.ts';

export interface FollowedOptions {
  readonly services: EngineServices;
  readonly row: FollowedRow;
  /** As the other side calls it. */
  readonly name: string;
  /** Where it comes from. Throws what reading the key throws. */
  readonly feed: () => Promise<Feed>;
  readonly onChange: () => void;
  /** The other side passes the database on to this computer. */
  readonly onHandOff: () => void;
}

interface Running {
  readonly copy: Copy;
  readonly follower: Follower;
  readonly unlock: () => void;
}

/** From an opening that failed to the next, ms: when the world may change, and when only a person can help. */
const RETRY_MS = { later: 5000, never: 60_000, now: 1000 } as const;

export class Followed {
  readonly row: FollowedRow;
  readonly #options: FollowedOptions;
  readonly #turn = new Mutex();
  readonly #timer: Timer;
  #running: Running | undefined;
  #problem: TidemarkError | undefined;
  #problemAt = 0;
  #life: 'going on' | 'ended' = 'going on';

  constructor(options: FollowedOptions) {
    this.#options = options;
    this.row = options.row;
    this.#timer = new Timer(options.services.clock);
  }

  /** Once. Rejects when the file cannot be a follower's; it is tried again all the same. */
  start(): Promise<void> {
    return this.#turn.run(async () => {
      if (this.#running !== undefined || this.#life === 'ended') return;
      try {
        this.#running = await this.#open();
        this.#problem = undefined;
        this.#running.follower.start();
      } catch (error) {
        this.#failed(asTidemarkError(error));
        throw error;
      } finally {
        this.#options.onChange();
      }
    });
  }

  view(): FollowedView {
    return this.#running?.follower.view ?? { ...this.#nothing(), role: this.#role() };
  }

  /** What is waited for is tried now. */
  wake(): void {
    this.#timer.ring();
  }

  /** Lets go of the file for good. Where it is then; undefined when it holds nothing whole. */
  stop(): Promise<HistoryPoint | undefined> {
    this.#life = 'ended';
    this.#timer.clear();
    return this.#turn.run(async () => {
      const running = this.#running;
      this.#running = undefined;
      if (running === undefined) return undefined;
      await running.follower.stop();
      const { point, sums } = running.copy.file;
      const at = point === undefined || sums === undefined ? undefined : { ...point, sums: sums.clone() };
      await running.copy.close();
      running.unlock();
      return at;
    });
  }

  async #open(): Promise<Running> {
    const { services, row, name, feed: feedOf, onChange, onHandOff } = this.#options;
    const { disk, clock, random, home } = services;
    const dir = followerDir(home, row.path);
    const feed = await feedOf();
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    const unlock = lockState(dir, `following into ${row.path}`);
    try {
      const file = await ReplicaFile.open({ path: row.path, dir, disk, clock, random });
      const ring = Ring.open({ disk, clock, random, dir: join(dir, 'ring') }, file.pos);
      const copy = new Copy({ file, ring, clock });
      const follower = new Follower({ id: row.id, name, copy, feed, clock, random, onHandOff });
      follower.changed.on(onChange);
      return { copy, follower, unlock };
    } catch (error) {
      unlock();
      throw error;
    }
  }

  #failed(error: TidemarkError): void {
    if (this.#problem === undefined) this.#problemAt = this.#options.services.clock.now();
    this.#problem = error;
    this.#timer.set(RETRY_MS[error.retry], () => {
      this.start().catch(() => undefined);
    });
  }

  #role(): RoleView {
    if (this.#life === 'ended') return { kind: 'stopped' };
    if (this.#problem === undefined) return { kind: 'following', primary: '', since: this.row.addedAt };
    const reason = troubleOf(this.#problem);
    return this.#problem.retry === 'never' ? { kind: 'failed', reason } : { kind: 'searching', since: this.#problemAt, reason };
  }

  #nothing(): Omit<FollowedView, 'role'> {
    const { id, path } = this.row;
    return { id, path, name: basename(path), source: '', candidate: 'no', txid: 0, size: 0, behind: 0, appliedAt: 0, quarantined: [] };
  }
}
