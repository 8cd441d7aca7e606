// tidemark status [DB]
import type { Disk } from '../../engine/base/disk.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { DatabaseView } from '../../engine/agent/views.ts';
import { formatChecksum } from '../../engine/ltx/checksum.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { knownByName, knownDatabases, pathComparer, type KnownDatabase } from '../bridge/known.ts';
import { defineCommand } from '../command.ts';
import { loadConfiguration, type ConfigFlags } from '../config/load.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type LiveWord, liveWord } from '../running/live-word.ts';
import { count, formatBytes } from '../text/sizes.ts';
import { formatPairs, formatTable } from '../text/table.ts';
import { refuseSidecar } from '../sidecar.ts';
import { databasePath } from '../text/paths.ts';
import { formatAge, formatMoment } from '../text/times.ts';

export const status = defineCommand({
  usage: ['[DB] [-config FILE] [-json]'],
  about: [
    'Says what is known on this computer: no destination is asked. For what the running Tidemark protects it is the',
    'state of this moment; for the rest "copied": every captured change was at every destination when copying last stopped,',
    'and "captured": changes may still be on their way. "captured" is also the age of the newest of them, "spool"',
    'what is kept here.',
    '`tidemark ltx DB` shows what the destinations hold.',
  ].join(' '),
  flags: CONFIG_FLAGS,
  examples: [
    ['status', 'all databases'],
    ['status shop.db', 'one of them, with everything that is known'],
  ],
  positionals: ['DB'],
  run: async ({ flags, positionals: [word] }, context) => {
    const known = await withLive(await knownAndConfigured(flags, context), flags, context);
    const shown = word === undefined ? known : [await findKnown(known, word, context)];
    const { console, disk } = context;
    if (flags.json) console.printJson(word === undefined ? shown.map((one) => statusJson(one, disk)) : statusJson(shown[0]!, disk));
    else if (word !== undefined) console.print(details(shown[0]!, context));
    else console.print(shown.length === 0 ? NONE : [table(shown, context), ...shown.flatMap(troubleOf)].join('\n'));
    return EXIT.ok;
  },
});

/** A database, and how it is at this moment if it is being protected. */
type Shown = KnownDatabase & { readonly live?: DatabaseView };

const NONE = 'No databases yet. Start with: tidemark replicate shop.db /mnt/backup/shop';

/** With a configuration, its databases alone; what is not known of one is left open. */
async function knownAndConfigured(flags: ConfigFlags, context: Context): Promise<KnownDatabase[]> {
  const known = await knownDatabases(context);
  const configuration = await loadConfiguration(flags, context);
  if (configuration === undefined) return known;
  const { allDatabases } = await import('../directories/databases.ts');
  const configured = (await allDatabases(configuration, context.disk)).map(async ({ path, destinations }) => {
    const isSame = await pathComparer(path);
    const found = known.find((database) => isSame(database.path));
    return found ?? { path, destinations, position: undefined, spoolBytes: 0, copies: [] };
  });
  return Promise.all(configured);
}

/** What the running Tidemark says of them, and, where no configuration chooses, what only it knows. */
async function withLive(known: readonly KnownDatabase[], flags: ConfigFlags, context: Context): Promise<Shown[]> {
  const { liveDatabases } = await import('../running/live.ts');
  const live = await liveDatabases(context);
  const shown = known.map((database): Shown => {
    const view = live.get(database.path);
    return view === undefined ? database : { ...database, live: view };
  });
  const isChosen = flags.config !== undefined || context.env['TIDEMARK_CONFIG'] !== undefined;
  const others = isChosen ? [] : [...live.values()].filter(({ path }) => !known.some((one) => one.path === path));
  const news = others.map((view) => {
    const destinations = view.copies.map(({ url }) => url);
    return { path: view.path, destinations, position: undefined, spoolBytes: 0, copies: [], live: view };
  });
  return [...shown, ...news];
}

