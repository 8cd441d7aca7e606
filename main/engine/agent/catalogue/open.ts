// Opening the catalogue. One that is damaged is kept aside, and what can be known without it is put into a new one.
import { basename, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Clock } from '../../base/clock.ts';
import { type Disk, syncDirectory } from '../../base/disk.ts';
import { messageOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { nameStamp } from '../home.ts';
import { type DatabaseRecord, readRecords } from '../record.ts';
import type { DestinationLocation, SecretName } from '../../destination/location.ts';
import { parseDestination, placeAround, placeId, showDestination } from '../../destination/url.ts';
import { Catalogue } from './catalogue.ts';
import { firstChoices } from './first-choices.ts';
import { newDatabaseId, newDestinationId } from './ids.ts';
import type { CopyRow } from './rows.ts';

export const CATALOGUE_FILE = 'catalogue.db';

export interface CatalogueServices {
  readonly home: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
}

export interface OpenedCatalogue {
  readonly catalogue: Catalogue;
  /** `catalogue-damaged`, when it had to be built anew: to be told. */
  readonly problem: TidemarkError | undefined;
}

/** The caller holds the home folder's lock. */
export function openCatalogue(services: CatalogueServices): OpenedCatalogue {
  const path = join(services.home, CATALOGUE_FILE);
  const opened = tryOpen(path);
  if (opened.kind === 'whole') return { catalogue: opened.catalogue, problem: undefined };
  const aside = moveAside(services, path);
  const catalogue = Catalogue.open(path);
  const found = rebuild(services, catalogue);
  const problem = new TidemarkError('catalogue-damaged', `the list of databases was damaged: ${opened.fault}`, {
    hint:
      `${found} were found again from what is kept of each; settings are as at the beginning. ` +
      `The damaged list is kept as ${aside}. No copy and no database was touched.`,
  });
  return { catalogue, problem };
}

type Tried =
  | { readonly kind: 'whole'; readonly catalogue: Catalogue }
  | { readonly kind: 'damaged'; readonly fault: string };

function tryOpen(path: string): Tried {
  let catalogue: Catalogue | undefined;
  try {
    catalogue = Catalogue.open(path);
    const fault = catalogue.fault();
    if (fault === undefined) return { kind: 'whole', catalogue };
    catalogue.close();
    return { kind: 'damaged', fault };
  } catch (error) {
    catalogue?.close();
    if (!(error instanceof Sqlite.SqliteError) || !isDamage(error.code)) throw error;
    return { kind: 'damaged', fault: messageOf(error) };
  }
}

/** SQLITE_ERROR is what a table that is not as it should be gives. */
function isDamage(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR';
}

/** Returns the path that the damaged catalogue has now. */
function moveAside({ disk, home, clock, random }: CatalogueServices, path: string): string {
  const aside = join(home, `catalogue-damaged-${nameStamp(clock.now())}-${random.token(2)}.db`);
  for (const suffix of ['-wal', '-shm', '']) {
    if (disk.existsSync(path + suffix)) disk.renameSync(path + suffix, aside + suffix);
  }
  syncDirectory(disk, home);
  return aside;
}

/** Returns what was found, in words. */
function rebuild(services: CatalogueServices, catalogue: Catalogue): string {
  const { disk, home } = services;
  const records = readRecords(disk, home).map(({ record }) => record);
  // One that is gone may have been moved, and its places gone on with under another path.
  records.sort((a, b) => Number(disk.existsSync(b.path)) - Number(disk.existsSync(a.path)));
  const rebuilder = new Rebuilder(services, catalogue);
  catalogue.together(() => {
    for (const record of records) rebuilder.add(record);
  });
  return records.length === 1 ? '1 database' : `${records.length} databases`;
}

class Rebuilder {
  readonly #services: CatalogueServices;
  readonly #catalogue: Catalogue;
  /** By place. */
  readonly #destinations = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(services: CatalogueServices, catalogue: Catalogue) {
    this.#services = services;
    this.#catalogue = catalogue;
  }

  add({ path, copies }: DatabaseRecord): void {
    const { random, clock } = this.#services;
    const rows = new Map<string, CopyRow>();
    for (const { url } of copies) {
      if (this.#taken.has(url)) continue;
      const around = aroundOf(url);
      if (around === undefined) continue;
      const destination = this.#destinationOf(around);
      if (rows.has(destination)) continue;
      rows.set(destination, { destination, url });
      this.#taken.add(url);
    }
    const added = { id: newDatabaseId(random), path, addedAt: clock.now(), own: {} };
    this.#catalogue.addDatabase(added, [...rows.values()]);
  }

  /** Keys are found by the place: which there are is not known here, so all are looked for. */
  #destinationOf(location: DestinationLocation): string {
    const place = placeId(location);
    const known = this.#destinations.get(place);
    if (known !== undefined) return known;
    const id = newDestinationId(this.#services.random);
    const addedAt = this.#services.clock.now();
    const name = basename(showDestination(location));
    const secrets = location.kind === 'folder' ? [] : SECRETS_OF[location.kind];
    this.#catalogue.addDestination({ id, name, location, choices: firstChoices(location), secrets, addedAt });
    this.#destinations.set(place, id);
    return id;
  }
}

const SECRETS_OF: Readonly<Record<'s3' | 'sftp' | 'webdav', readonly SecretName[]>> = {
  s3: ['access-key-id', 'secret-access-key'],
  sftp: ['password'],
  webdav: ['password'],
};

function aroundOf(url: string): DestinationLocation | undefined {
  try {
    return placeAround(parseDestination(url))?.around;
  } catch {
    return undefined;
  }
}
