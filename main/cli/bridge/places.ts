// The places that replicate writes to, at work: each with its traffic, its budget and its pens, as in the app.
import { promises as fs } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Place } from '../../engine/agent/conductor/place.ts';
import type { AboutDestination } from '../../engine/agent/services.ts';
import type { SecretKeeper } from '../../engine/agent/secrets.ts';
import { replaceText } from '../../engine/base/disk.ts';
import { shortHash } from '../../engine/base/short-hash.ts';
import type { Destination } from '../../engine/destination/destination.ts';
import type { Pen } from '../../engine/destination/permit.ts';
import type { SecretName } from '../../engine/destination/location.ts';
import type { MonthUsage, UsageStore } from '../../engine/destination/traffic/usage.ts';
import { placeId, showDestination } from '../../engine/destination/url.ts';
import { ownerText } from '../../engine/lease/owner.ts';
import type { PlaceConfig } from '../config/replica-place.ts';
import type { Context } from '../context.ts';

type Services = Pick<Context, 'clock' | 'random' | 'disk' | 'env'>;

export class Places {
  readonly #services: Services;
  readonly #home: string;
  readonly #places = new Map<PlaceConfig, Place>();
  /** Who has the place of a history, by its URL. */
  readonly #byUrl = new Map<string, Place>();

  constructor(services: Services, home: string) {
    this.#services = services;
    this.#home = home;
  }

  /** In the order of the file. */
  get all(): readonly Place[] {
    return [...this.#places.values()];
  }

  /** The history of that URL, which is the place itself or in it. */
  store(url: string, config: PlaceConfig): Destination {
    const place = this.#places.get(config) ?? this.#open(config);
    this.#places.set(config, place);
    this.#byUrl.set(url, place);
    return place.store(url);
  }

  about({ url }: Destination): AboutDestination {
    return this.#byUrl.get(url)?.about(url) ?? {};
  }

  /** Who may write to the history of that URL now, as far as is known here. */
  penOf(url: string): Pen {
    return this.#byUrl.get(url)?.pen(url)?.pen ?? { kind: 'unused' };
  }

  /** The history of that URL is not used any more. */
  async release(url: string): Promise<void> {
    const place = this.#byUrl.get(url);
    this.#byUrl.delete(url);
    await place?.release(url);
  }

  /** Lets go of the pens, and keeps what was counted. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((place) => place.close()));
  }

  #open({ location, secrets, choices, writer, generations }: PlaceConfig): Place {
    const { clock, random } = this.#services;
    const { owner: name = hostname(), ...terms } = writer;
    const row = {
      id: placeId(location),
      name: showDestination(location),
      location,
      choices,
      secrets: Object.keys(secrets) as SecretName[],
      addedAt: clock.now(),
    };
    const keeper: SecretKeeper = { kind: 'file', read: () => Promise.resolve(secrets), store: () => Promise.resolve() };
    return new Place({
      ...this.#services,
      home: this.#home,
      owner: ownerText(name, random.token(4)),
      writer: terms,
      generations,
      keeper,
      row,
      stored: () => 0,
      usage: this.#usageOf(row.id),
      requireChosen: location.kind === 'folder' ? (url) => makeFoldersIn(location.path, url) : () => Promise.resolve(),
      onPen: () => undefined,
    });
  }

  /** Beside the other state: what a place cost this month outlives the process. */
  #usageOf(id: string): UsageStore {
    const { disk, random } = this.#services;
    const dir = join(this.#home, 'usage');
    const path = join(dir, `${shortHash(id)}.json`);
    return {
      load: () => {
        try {
          return (JSON.parse(disk.readFileSync(path, 'utf8')) as { readonly months: readonly MonthUsage[] }).months;
        } catch {
          return [];
        }
      },
      save: (months) => {
        disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
        replaceText(disk, path, JSON.stringify({ version: 1, place: id, months }), random.token(8));
      },
    };
  }
}

/**
 * Between the folder that was named and that of one database of a directory. What is above the named folder is never
 * made: it may be where a disk belongs.
 */
async function makeFoldersIn(root: string, url: string): Promise<void> {
  const parent = dirname(fileURLToPath(url));
  if (parent === dirname(root)) return;
  const isThere = await fs.stat(dirname(root)).then(
    () => true,
    () => false,
  );
  if (isThere) await fs.mkdir(parent, { recursive: true, mode: 0o700 }).catch(() => undefined);
}
