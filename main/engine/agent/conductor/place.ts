// One destination at work: its keys, what it costs, how fast it may be used, and the histories that are open in it.
import type { Clock } from '../../base/clock.ts';
import type { Disk } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import type { ConditionalStore } from '../../destination/conditional.ts';
import type { Destination } from '../../destination/destination.ts';
import type { DestinationLocation, Secrets } from '../../destination/location.ts';
import type { ObjectStore } from '../../destination/objects.ts';
import { openDestination, openObjects, openObjectStore, openProbe, settlePlace, type DestinationDeps } from '../../destination/open.ts';
import type { Probe } from '../../destination/probe.ts';
import { MeteredTraffic } from '../../destination/traffic/metered.ts';
import type { UsageStore } from '../../destination/traffic/usage.ts';
import { freeTraffic } from '../../destination/traffic.ts';
import { parseDestination, placeId } from '../../destination/url.ts';
import type { GenerationClient, GenerationNaming } from '../../generations/client.ts';
import { generationClient } from '../../generations/stored.ts';
import { PenHolder } from '../../lease/holder.ts';
import type { Leaser } from '../../lease/leaser.ts';
import { openLeaser } from '../../lease/open.ts';
import { staticLeaser, type StaticLeaserOptions } from '../../lease/static.ts';
import { DEFAULT_TERMS } from '../../lease/terms.ts';
import type { DestinationRow } from '../catalogue/rows.ts';
import { DestinationCosts } from '../costs/destination-costs.ts';
import type { SecretKeeper } from '../secrets.ts';
import type { AboutDestination, GenerationsAbout } from '../services.ts';
import { USUAL_LEVELS } from '../settings.ts';
import { keptPen } from './kept-pen.ts';
import { PlacedObjectStore } from './placed-object-store.ts';
import { PlacedObjects } from './placed-objects.ts';
import { PlacedStore } from './placed-store.ts';

export interface PlaceServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  /** Tidemark's own folder. */
  readonly home: string;
  /** Who we are to others that write at the same place: see `ownerText`. */
  readonly owner: string;
  readonly env: NodeJS.ProcessEnv;
  readonly keeper: SecretKeeper;
}

/** On what terms the pen is taken, where that is not as usual. */
export interface WriterTerms {
  /** Ms, as in `LeaseTerms`. */
  readonly ttl?: number;
  readonly maxTtl?: number;
  /** Who we are, instead of the computer's name. */
  readonly owner?: string;
  /** A configuration names the writer once and for all. */
  readonly fixed?: StaticLeaserOptions;
}

/** How generations are written, where the place's format is theirs; as is usual where absent. */
export interface GenerationTerms extends Partial<Omit<GenerationsAbout, 'client'>> {
  readonly naming?: GenerationNaming | undefined;
}

export interface PlaceOptions extends PlaceServices {
  readonly writer?: WriterTerms;
  readonly generations?: GenerationTerms | undefined;
  /** Bytes that are known to be there. */
  readonly stored: () => number;
  readonly row: DestinationRow;
  readonly usage: UsageStore;
  /** Before the history of that URL is listed or written: throws when the place is not the one that was chosen. */
  readonly requireChosen: (url: string) => Promise<void>;
  /** A pen here has changed hands, or was renewed. */
  readonly onPen: () => void;
}

/** Between two renewals of the pen while there are uploads, ms (`lease/holder.ts`). */
export const RENEWAL = DEFAULT_TERMS.ttl / 2;
/** Ms between two writes that uploads bring about: of each level, and of the pen. */
const FOLLOW_UPS = [...USUAL_LEVELS.costly, RENEWAL];

export class Place {
  readonly traffic: MeteredTraffic;
  readonly costs: DestinationCosts;
  readonly #options: PlaceOptions;
  /** By their URLs. */
  readonly #stores = new Map<string, PlacedStore>();
  readonly #pens = new Map<string, PenHolder>();
  readonly #objects = new Map<string, PlacedObjects>();
  readonly #objectStores = new Map<string, PlacedObjectStore>();
  #row: DestinationRow;
  #settling: Promise<void> | undefined;

  constructor(options: PlaceOptions) {
    const { clock, usage, row, stored } = options;
    this.#options = options;
    this.#row = row;
    this.traffic = new MeteredTraffic({ clock, store: usage, limits: limitsOf(row) });
    this.costs = new DestinationCosts({
      clock,
      traffic: this.traffic,
      choices: () => this.#row.choices,
      stored,
      followUps: FOLLOW_UPS,
      snapshotWrites: () => 0,
      addedAt: row.addedAt,
    });
  }

  get row(): DestinationRow {
    return this.#row;
  }

