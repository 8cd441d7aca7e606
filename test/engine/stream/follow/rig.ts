// A follower with everything it needs, and ways to wait for it.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import type { TidemarkError } from '../../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { Copy } from '../../../../main/engine/stream/follow/copy.ts';
import type { Feed } from '../../../../main/engine/stream/follow/feed.ts';
import { Follower, type FollowerOptions } from '../../../../main/engine/stream/follow/follower.ts';
import { Ring } from '../../../../main/engine/stream/ring.ts';
import type { Place } from '../follower.ts';

export class Following {
  readonly troubles: TidemarkError[] = [];
  readonly copy: Copy;
  readonly follower: Follower;
  #ended: 'no' | 'yes' = 'no';

  private constructor(copy: Copy, feed: Feed, some: Partial<FollowerOptions>) {
    this.copy = copy;
    const onTrouble = (error: TidemarkError): void => void this.troubles.push(error);
    this.follower = new Follower({ id: 'x', name: 'app.db', copy, feed, clock: systemClock, random: systemRandom, onTrouble, ...some });
    this.follower.start();
    onTestFinished(() => this.end());
  }

  static async start(place: Place, feed: Feed, some: Partial<FollowerOptions> = {}): Promise<Following> {
    const file = await place.open();
    const ring = Ring.open({ ...place.options(), dir: join(place.state, 'ring') }, file.pos);
    return new Following(new Copy({ file, ring, clock: systemClock }), feed, some);
  }

  /** Waits until the follower shows what `test` asks for. */
  async until(test: (follower: Follower) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = this.follower.changed.on(() => {
        if (!test(this.follower)) return;
        stop();
        resolve();
      });
      if (!test(this.follower)) return;
      stop();
      resolve();
    });
  }

  at(txid: bigint): Promise<void> {
    return this.until(({ view }) => view.txid === Number(txid) && view.behind === 0);
  }

  async end(): Promise<void> {
    if (this.#ended === 'yes') return;
    this.#ended = 'yes';
    await this.follower.stop();
    await this.copy.close();
  }
}
