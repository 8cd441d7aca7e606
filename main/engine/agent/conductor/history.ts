// What the destinations of one database hold of its past, and which of them to ask.
import type { Disk } from '../../base/disk.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { readHeader } from '../../destination/batch.ts';
import type { Destination, LtxInfo } from '../../destination/destination.ts';
import { shownUrl } from '../../destination/url.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import type { Holdings } from '../../replica/holdings.ts';
import { points as pointsOf, type HistoryPoint } from '../../replica/history/points.ts';
import { bestFirst, firstThatWorks } from '../../restore/best.ts';
import { inPlaceWay } from '../../restore/in-place/live.ts';
import type { InPlaceWay } from '../../restore/in-place/options.ts';
import { planRestore, type RestorePlan } from '../../restore/plan.ts';
import type { Target } from '../../restore/point.ts';
import { listAll, planOf } from '../../restore/source.ts';
import type { PointList, RestorePreview } from '../engine.ts';
import type { Core } from './core.ts';
import type { DatabaseEntry } from './database-book.ts';
import { sizeOf } from './database-view.ts';

/** Id of the destination whose history folder has this URL. */
function destinationAt({ managed }: DatabaseEntry, url: string): string {
  return managed.copies.find((copy) => copy.url === url)?.destination ?? '';
}

/** Of the copies that are LTX files. `unsupported` when there is none: generations are gone back to on the command line. */
export function storesOf({ destinations }: Core, { managed }: DatabaseEntry): readonly Destination[] {
  const copies = managed.copies.filter(({ destination }) => destinations.get(destination).choices.format === 'ltx');
  if (copies.length === 0 && managed.copies.length > 0) throw onlyGenerations(managed.name, managed.copies[0]!.url);
  return copies.map(({ destination, url }) => destinations.place(destination).store(url));
}

function onlyGenerations(name: string, url: string): TidemarkError {
  return new TidemarkError('unsupported', `${name} is copied as generations only, which are not gone back to from here`, {
    hint: `tidemark restore -o ${name} ${shownUrl(url)} does it. Or give it a second destination with the format ltx.`,
  });
}

/** Points of the destination that reaches furthest, those after a TXID only if one is given. */
export async function listPoints(core: Core, id: string, after: number | undefined): Promise<PointList> {
  const entry = core.databases.get(id);
  const { url, value: files } = await furthest(core, entry);
  const all = pointsOf(files);
  const wanted = after === undefined ? all : all.filter(({ txid }) => txid > BigInt(after));
  return columns(destinationAt(entry, url), wanted);
}

function columns(destination: string, points: readonly HistoryPoint[]): PointList {
  return {
    destination,
    txids: points.map(({ txid }) => Number(txid)),
    times: points.map(({ createdAt }) => createdAt),
    bytes: points.map(({ bytes }) => bytes),
    kinds: points.map(({ kind }) => (kind === 'snapshot' ? 's' : 'c')).join(''),
  };
}

interface Held {
  readonly url: string;
  readonly value: readonly LtxInfo[];
  readonly newest: bigint;
}

/** What the destination with the newest file holds. When none answers: the first one's reason. */
async function furthest(core: Core, entry: DatabaseEntry): Promise<Held> {
  const results = await Promise.allSettled(storesOf(core, entry).map((store) => heldAt(entry, store)));
  const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [best] = held.sort((a, b) => Number(a.newest < b.newest) - Number(a.newest > b.newest));
  if (best !== undefined) return best;
  const failed = results.find((result) => result.status === 'rejected');
  throw failed?.reason;
}

async function heldAt(entry: DatabaseEntry, store: Destination): Promise<Held> {
  const value = await filesAt(entry, store);
  return { url: store.url, value, newest: value.reduce((most, { max }) => (max > most ? max : most), 0n) };
}

/** As its agent knows it, without asking the destination; listed when nothing follows the database. */
async function filesAt(entry: DatabaseEntry, store: Destination): Promise<readonly LtxInfo[]> {
  const known = holdingsAt(entry, store);
  return known === undefined ? listAll(store, 'listed') : known.files();
}

function holdingsAt({ managed }: DatabaseEntry, store: Destination): Holdings | undefined {
  return managed.agent?.histories.find(({ destination }) => destination.url === store.url)?.holdings;
}

/** Times are exact where they decide; everything else is known without asking the destination. */
async function planAt(entry: DatabaseEntry, store: Destination, target: Target): Promise<RestorePlan> {
  const known = target.kind === 'time' ? undefined : holdingsAt(entry, store);
  return known === undefined ? planOf(store, target) : planRestore(await known.files(), target);
}

export async function previewRestore(core: Core, id: string, target: Target): Promise<RestorePreview> {
  const entry = core.databases.get(id);
  const plans = (store: Destination): Promise<RestorePlan> => planAt(entry, store, target);
  const stores = await bestFirst(storesOf(core, entry), plans);
  const { url, value: plan } = await firstThatWorks(stores, () => undefined, plans);
  const { disk } = core.services;
  const store = stores.find((one) => one.url === url)!;
  const files = await filesAt(entry, store);
  const { path } = entry.managed;
  return {
    destination: destinationAt(entry, url),
    txid: Number(plan.point.txid),
    at: plan.point.createdAt,
    fit: plan.fit,
    bytes: plan.bytes,
    files: plan.files.length,
    changesSince: pointsOf(files).filter(({ txid }) => txid > plan.point.txid).length,
    presentSize: sizeOf(disk, path),
    inPlace: await wayBack(disk, path, store, plan),
  };
}

/** One that cannot be looked at now, as it is locked, is taken for whole: the restore itself finds out. */
async function wayBack(disk: Disk, path: string, store: Destination, { files }: RestorePlan): Promise<InPlaceWay> {
  try {
    const newest = files.at(-1);
    const header = newest && (await readHeader(store.open(newest, { range: { offset: 0, length: HEADER_SIZE } })));
    return inPlaceWay(disk, path, header?.pageSize);
  } catch (error) {
    if (isTidemarkError(error)) return 'transaction';
    throw error;
  }
}
