// Which files at a destination lead on from where a follower is, in the cheapest way: single changes, merged files, or a
// snapshot.
import { TidemarkError } from '../../base/errors.ts';
import { LEVELS, type Destination, type LtxInfo } from '../../destination/destination.ts';
import { decodeHeader, HEADER_SIZE } from '../../ltx/header.ts';
import type { Pos } from '../../ltx/pos.ts';
import { formatTxid, type Txid } from '../../ltx/txid.ts';
import { describeRanges, lostRanges } from '../../replica/history/gaps.ts';
import { cheapestRoutes, filesOf } from '../../replica/history/routes.ts';
import type { Kinship } from '../apply/replica-file.ts';

export interface WayOn {
  /** In the order to apply them; none when there is nothing new. */
  readonly files: readonly LtxInfo[];
  /** Whether a snapshot among them is known to be of the follower's own history. */
  readonly kinship: Kinship;
}

export type ReadableStore = Pick<Destination, 'list' | 'open' | 'url'>;

/** One listing: the changes right after `at`. Undefined when they are not all there as single files. */
export async function shortWayOn(store: ReadableStore, at: Pos, signal: AbortSignal): Promise<WayOn | undefined> {
  const files: LtxInfo[] = [];
  let next = at.txid + 1n;
  for (const file of await store.list(0, { seek: next, signal })) {
    if (file.min !== next) return undefined;
    files.push(file);
    next = file.max + 1n;
  }
  return { files, kinship: 'same' };
}

/**
 * All levels, as far as files lead. `restore-no-point` when there are none, `restore-gap` when there are newer ones and none leads
 * on, `destination-conflict` when what is there ends before `at`. Files for which `isBad` are passed over.
 */
export async function wayOn(
  store: ReadableStore,
  at: Pos | undefined,
  isBad: (file: LtxInfo) => boolean,
  signal: AbortSignal,
): Promise<WayOn> {
  const levels = await Promise.all(LEVELS.map((level) => store.list(level, { signal })));
  const files = levels.flat().filter((file) => !isBad(file));
  const newest = files.reduce((most, { max }) => (max > most ? max : most), 0n);
  if (newest === 0n && at === undefined) throw nothingError(store.url);
  if (newest === (at?.txid ?? 0n)) return { files: [], kinship: 'same' };
  if (at !== undefined && newest < at.txid) throw olderError(store.url, newest, at.txid);
  const had = at === undefined ? undefined : { level: 0, min: 1n, max: at.txid, size: 0, createdAt: 0 };
  const usable = had === undefined ? files : [had, ...files.filter(({ max }) => max > had.max)];
  const found = furthest(usable, at?.txid ?? 0n);
  if (found === undefined) throw gapError(usable, newest);
  const leading = found[0] === had ? found.slice(1) : found;
  const kinship = at === undefined || found[0] === had ? 'same' : await kinshipOf(store, files, at, signal);
  return { files: leading, kinship };
}

/** The cheapest chain to the newest transaction that can be reached; undefined when none past `from` can. */
function furthest(files: readonly LtxInfo[], from: Txid): readonly LtxInfo[] | undefined {
  const routes = cheapestRoutes(files);
  const end = [...routes.keys()].reduce((most, txid) => (txid > most ? txid : most), 0n);
  return end > from ? filesOf(routes.get(end)!) : undefined;
}

/** Whether the files beside the follower's place say of the database what the follower knows of it. */
async function kinshipOf(store: ReadableStore, files: readonly LtxInfo[], at: Pos, signal: AbortSignal): Promise<Kinship> {
  for (const file of files.filter(({ min, max }) => max === at.txid || min === at.txid + 1n)) {
    const { rolling } = decodeHeader(await readHead(store, file, signal));
    const said = file.max === at.txid ? rolling?.post : rolling?.pre;
    if (said !== undefined) return said === at.postApplyChecksum ? 'same' : 'unknown';
  }
  return 'unknown';
}

async function readHead(store: ReadableStore, file: LtxInfo, signal: AbortSignal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.open(file, { range: { offset: 0, length: HEADER_SIZE }, signal })) pieces.push(piece);
  return Buffer.concat(pieces);
}

function nothingError(url: string): TidemarkError {
  return new TidemarkError('restore-no-point', `there is nothing to follow at ${url} yet`, {
    hint: 'Name the place of the one database, and check that a first copy was made. A history of Litestream 0.3 or 0.4 is taken over (imported) first.',
    retry: 'later',
  });
}

function olderError(url: string, newest: Txid, at: Txid): TidemarkError {
  const what = `${url} ends at transaction ${formatTxid(newest)}, before ${formatTxid(at)}, which is here`;
  return new TidemarkError('destination-conflict', what, {
    hint: 'Nothing was changed. It may be another history, or have lost its newest files. To follow it, choose a new file.',
    retry: 'later',
  });
}

function gapError(files: readonly LtxInfo[], newest: Txid): TidemarkError {
  const lost = describeRanges(lostRanges(files, newest));
  return new TidemarkError('restore-gap', `what leads on is missing at the destination: ${lost}`, {
    hint: 'The file keeps the state it has. It goes on by itself when a snapshot or the missing files are there.',
    retry: 'later',
  });
}
