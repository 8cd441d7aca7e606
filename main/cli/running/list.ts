// list: the databases of the running Tidemark, and how far each of their copies is.
import type { CopyView, DatabaseView, EngineView } from '../../engine/agent/views.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatBytes } from '../text/sizes.ts';
import { formatTable } from '../text/table.ts';
import { formatAge } from '../text/times.ts';
import { copyWord, liveWord } from './live-word.ts';
import { behind, lagOf } from './pending.ts';
import { withRunning } from './running.ts';

export function runList({ json }: { readonly json: boolean }, context: Context): Promise<number> {
  return withRunning(context, async (running) => {
    const state = await running.state();
    const all = Object.values(state.databases);
    const { console, clock } = context;
    if (json) console.printJson(all.map((database) => databaseJson(database, state, clock.now())));
    else console.print(all.length === 0 ? 'No databases yet. Start with: tidemark register shop.db' : table(all, state, clock.now()));
    return EXIT.ok;
  });
}

/** One line for each destination. */
function table(all: readonly DatabaseView[], state: EngineView, now: number): string {
  const columns = [
    { title: 'database' },
    { title: 'state' },
    { title: 'size', align: 'right' },
    { title: 'changed' },
    { title: 'destination' },
    { title: 'copy' },
    { title: 'behind', align: 'right' },
    { title: 'copied' },
  ] as const;
  const rows = all.flatMap((database) => {
    const { path, size, changedAt } = database;
    const own = [path, liveWord(database.state), formatBytes(size), changedAt === 0 ? '' : formatAge(changedAt, now)];
    const copies = database.copies.map((copy) => copyCells(database, copy, state, now));
    return copies.map((cells, i) => [...(i === 0 ? own : ['', '', '', '']), ...cells]);
  });
  return formatTable(columns, rows);
}

function copyCells(database: DatabaseView, copy: CopyView, state: EngineView, now: number): string[] {
  const missing = behind(database, copy);
  const copied = copy.safeAt === 0 ? 'never' : formatAge(copy.safeAt, now);
  return [nameOf(copy, state), copyWord(copy.state), missing === 0 ? '' : missing.toLocaleString('en-US'), copied];
}

function nameOf({ destination, url }: CopyView, { destinations }: EngineView): string {
  return destinations[destination]?.name ?? url;
}

/** Sizes in bytes, times in RFC 3339, `lag` in ms. */
function databaseJson(database: DatabaseView, state: EngineView, now: number): object {
  const { id, path, size, mode, txid, changedAt, copies } = database;
  return {
    id,
    path,
    state: liveWord(database.state),
    ...('reason' in database.state ? { reason: database.state.reason } : {}),
    mode,
    size,
    txid,
    changed: timeOrNull(changedAt),
    destinations: copies.map((copy) => ({
      id: copy.destination,
      name: nameOf(copy, state),
      url: copy.url,
      state: copyWord(copy.state),
      ...('reason' in copy.state ? { reason: copy.state.reason } : {}),
      txid: copy.txid,
      behind: behind(database, copy),
      lag: lagOf(database, copy, now),
      copied: timeOrNull(copy.safeAt),
      pen: copy.pen,
    })),
  };
}

function timeOrNull(at: number): string | null {
  return at === 0 ? null : new Date(at).toISOString();
}
