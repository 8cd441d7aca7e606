// Live replicas as they are now: who follows this computer, and what it follows itself.
import { noteDone } from '../journaling.ts';
import type { OperationLog } from '../../operations/operation-log.ts';
import type { LiveView } from '../../views.ts';
import { Serving, type ServingOptions } from './serving.ts';

export interface LiveBookOptions extends Omit<ServingOptions, 'onJoined'> {
  readonly log: OperationLog;
}

export class LiveBook {
  readonly serving: Serving;

  constructor(options: LiveBookOptions) {
    const onJoined = (name: string): void => {
      noteDone(options.log, { kind: 'follower-joined', name }, {});
    };
    this.serving = new Serving({ ...options, onJoined });
  }

  /** As it was left. */
  async open(): Promise<void> {
    await this.serving.open();
  }

  view(): LiveView {
    return { ...this.serving.view(), followed: {}, servers: {} };
  }

  async close(): Promise<void> {
    await this.serving.close();
  }
}