async function findKnown(
  known: readonly Shown[],
  word: string,
  { cwd, disk }: Pick<Context, 'cwd' | 'disk'>,
): Promise<Shown> {
  const path = databasePath(word, cwd);
  refuseSidecar(disk, path);
  const isSame = await pathComparer(path);
  const found = known.find((database) => isSame(database.path)) ?? knownByName(known, word);
  if (found !== undefined) return found;
  throw new TidemarkError('usage', `Tidemark has not copied ${path} on this computer`, {
    hint: '`tidemark status` without a word lists what it knows.',
  });
}

/** Nobody vouches for what is not protected now: only a running Tidemark calls a database safe. */
type State = LiveWord | 'copied' | 'captured' | 'nothing captured yet' | 'file missing';

function stateOf({ path, position, copies, live }: Shown, disk: Disk): State {
  if (live !== undefined) return liveWord(live.state);
  if (!disk.existsSync(path)) return 'file missing';
  if (position === undefined) return 'nothing captured yet';
  return copies.length > 0 && copies.every(({ txid }) => txid >= position.txid) ? 'copied' : 'captured';
}

type Looking = Pick<Context, 'clock' | 'disk'>;

/** What is not well, below the table: what happened and what to do. */
function troubleOf({ path, live }: Shown): string[] {
  if (live === undefined || !('reason' in live.state)) return [];
  const { message, hint } = live.state.reason;
  return [`\n${path}: ${liveWord(live.state)}: ${message}${hint === '' ? '' : `. ${hint}`}`];
}

function table(known: readonly Shown[], { clock, disk }: Looking): string {
  const now = clock.now();
  const columns = [
    { title: 'database' },
    { title: 'state' },
    { title: 'size', align: 'right' },
    { title: 'captured' },
    { title: 'spool', align: 'right' },
    { title: 'destinations' },
  ] as const;
  return formatTable(
    columns,
    known.map((database) => {
      const { path, position, spoolBytes, destinations } = database;
      const size = position === undefined ? '' : formatBytes(position.commit * position.pageSize);
      const captured = position === undefined ? '' : formatAge(position.timestamp, now);
      return [
        path,
        stateOf(database, disk),
        size,
        captured,
        formatBytes(spoolBytes),
        destinations.map(shownUrl).join(', '),
      ];
    }),
  );
}

function details(database: Shown, { clock, disk }: Looking): string {
  const now = clock.now();
  const { path, position, spoolBytes, destinations, live } = database;
  const trouble: [string, string][] =
    live === undefined || !('reason' in live.state)
      ? []
      : [
          ['why', live.state.reason.message],
          ['next', live.state.reason.hint],
        ];
  const captured: [string, string][] =
    position === undefined
      ? []
      : [
          ['captured', `${formatMoment(position.timestamp)} (${formatAge(position.timestamp, now)})`],
          ['transaction', formatTxid(position.txid)],
          ['checksum', formatChecksum(position.checksum)],
          ['size', `${formatBytes(position.commit * position.pageSize)}, ${count(position.commit, 'page')}`],
        ];
  const places = destinations.map((url, i): [string, string] => [
    i === 0 ? 'destinations' : '',
    shownUrl(url),
  ]);
  return formatPairs([
    ['database', path],
    ['state', stateOf(database, disk)],
    ...trouble,
    ...captured,
    ['spool', formatBytes(spoolBytes)],
    ...places,
  ]);
}

/** Sizes in bytes, times in RFC 3339. */
function statusJson(database: Shown, disk: Disk): object {
  const { path, position, spoolBytes, destinations, live } = database;
  const reason = live !== undefined && 'reason' in live.state ? { reason: live.state.reason } : {};
  const captured =
    position === undefined
      ? {}
      : {
          txid: formatTxid(position.txid),
          checksum: formatChecksum(position.checksum),
          timestamp: new Date(position.timestamp).toISOString(),
          page_size: position.pageSize,
          pages: position.commit,
        };
  return { path, state: stateOf(database, disk), ...reason, ...captured, spool_bytes: spoolBytes, destinations };
}