  /** Used in this way from now on. */
  async use(row: DestinationRow): Promise<void> {
    const isAnew = JSON.stringify([row.location, row.secrets]) !== JSON.stringify([this.#row.location, this.#row.secrets]);
    this.#row = row;
    this.traffic.limit(limitsOf(row));
    if (isAnew) await this.forgetKeys();
  }

  /** The keys have changed: what is open is opened anew. */
  async forgetKeys(): Promise<void> {
    for (const objects of this.#objects.values()) objects.forget();
    await Promise.all([...this.#stores.values(), ...this.#objectStores.values()].map((store) => store.close()));
  }

  /**
   * Before the first history is begun here: at a server its folder is made if only that is missing. Where one was kept
   * before, the folder is missing because its disk is, and nothing is made.
   */
  async settle(): Promise<void> {
    if ([...this.#stores.values()].some(({ history }) => history === 'expected')) return;
    this.#settling ??= this.deps().then((deps) => settlePlace(this.#row.location, deps));
    await this.#settling.catch((error: unknown) => {
      this.#settling = undefined;
      throw error;
    });
  }

  /** The history of that URL, the same one for everybody. */
  store(url: string): Destination {
    const known = this.#stores.get(url);
    if (known !== undefined) return known;
    const requireChosen = (): Promise<void> => this.#options.requireChosen(url);
    const open = async (): Promise<Destination> => openDestination(this.locationOf(url), await this.deps());
    const store = new PlacedStore({ url, kind: this.#row.location.kind, open, requireChosen });
    this.#stores.set(url, store);
    return store;
  }

  /** Of the history of that URL; undefined where nobody asks for the pen. */
  pen(url: string): PenHolder | undefined {
    if (this.#row.choices.pen === 'unused') return undefined;
    const known = this.#pens.get(url);
    if (known !== undefined) return known;
    const { clock, random, disk, home, onPen } = this.#options;
    const leaser = this.#leaser(url);
    if (leaser === undefined) return undefined;
    const holder = new PenHolder({ leaser, clock, keeper: keptPen({ disk, random, home, url }) });
    holder.changed.on(onPen);
    this.#pens.set(url, holder);
    return holder;
  }

  #leaser(url: string): Leaser | undefined {
    const { clock, random, owner, writer = {} } = this.#options;
    const { fixed, ...terms } = writer;
    if (fixed !== undefined) return staticLeaser(fixed);
    const objects = (): ConditionalStore => this.#objectsAt(url);
    const history = (): 'expected' | 'unknown' => this.#stores.get(url)?.history ?? 'unknown';
    return openLeaser(this.locationOf(url), { clock, random, owner, ...terms, objects, history });
  }

  #objectsAt(url: string): ConditionalStore {
    const objects = new PlacedObjects(url, async () => openObjects(this.locationOf(url), await this.deps()));
    this.#objects.set(url, objects);
    return objects;
  }

  /** How a history here is written to. */
  about(url: string): AboutDestination {
    const { choices, location } = this.#row;
    const permit = this.pen(url);
    const isFree = location.kind === 'folder' && choices.interval === 0;
    const pace = isFree ? {} : { pace: this.costs.paceOf() };
    const generations = choices.format === 'generations' ? { generations: this.#generationsAt(url) } : {};
    return { ...(permit === undefined ? {} : { permit }), ...pace, ...generations, deletion: choices.deletion };
  }

  #generationsAt(url: string): GenerationsAbout {
    const { retention, retentionChecks, snapshots, validation } = this.#options.generations ?? {};
    return { retention, retentionChecks, snapshots, validation, client: this.generations(url) };
  }

  /** What is at that URL in the format of Litestream 0.3 and 0.4. Closing it lets go of connections only. */
  generations(url: string): GenerationClient {
    const { requireChosen, generations = {} } = this.#options;
    const open = async (): Promise<ObjectStore> => openObjectStore(this.locationOf(url), await this.deps());
    const { kind } = this.#row.location;
    const known = this.#objectStores.get(url);
    const store = known ?? new PlacedObjectStore({ url, kind, open, requireChosen: () => requireChosen(url) });
    this.#objectStores.set(url, store);
    return generationClient(store, { naming: generations.naming ?? 'flat-8' });
  }

  async probe(): Promise<Probe> {
    return openProbe(this.#row.location, await this.deps());
  }

  /** Where the history of that URL is, used as the destination is used now. */
  locationOf(url: string): DestinationLocation {
    const { location } = this.#row;
    const named = parseDestination(url);
    if (named.kind === 'folder' && location.kind === 'folder') return named;
    if (named.kind === 's3' && location.kind === 's3') return { ...location, bucket: named.bucket, path: named.path };
    if (named.kind === 'sftp' && location.kind === 'sftp') return { ...location, path: named.path };
    if (named.kind === 'webdav' && location.kind === 'webdav') return { ...location, url: named.url };
    throw new TidemarkError('bug', `${url} is not at a destination of the kind "${location.kind}"`);
  }

  /** Keys come out of the keyring each time: nothing keeps them longer than what uses them. */
  async deps(): Promise<DestinationDeps> {
    const { clock, random, env } = this.#options;
    const isFolder = this.#row.location.kind === 'folder';
    return { secrets: await this.#secrets(), traffic: isFolder ? freeTraffic : this.traffic, clock, random, env };
  }

  async #secrets(): Promise<Secrets> {
    return this.#row.secrets.length === 0 ? {} : this.#options.keeper.read(placeId(this.#row.location));
  }

  /** The history of that URL is not used any more: nobody has to wait for its pen. */
  async release(url: string): Promise<void> {
    const [pen, store, objectStore] = [this.#pens.get(url), this.#stores.get(url), this.#objectStores.get(url)];
    this.#pens.delete(url);
    this.#stores.delete(url);
    this.#objects.delete(url);
    this.#objectStores.delete(url);
    await pen?.letGo().catch(() => undefined);
    await Promise.all([store?.close(), objectStore?.close()]);
  }

  /** Others need not wait for what we do not use any more. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#pens.values()].map((pen) => pen.letGo()));
    await this.forgetKeys();
    this.traffic.close();
  }
}

function limitsOf({ choices }: DestinationRow): { up: number; down: number } {
  return { up: choices.uploadLimit, down: choices.downloadLimit };
}
