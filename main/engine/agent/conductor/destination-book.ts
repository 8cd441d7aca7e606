// The destinations as they are now: what the catalogue says of them, what the last look found, and each at work.
import { promises as fs } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { TidemarkError, troubleOf } from '../../base/errors.ts';
import type { MonthUsage } from '../../destination/traffic/usage.ts';
import { showDestination } from '../../destination/url.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { DestinationRow } from '../catalogue/rows.ts';
import type { DestinationView, LevelView } from '../views.ts';
import { isMarked, notTheFolder } from './folder-mark.ts';
import { Place, type PlaceServices } from './place.ts';
import { askFor, type Look, lookAt, NOT_LOOKED } from './reach.ts';

interface Entry {
  readonly place: Place;
  look: Look;
  /** Monotonic ms. */
  lookedAt: number;
  sameDisk: DestinationView['sameDisk'];
  /** Under way; whoever asks meanwhile gets the same answer. */
  looking: Promise<Look> | undefined;
}

export interface DestinationBookOptions {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly services: PlaceServices;
  /** Paths of the databases that are copied there. */
  readonly pathsAt: (destination: string) => readonly string[];
  /** Folders of the histories that should be there. */
  readonly foldersAt: (destination: string) => readonly string[];
  readonly levelsAt: (destination: string) => readonly LevelView[];
  /** A pen there has changed hands, or was renewed. */
  readonly onPen: (destination: string) => void;
  readonly onChange: () => void;
}

/** While copies are made the space that is left is looked at this often, ms. */
const SPACE_AGE_MS = 60_000;

export class DestinationBook {
  readonly #options: DestinationBookOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: DestinationBookOptions) {
    this.#options = options;
    for (const row of options.catalogue.destinations()) this.#enter(row);
  }

  all(): readonly DestinationRow[] {
    return [...this.#entries.values()].map(({ place }) => place.row);
  }

  /** `not-found` for an id that is not one. */
  get(id: string): DestinationRow {
    return this.#entry(id).place.row;
  }

  /** `not-found` for an id that is not one. */
  place(id: string): Place {
    return this.#entry(id).place;
  }

  add(row: DestinationRow): void {
    this.#options.catalogue.addDestination(row);
    this.#enter(row);
    this.#options.onChange();
  }

  /** Its id and its place stay what they are. */
  async change(row: DestinationRow): Promise<void> {
    const { place } = this.#entry(row.id);
    this.#options.catalogue.changeDestination(row);
    await place.use(row);
    this.#options.onChange();
  }

  async remove(id: string): Promise<void> {
    const { place } = this.#entry(id);
    await place.close();
    this.#options.catalogue.removeDestination(id);
    this.#entries.delete(id);
    this.#options.onChange();
  }

  /** Something happened there: it is looked at, at once after trouble, else if the last look is a while ago. */
  noticed(id: string, news: 'trouble' | 'stored'): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const isFolder = entry.place.row.location.kind === 'folder';
    const age = this.#options.clock.monotonic() - entry.lookedAt;
    if (news === 'trouble' || (isFolder && age >= SPACE_AGE_MS)) void this.look(id);
    else if (!isFolder) this.#found(entry, { ...entry.look, reach: { kind: 'here' } });
  }

  /** Looks at it now. Never fails: what it found is in the view. */
  look(id: string): Promise<Look> {
    const entry = this.#entry(id);
    entry.looking ??= this.#look(entry).finally(() => {
      entry.looking = undefined;
    });
    return entry.looking;
  }

  /** Folders only: a server is asked when there is something for it. */
  async lookAtFolders(): Promise<void> {
    const folders = this.all().filter(({ location }) => location.kind === 'folder');
    await Promise.all(folders.map(({ id }) => this.look(id)));
  }

  views(): Record<string, DestinationView> {
    return Object.fromEntries([...this.#entries].map(([id, entry]) => [id, this.#view(entry)]));
  }

  /** What was counted is kept. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ place }) => place.close()));
  }

  #view({ place, look, sameDisk }: Entry): DestinationView {
    const { row } = place;
    const { kind } = row.location;
    const levels = this.#options.levelsAt(row.id);
    const usage = place.costs.usage();
    const space = look.space === undefined ? {} : { space: look.space };
    return { ...row, kind, url: showDestination(row.location), usage, reach: look.reach, ...space, sameDisk, levels };
  }

  #enter(row: DestinationRow): void {
    const { services, catalogue, onChange } = this.#options;
    const { id } = row;
    const usage = {
      load: () => catalogue.usage(id),
      save: (months: readonly MonthUsage[]) => {
        catalogue.setUsage(id, months);
      },
    };
    const stored = (): number => this.#options.levelsAt(id).reduce((sum, { bytes }) => sum + bytes, 0);
    const requireChosen = (): Promise<void> => this.#requireChosen(id);
    const onPen = (): void => {
      this.#options.onPen(id);
    };
    const place = new Place({ ...services, row, usage, requireChosen, onPen, stored });
    place.traffic.changed.on(onChange);
    const lookedAt = Number.NEGATIVE_INFINITY;
    this.#entries.set(id, { place, look: NOT_LOOKED, lookedAt, sameDisk: 'unknown', looking: undefined });
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new TidemarkError('not-found', `there is no destination ${id}`, {
      hint: 'It may have been removed meanwhile.',
    });
  }

  /** Nothing is made for a history that is only looked for, as before it is adopted. */
  async #requireChosen(id: string): Promise<void> {
    const { place } = this.#entry(id);
    const { location } = place.row;
    if (location.kind === 'folder') await this.#requireMarked(id, location.path);
    else if (this.#options.pathsAt(id).length > 0) await place.settle();
  }

  /** `destination-absent` when the folder is there, but is not the one that was chosen. */
  async #requireMarked(id: string, path: string): Promise<void> {
    if (await isMarked(path, this.#options.foldersAt(id))) return;
    // A folder that is not there at all is put into words by whoever wants to use it.
    if ((await lookAt(path)).reach.kind === 'here') throw notTheFolder(path);
  }

  async #look(entry: Entry): Promise<Look> {
    const { place } = entry;
    const { id, location } = place.row;
    const look = location.kind === 'folder' ? await this.#lookAtFolder(id, location.path) : await askFor(() => place.probe());
    entry.lookedAt = this.#options.clock.monotonic();
    entry.sameDisk = await sharesDisk(look.device, this.#options.pathsAt(id));
    return this.#found(entry, look);
  }

  #found(entry: Entry, look: Look): Look {
    entry.look = look;
    this.#options.onChange();
    return look;
  }

  async #lookAtFolder(id: string, path: string): Promise<Look> {
    const look = await lookAt(path);
    if (look.reach.kind !== 'here' || (await isMarked(path, this.#options.foldersAt(id)))) return look;
    return { ...NOT_LOOKED, reach: { kind: 'absent', reason: troubleOf(notTheFolder(path)) } };
  }
}

async function sharesDisk(device: bigint | undefined, paths: readonly string[]): Promise<DestinationView['sameDisk']> {
  if (device === undefined || paths.length === 0) return 'unknown';
  const devices = await Promise.all(paths.map(deviceOf));
  return devices.includes(device) ? 'yes' : 'no';
}

async function deviceOf(path: string): Promise<bigint | undefined> {
  return fs.stat(path, { bigint: true }).then(
    ({ dev }) => dev,
    () => undefined,
  );
}
