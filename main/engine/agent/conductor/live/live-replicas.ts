// What is asked of live replicas, and who does it.
import { TidemarkError } from '../../../base/errors.ts';
import type { FollowRequest, LiveReplicas, Pairing, ServeRequest, ServerInput, ServerOffer } from '../../live.ts';
import type { Work } from '../../engine.ts';
import { requireGoing } from '../carry-out.ts';
import type { Core } from '../core.ts';
import { noteDone } from '../journaling.ts';

export class ConductedReplicas implements LiveReplicas {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  async serve(request: ServeRequest): Promise<void> {
    const { live, log } = this.#live();
    await live.serving.serve(request);
    const { serving } = live.serving.view();
    noteDone(log, serving.kind === 'on' ? { kind: 'serving', address: serving.address } : { kind: 'serving-ended' }, {});
  }

  pair(): Promise<Pairing> {
    return Promise.resolve().then(() => this.#live().live.serving.pair());
  }

  endPairing(): Promise<void> {
    this.#live().live.serving.endPairing();
    return Promise.resolve();
  }

  forgetFollower(follower: string): Promise<void> {
    const { live, log } = this.#live();
    const name = live.serving.forget(follower);
    noteDone(log, { kind: 'follower-forgotten', name }, {});
    return Promise.resolve();
  }

  databasesAt(_server: ServerInput, _work: Work): Promise<ServerOffer> {
    return Promise.reject(notYet());
  }

  forgetServer(_server: string): Promise<void> {
    return Promise.reject(notYet());
  }

  follow(_request: FollowRequest, _work: Work): Promise<string> {
    return Promise.reject(notYet());
  }

  unfollow(_followed: string): Promise<void> {
    return Promise.reject(notYet());
  }

  promote(_followed: string, _work: Work): Promise<string> {
    return Promise.reject(notYet());
  }

  handOff(_database: string, _follower: string, _work: Work): Promise<void> {
    return Promise.reject(notYet());
  }

  saveSetApart(_followed: string, _path: string, _output: string): Promise<void> {
    return Promise.reject(notYet());
  }

  #live(): Core {
    requireGoing(this.#core);
    return this.#core;
  }
}

function notYet(): TidemarkError {
  return new TidemarkError('unsupported', 'this cannot be done yet');
}
