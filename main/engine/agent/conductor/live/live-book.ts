// Live replicas as they are now: who follows this computer, and what it follows itself.
import type { Destination } from '../../../destination/destination.ts';
import { ownId } from '../../../stream/server/own-id.ts';
import type { SecretKeeper } from '../../secrets.ts';
import { noteDone } from '../journaling.ts';
import type { OperationLog } from '../../operations/operation-log.ts';
import type { LiveView } from '../../views.ts';
import { FollowedBook } from './followed-book.ts';
import { PeerBook } from './peer-book.ts';
import { Serving, type ServingOptions } from './serving.ts';

export interface LiveBookOptions extends Omit<ServingOptions, 'onJoined'> {
  readonly log: OperationLog;
  readonly keeper: SecretKeeper;
  readonly openStore: (destination: string, url: string) => Destination;
  readonly onHandOff: (followed: string) => void;
}

export class LiveBook {
  readonly serving: Serving;
  readonly peers: PeerBook;
  readonly followed: FollowedBook;

  constructor(options: LiveBookOptions) {
    const { services, catalogue, surroundings, keeper, log, openStore, onChange, onHandOff } = options;
    const onJoined = (name: string): void => {
      noteDone(log, { kind: 'follower-joined', name }, {});
    };
    const self = { id: ownId(services), name: surroundings.computer };
    this.serving = new Serving({ ...options, onJoined });
    this.peers = new PeerBook({ catalogue: catalogue.live, keeper, self, now: () => services.clock.now(), onChange });
    this.followed = new FollowedBook({ services, catalogue: catalogue.live, peers: this.peers, openStore, log, onChange, onHandOff });
  }

  /** As it was left. */
  open(): void {
    void this.serving.open();
    this.followed.open();
  }

  view(): LiveView {
    return { ...this.serving.view(), followed: this.followed.views(), servers: this.peers.views() };
  }

  async close(): Promise<void> {
    await Promise.all([this.serving.close(), this.followed.close()]);
  }
}
