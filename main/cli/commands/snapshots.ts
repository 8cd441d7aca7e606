// tidemark snapshots DB | PLACE
import { SNAPSHOT_LEVEL, type Destination, type LtxInfo } from '../../engine/destination/destination.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import { PLACE_FLAGS } from '../args/place.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { listedAt, type ListedGeneration } from '../bridge/generations.ts';
import { withStores } from '../bridge/known-place.ts';
import { defineCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findPlaces, requireThere } from '../places.ts';
import { requireWord } from '../sources.ts';
import { snapshotsJson, snapshotTable } from '../text/generations.ts';
import { formatBytes } from '../text/sizes.ts';
import { formatTable } from '../text/table.ts';
import { formatMoment } from '../text/times.ts';

export const snapshots = defineCommand({
  usage: ['DB_OR_DEST [flags]'],
  about: [
    'Lists the whole copies of a database that a destination holds: restoring begins at one of them. They are taken by',
    'themselves, as snapshot.interval says and whenever one is needed. `tidemark ltx` shows all files. Those in generations of',
    'Litestream 0.3 and 0.4 are listed too.',
  ].join(' '),
  flags: { ...CONFIG_FLAGS, ...PLACE_FLAGS },
  examples: [['snapshots shop.db', 'at all destinations of a known database']],
  positionals: ['DB_OR_DEST'],
  run: async ({ flags, positionals: [word] }, given) => {
    const named = requireWord(word, 'database or destination', 'snapshots /mnt/backup/shop');
    const { database, places, context } = await findPlaces(named, flags, given);
    const lists = await withStores(places, context, (stores) => Promise.all(stores.map((store) => listSnapshots(store, context))));
    const old = await Promise.all(places.map(async (place) => ({ url: place.url, generations: await listedAt(place, context) })));
    const isNothing = lists.every(({ files }) => files.length === 0) && old.every(({ generations }) => generations.length === 0);
    if (database === undefined && isNothing) for (const place of places) requireThere(place, context);
    const { console } = context;
    const ours = lists.flatMap(({ url, files }) => files.map((file) => fileJson(url, file)));
    if (flags.json) console.printJson([...ours, ...old.flatMap(snapshotsJson)]);
    else console.print(lists.map(({ url, files }, i) => describeBoth(url, files, old[i]!.generations)).join('\n\n'));
    return EXIT.ok;
  },
});

interface Snapshots {
  readonly url: string;
  readonly files: readonly LtxInfo[];
}

async function listSnapshots(store: Destination, { interrupts }: Context): Promise<Snapshots> {
  return { url: store.url, files: await store.list(SNAPSHOT_LEVEL, { times: 'exact', signal: interrupts.signal }) };
}

/** Of what the place has: LTX files, generations, or both. */
function describeBoth(url: string, files: readonly LtxInfo[], generations: readonly ListedGeneration[]): string {
  if (generations.length === 0) return describe(url, files);
  const old = `${shownUrl(url)}, generations\n${snapshotTable(generations)}`;
  return files.length === 0 ? old : `${describe(url, files)}\n\n${old}`;
}

function describe(url: string, files: readonly LtxInfo[]): string {
  if (files.length === 0) return `${shownUrl(url)} holds no snapshot.`;
  const columns = [{ title: 'transaction' }, { title: 'captured' }, { title: 'size', align: 'right' }] as const;
  const rows = files.map(({ max, createdAt, size }) => [formatTxid(max), formatMoment(createdAt), formatBytes(size)]);
  return `${shownUrl(url)}\n${formatTable(columns, rows)}`;
}

function fileJson(url: string, { max, size, createdAt }: LtxInfo): object {
  return { destination: url, txid: formatTxid(max), size, timestamp: new Date(createdAt).toISOString() };
}
