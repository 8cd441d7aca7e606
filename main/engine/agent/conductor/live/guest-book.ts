// The computers that were let in: who is here now, and when the others were.
import type { Clock } from '../../../base/clock.ts';
import { TidemarkError } from '../../../base/errors.ts';
import type { StreamServer } from '../../../stream/server/server.ts';
import type { Guest } from '../../../stream/server/tokens.ts';
import type { FollowerView } from '../../../stream/views.ts';
import type { LiveTables } from '../../catalogue/live-tables.ts';
import type { VisitRow } from '../../catalogue/rows.ts';
import type { FollowerCopyView, PairedView } from '../../views.ts';
import { quietly } from '../journaling.ts';
import type { ServedList } from './served-list.ts';

export interface GuestBookOptions {
  readonly server: StreamServer;
  readonly catalogue: LiveTables;
  readonly clock: Clock;
  /** Somebody was let in. */
  readonly onJoined: (name: string) => void;
}

export class GuestBook {
  readonly #options: GuestBookOptions;
  readonly #visits: Map<string, VisitRow>;
  /** Ids of guests. */
  #known: ReadonlySet<string>;
  #here: ReadonlySet<string> = new Set();

  constructor(options: GuestBookOptions) {
    const { server, catalogue } = options;
    this.#options = options;
    this.#visits = new Map(catalogue.visits().map((visit) => [visit.guest, visit]));
    this.#known = new Set(server.guests.map(({ id }) => id));
  }

  /** Who has come, who has gone? */
  look(): void {
    const { server, onJoined } = this.#options;
    const { guests } = server;
    for (const { id, name } of guests) if (!this.#known.has(id)) onJoined(name);
    this.#known = new Set(guests.map(({ id }) => id));
    const present = Object.values(server.followers).filter(({ state, guest }) => state === 'connected' && guest !== undefined);
    const here = new Map(present.map((follower) => [follower.guest!, follower.address]));
    for (const [guest, address] of here) if (!this.#here.has(guest)) this.#visit(guest, address);
    for (const guest of this.#here) if (!here.has(guest)) this.#visit(guest, this.#visits.get(guest)?.address ?? '');
    this.#here = new Set(here.keys());
  }

  /** `not-found` for an id that is not one. */
  get(id: string): Guest {
    const guest = this.#options.server.guests.find((one) => one.id === id);
    if (guest !== undefined) return guest;
    throw new TidemarkError('not-found', `there is no computer ${id}`, { hint: 'It may have been removed meanwhile.' });
  }

  /** Returns its name; `not-found`. */
  forget(id: string): string {
    const { name } = this.get(id);
    this.#options.server.revoke(id);
    this.#options.catalogue.removeVisit(id);
    this.#visits.delete(id);
    return name;
  }

  views(served: ServedList): Record<string, PairedView> {
    const followers = Object.values(this.#options.server.followers);
    return Object.fromEntries(this.#options.server.guests.map((guest) => [guest.id, this.#view(guest, followers, served)]));
  }

  close(): void {
    for (const guest of this.#here) this.#visit(guest, this.#visits.get(guest)?.address ?? '');
  }

  #view({ id, name, at }: Guest, followers: readonly FollowerView[], served: ServedList): PairedView {
    const own = followers.filter(({ guest }) => guest === id);
    const now = own.find(({ state }) => state === 'connected');
    const { address, at: seenAt } = this.#visits.get(id) ?? { address: '', at: 0 };
    const databases = (now ?? own[0])?.databases ?? [];
    const copies = databases.flatMap((one) => copyOf(one, served));
    return { id, name, address, pairedAt: at, presence: presenceOf(now, seenAt), databases: copies };
  }

  #visit(guest: string, address: string): void {
    const visit = { guest, address, at: this.#options.clock.now() };
    this.#visits.set(guest, visit);
    quietly(() => {
      this.#options.catalogue.setVisit(visit);
    });
  }
}

function presenceOf(now: FollowerView | undefined, seenAt: number): PairedView['presence'] {
  if (now !== undefined) return { kind: 'connected', since: now.connectedAt };
  return seenAt === 0 ? { kind: 'expected' } : { kind: 'away', since: seenAt };
}

function copyOf({ name, ...copy }: FollowerView['databases'][number], served: ServedList): readonly FollowerCopyView[] {
  const database = served.idOf(name);
  return database === undefined ? [] : [{ database, ...copy }];
}
