// What this computer follows: kept in the catalogue, each kept level from the start to the end of the engine.
import { basename } from 'node:path';
import { TidemarkError } from '../../../base/errors.ts';
import type { Destination } from '../../../destination/destination.ts';
import { shownUrl } from '../../../destination/url.ts';
import { DestinationFeed } from '../../../stream/follow/destination-feed.ts';
import type { Feed } from '../../../stream/follow/feed.ts';
import { ServerFeed } from '../../../stream/follow/server-feed.ts';
import type { HistoryPoint } from '../../../stream/node/primary-host.ts';
import type { FollowedView } from '../../../stream/views.ts';
import type { LiveTables } from '../../catalogue/live-tables.ts';
import type { FollowedRow } from '../../catalogue/rows.ts';
import type { OperationLog } from '../../operations/operation-log.ts';
import type { EngineServices } from '../../services.ts';
import type { LiveView, ReplicaView } from '../../views.ts';
import { noteDone } from '../journaling.ts';
import { Followed } from './followed.ts';
import type { PeerBook } from './peer-book.ts';

export interface FollowedBookOptions {
  readonly services: EngineServices;
  readonly catalogue: LiveTables;
  readonly peers: PeerBook;
  /** The history of that URL at that destination. */
  readonly openStore: (destination: string, url: string) => Destination;
  readonly log: OperationLog;
  readonly onChange: () => void;
  /** The other side passes the database on to this computer. */
  readonly onHandOff: (followed: string) => void;
}

/** Between two looks at a destination, ms. */
const INTERVAL = 2000;

export class FollowedBook {
  readonly #options: FollowedBookOptions;
  readonly #entries = new Map<string, Followed>();
  /** What was last written down of each. */
  readonly #noted = new Map<string, { role: FollowedView['role']['kind']; apart: number }>();

  constructor(options: FollowedBookOptions) {
    this.#options = options;
  }

  /** Takes up what the catalogue holds. */
  open(): void {
    for (const row of this.#options.catalogue.followed()) this.#enter(row).start().catch(() => undefined);
  }

  /** `not-found` for an id that is not one. */
  get(id: string): Followed {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new TidemarkError('not-found', `nothing is followed as ${id}`, { hint: 'It may have been removed meanwhile.' });
  }

  all(): readonly FollowedRow[] {
    return [...this.#entries.values()].map(({ row }) => row);
  }

  /** What follows into that file. */
  at(path: string): FollowedRow | undefined {
    return this.all().find((row) => row.path === path);
  }

  /** Resolves once the file is ours. What cannot be is not kept. */
  async add(row: FollowedRow): Promise<void> {
    this.#options.catalogue.addFollowed(row);
    const entry = this.#enter(row);
    try {
      await entry.start();
    } catch (error) {
      await this.remove(row.id);
      throw error;
    }
  }

  /** The file stays as it is. Where it is then; undefined when it holds nothing whole. */
  async remove(id: string): Promise<HistoryPoint | undefined> {
    const at = await this.get(id).stop();
    this.#options.catalogue.removeFollowed(id);
    this.#entries.delete(id);
    this.#noted.delete(id);
    this.#options.onChange();
    return at;
  }

  wake(): void {
    for (const entry of this.#entries.values()) entry.wake();
  }

  views(): LiveView['followed'] {
    return Object.fromEntries([...this.#entries].map(([id, entry]) => [id, this.#view(entry)]));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => entry.stop()));
  }

  #enter(row: FollowedRow): Followed {
    const { services, onHandOff } = this.#options;
    const { source, id, path } = row;
    const name = source.kind === 'server' ? source.name : basename(path);
    const onChange = (): void => {
      this.#note(entry);
      this.#options.onChange();
    };
    const handOff = (): void => {
      onHandOff(id);
    };
    const entry = new Followed({ services, row, name, feed: () => this.#feed(row), onChange, onHandOff: handOff });
    this.#entries.set(id, entry);
    return entry;
  }

  async #feed({ source }: FollowedRow): Promise<Feed> {
    const { peers, openStore, services } = this.#options;
    const { clock } = services;
    if (source.kind === 'server') return new ServerFeed({ ...(await peers.access(source.server)), name: source.name, node: peers.self, clock });
    const { destination, url } = source;
    return new DestinationFeed({ store: openStore(destination, url), source: shownUrl(url), interval: INTERVAL, clock });
  }

  #view(entry: Followed): ReplicaView {
    const { source, addedAt, path } = entry.row;
    const from = source.kind === 'server' ? { kind: 'server', server: source.server } as const : { kind: 'history', url: shownUrl(source.url) } as const;
    return { ...entry.view(), name: basename(path), from, addedAt };
  }

  /** What a person should find in Activity: that it needs them, and that a copy was set apart. */
  #note(entry: Followed): void {
    const { id, path } = entry.row;
    const { role, quarantined } = entry.view();
    const before = this.#noted.get(id);
    this.#noted.set(id, { role: role.kind, apart: quarantined[0]?.at ?? 0 });
    const about = { databaseName: basename(path) };
    if (role.kind === 'failed' && before?.role !== 'failed') noteDone(this.#options.log, { kind: 'trouble' }, about, role.reason);
    const [newest] = quarantined;
    if (newest === undefined || before === undefined || newest.at <= before.apart) return;
    noteDone(this.#options.log, { kind: 'diverged', path, aside: newest.path, why: newest.why }, about);
  }
}
