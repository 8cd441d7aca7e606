// What is asked of live replicas, and who does it.
import type { FollowRequest, LiveReplicas, Pairing, ServeRequest, ServerInput, ServerOffer } from '../../live.ts';
import type { Work } from '../../engine.ts';
import { requireGoing } from '../carry-out.ts';
import type { Core } from '../core.ts';
import { noteDone } from '../journaling.ts';
import { databasesAt, follow, forgetServer, saveSetApart, unfollow } from './following.ts';
import { handOff, promote } from './taking-over.ts';

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

  async pair(): Promise<Pairing> {
    return Promise.resolve(this.#live().live.serving.pair());
  }

  async endPairing(): Promise<void> {
    this.#live().live.serving.endPairing();
    return Promise.resolve();
  }

  async forgetFollower(follower: string): Promise<void> {
    const { live, log } = this.#live();
    const name = live.serving.forget(follower);
    noteDone(log, { kind: 'follower-forgotten', name }, {});
    return Promise.resolve();
  }

  async databasesAt(server: ServerInput, work: Work): Promise<ServerOffer> {
    return databasesAt(this.#live(), server, work);
  }

  async forgetServer(server: string): Promise<void> {
    return forgetServer(this.#live(), server);
  }

  async follow(request: FollowRequest, work: Work): Promise<string> {
    return follow(this.#live(), request, work);
  }

  async unfollow(followed: string): Promise<void> {
    return unfollow(this.#live(), followed);
  }

  async promote(followed: string, work: Work): Promise<string> {
    return promote(this.#live(), followed, work);
  }

  async handOff(database: string, follower: string, work: Work): Promise<void> {
    return handOff(this.#live(), database, follower, work);
  }

  async saveSetApart(followed: string, path: string, output: string): Promise<void> {
    return saveSetApart(this.#live(), followed, path, output);
  }

  #live(): Core {
    requireGoing(this.#core);
    return this.#core;
  }
}
