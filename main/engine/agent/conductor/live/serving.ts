// Lets other computers follow the databases of this one, or not, as a person left it.
import { asTidemarkError, isTidemarkError, TidemarkError, troubleOf } from '../../../base/errors.ts';
import { STREAM_PORT } from '../../../stream/server/address.ts';
import { ownId } from '../../../stream/server/own-id.ts';
import { StreamServer } from '../../../stream/server/server.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Pairing, ServeRequest } from '../../live.ts';
import type { EngineServices } from '../../services.ts';
import type { LiveView, ServingView } from '../../views.ts';
import type { DatabaseBook } from '../database-book.ts';
import type { Surroundings } from '../surroundings.ts';
import { GuestBook } from './guest-book.ts';
import { ServedList } from './served-list.ts';

export interface ServingOptions {
  readonly services: EngineServices;
  readonly catalogue: Catalogue;
  readonly databases: DatabaseBook;
  readonly surroundings: Surroundings;
  readonly onChange: () => void;
  /** A computer was let in, by the name that it calls itself. */
  readonly onJoined: (name: string) => void;
}

type On = Extract<ServeRequest, { readonly kind: 'on' }>;

type State =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly server: StreamServer; readonly served: ServedList; readonly guests: GuestBook }
  | { readonly kind: 'failed'; readonly view: Extract<ServingView, { readonly kind: 'failed' }> };

/** What is kept of it in the catalogue. */
const SETTING = 'live.serving';

export class Serving {
  readonly #options: ServingOptions;
  #state: State = { kind: 'off' };

  constructor(options: ServingOptions) {
    this.#options = options;
  }

  /** As it was left. What goes wrong is in the view. */
  async open(): Promise<void> {
    const kept = this.#options.catalogue.setting(SETTING) as ServeRequest | undefined;
    if (kept?.kind === 'on') await this.#turnOn(kept).catch(() => undefined);
  }

  /** Rejects when it cannot be, and is tried again at the next start. */
  async serve(request: ServeRequest): Promise<void> {
    await this.close();
    this.#options.catalogue.setSetting(SETTING, request);
    if (request.kind === 'on') await this.#turnOn(request);
    else this.#enter({ kind: 'off' });
  }

  pair(): Pairing {
    const { server } = this.#on();
    const { code, until } = server.pair();
    return { code, until, address: server.address };
  }

  endPairing(): void {
    if (this.#state.kind === 'on') this.#state.server.endPairing();
  }

  /** Returns its name; `not-found`. */
  forget(guest: string): string {
    return this.#on().guests.forget(guest);
  }

  /** `not-found` for one that was not let in. */
  guestName(guest: string): string {
    return this.#on().guests.get(guest).name;
  }

  /** Something about the databases has changed. */
  refresh(): void {
    if (this.#state.kind === 'on') this.#state.served.refresh();
  }

  /** Name of that database to those who follow. */
  nameOf(database: string): string | undefined {
    return this.#state.kind === 'on' ? this.#state.served.nameOf(database) : undefined;
  }

  get server(): StreamServer | undefined {
    return this.#state.kind === 'on' ? this.#state.server : undefined;
  }

  view(): Pick<LiveView, 'serving' | 'followers'> {
    switch (this.#state.kind) {
      case 'off':
        return { serving: { kind: 'off' }, followers: {} };
      case 'failed':
        return { serving: this.#state.view, followers: {} };
      case 'on': {
        const { server, served, guests } = this.#state;
        return { serving: server.serving, followers: guests.views(served) };
      }
    }
  }

  async close(): Promise<void> {
    const before = this.#state;
    this.#state = { kind: 'off' };
    if (before.kind !== 'on') return;
    before.served.close();
    before.guests.close();
    await before.server.close();
  }

  async #turnOn(request: On): Promise<void> {
    const { services, databases, catalogue, onChange, onJoined } = this.#options;
    const { clock } = services;
    try {
      const server = await this.#listen(request);
      // Who was let in knows this port, and no other.
      if (request.port !== server.port) catalogue.setSetting(SETTING, { ...request, port: server.port });
      const served = new ServedList(server.databases, databases);
      const guests = new GuestBook({ server, catalogue: catalogue.live, clock, onJoined });
      server.changed.on(() => {
        guests.look();
        onChange();
      });
      this.#enter({ kind: 'on', server, served, guests });
    } catch (error) {
      this.#enter({ kind: 'failed', view: { kind: 'failed', reason: troubleOf(asTidemarkError(error)) } });
      throw error;
    }
  }

  /** On the port that was asked for; else on the usual one, or on any when another program has that. */
  async #listen({ reach, port }: On): Promise<StreamServer> {
    const { services, surroundings } = this.#options;
    const { home, clock, random, disk } = services;
    const self = { home, clock, random, disk, id: ownId(services), name: surroundings.computer };
    const at = (to: number): Promise<StreamServer> =>
      StreamServer.open(
        reach === 'network'
          ? { ...self, address: { host: '0.0.0.0', port: to }, host: surroundings.address() }
          : { ...self, address: { host: '127.0.0.1', port: to } },
      );
    if (port !== undefined) return at(port);
    return at(STREAM_PORT).catch((error: unknown) => {
      if (isTidemarkError(error, 'busy')) return at(0);
      throw error;
    });
  }

  #on(): Extract<State, { readonly kind: 'on' }> {
    if (this.#state.kind === 'on') return this.#state;
    throw new TidemarkError('refused', 'other computers cannot follow this one', {
      hint: 'Turn it on first: on the screen of replicas, or with `tidemark serve -stream :7674`.',
    });
  }

  #enter(state: State): void {
    this.#state = state;
    this.#options.onChange();
  }
}

