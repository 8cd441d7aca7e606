// The destinations as they are now: what the catalogue says of them, and what the last look found.
import { promises as fs } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { TidemarkError } from '../../base/errors.ts';
import { troubleOf } from '../../replica/status.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { DestinationRow } from '../catalogue/rows.ts';
import type { DestinationView, LevelView } from '../views.ts';
import { isMarked, notTheFolder } from './marked-destination.ts';
import { type Look, lookAt } from './reach.ts';

interface Entry {
  row: DestinationRow;
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
  /** Paths of the databases that are copied there. */
  readonly pathsAt: (destination: string) => readonly string[];
  /** Folders of the histories that should be there. */
  readonly historiesAt: (destination: string) => readonly string[];
  readonly levelsAt: (destination: string) => readonly LevelView[];
  readonly onChange: () => void;
}

/** While copies are made the space that is left is looked at this often, ms. */
const SPACE_AGE_MS = 60_000;

const NOT_LOOKED: Look = { reach: { kind: 'unknown' }, space: undefined, device: undefined };

export class DestinationBook {
  readonly #options: DestinationBookOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: DestinationBookOptions) {
    this.#options = options;
    for (const row of options.catalogue.destinations()) this.#enter(row);
  }

  all(): readonly DestinationRow[] {
    return [...this.#entries.values()].map(({ row }) => row);
  }

  /** `not-found` for an id that is not one. */
  get(id: string): DestinationRow {
    return this.#entry(id).row;
  }

  add(row: DestinationRow): void {
    this.#options.catalogue.addDestination(row);
    this.#enter(row);
    this.#options.onChange();
  }

  rename(id: string, name: string): void {
    const entry = this.#entry(id);
    this.#options.catalogue.renameDestination(id, name);
    entry.row = { ...entry.row, name };
    this.#options.onChange();
  }

  remove(id: string): void {
    this.#options.catalogue.removeDestination(id);
    this.#entries.delete(id);
    this.#options.onChange();
  }

  /** Something happened there: it is looked at, at once after trouble, else if the last look is a while ago. */
  noticed(id: string, news: 'trouble' | 'stored'): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const age = this.#options.clock.monotonic() - entry.lookedAt;
    if (news === 'trouble' || age >= SPACE_AGE_MS) void this.look(id);
  }

  /** Looks at it now. Never fails: what it found is in the view. */
  look(id: string): Promise<Look> {
    const entry = this.#entry(id);
    entry.looking ??= this.#look(entry).finally(() => {
      entry.looking = undefined;
    });
    return entry.looking;
  }

  async lookAtAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.look(id)));
  }

  views(): Record<string, DestinationView> {
    const views = [...this.#entries.values()].map(({ row, look, sameDisk }): [string, DestinationView] => {
      const space = look.space === undefined ? {} : { space: look.space };
      const levels = this.#options.levelsAt(row.id);
      return [row.id, { ...row, reach: look.reach, ...space, sameDisk, levels }];
    });
    return Object.fromEntries(views);
  }

  #enter(row: DestinationRow): void {
    this.#entries.set(row.id, { row, look: NOT_LOOKED, lookedAt: Number.NEGATIVE_INFINITY, sameDisk: 'unknown', looking: undefined });
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new TidemarkError('not-found', `there is no destination ${id}`, {
      hint: 'It may have been removed meanwhile.',
    });
  }

  /** `destination-absent` when the folder is there, but is not the one that was chosen. */
  async requireMarked(id: string): Promise<void> {
    const { url } = this.#entry(id).row;
    if (await isMarked(url, this.#options.historiesAt(id))) return;
    // A folder that is not there at all is put into words by whoever wants to use it.
    if ((await lookAt(url)).reach.kind === 'here') throw notTheFolder(url);
  }

  async #look(entry: Entry): Promise<Look> {
    const look = await this.#lookForMark(entry.row, await lookAt(entry.row.url));
    entry.look = look;
    entry.lookedAt = this.#options.clock.monotonic();
    entry.sameDisk = await sharesDisk(look.device, this.#options.pathsAt(entry.row.id));
    this.#options.onChange();
    return look;
  }

  async #lookForMark({ id, url }: DestinationRow, look: Look): Promise<Look> {
    if (look.reach.kind !== 'here' || (await isMarked(url, this.#options.historiesAt(id)))) return look;
    return { ...NOT_LOOKED, reach: { kind: 'absent', reason: troubleOf(notTheFolder(url)) } };
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
