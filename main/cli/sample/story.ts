// The story that the sample tells, while everything in it really happens.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import Sqlite from 'better-sqlite3';
import type { DatabaseAgent } from '../../engine/agent/database-agent.ts';
import type { DatabaseStatus } from '../../engine/agent/status.ts';
import { abortedError, throwIfAborted } from '../../engine/base/abort.ts';
import { formatChecksum } from '../../engine/ltx/checksum.ts';
import type { RunningAgent } from '../bridge/agent.ts';
import { canonicalUrl, parsePlace } from '../bridge/destinations.ts';
import { usualReplica } from '../config/usual.ts';
import { restoreBest, type RestoreResult } from '../bridge/restore.ts';
import type { Context } from '../context.ts';
import { count, formatBytes, formatDuration } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { formatClock, formatMoment } from '../text/times.ts';
import { Lag } from './lag.ts';
import type { Shop } from './shop.ts';

/** Seconds in which orders are taken and copied, one line each. */
const BUSY_SECONDS = 5;
/** To read what just happened, ms. */
const PAUSE = 1200;

export interface Stage {
  /** Folder in which all of it happens. */
  readonly dir: string;
  readonly shop: Shop;
  readonly agent: RunningAgent;
  readonly context: Context;
}

/** Throws `aborted` at Ctrl-C. */
export async function tellStory(stage: Stage): Promise<void> {
  const { signal } = stage.context.interrupts;
  const { customers } = await stage.shop.hear('open', signal);
  const database = await protect(stage, customers);
  await watch(stage, database);
  const before = await accident(stage, database);
  await bringBack(stage, before, customers);
  whatNext(stage);
}

async function protect({ dir, shop, agent, context }: Stage, customers: number): Promise<DatabaseAgent> {
  heading(context, 'A shop is open');
  say(
    context,
    `Another program (process ${shop.pid}) writes its orders into shop.db, an ordinary SQLite database`,
  );
  say(context, `with ${count(customers, 'customer')}.`);
  await pause(context);
  const replica = usualReplica({ location: parsePlace(placeOf(dir), dir), secrets: {} });
  const config = { path: join(dir, 'shop.db'), replicas: [replica], destinations: [replica.url], settings: {} };
  const database = await agent.add({ ...config, restoreIfMissing: 'no' }, () => undefined);
  const { commit, pageSize } = await until(database, context, ({ state }) => state.kind === 'safe');
  heading(context, 'It is protected');
  const size = formatBytes(commit * pageSize);
  say(context, `All ${size} of it are in the folder backup, and every change follows by itself:`);
  return database;
}

async function watch({ shop, context }: Stage, database: DatabaseAgent): Promise<void> {
  const { clock } = context;
  const lag = new Lag(database.status().txid);
  let orders = 0;
  const hearing = shop.heard.on((message) => {
    if (message.kind !== 'sold') return;
    orders = message.orders;
    lag.committed(message.at, database.status(), clock.now());
  });
  const looking = database.changed.on((status) => {
    lag.copied(status, clock.now());
  });
  for (let second = 0; second < BUSY_SECONDS; second++) {
    await pause(context, 1000);
    const copied =
      lag.latest === undefined ? '' : `, the last one copied ${formatDuration(lag.latest)} after its commit`;
    say(context, `${formatClock(clock.now())}  ${count(orders, 'order')}${copied}`);
  }
  hearing();
  looking();
}

/** Returns the last moment at which all was well, ms since the epoch. */
async function accident({ shop, context }: Stage, database: DatabaseAgent): Promise<number> {
  const { signal } = context.interrupts;
  await until(database, context, ({ state }) => state.kind === 'safe');
  const before = context.clock.now();
  const { txid } = database.status();
  const ruined = shop.hear('ruined', signal);
  shop.tell('ruin');
  const { complaint } = await ruined;
  heading(context, 'An accident');
  say(context, `${formatClock(context.clock.now())}  DROP TABLE customers`);
  say(context, `The shop’s program now says: ${complaint}`);
  await until(database, context, ({ state, txid: now }) => state.kind === 'safe' && now > txid);
  say(context, 'That change was copied too, as every change is. But the past is still there.');
  await pause(context);
  return before;
}

async function bringBack({ dir, context }: Stage, before: number, customers: number): Promise<void> {
  heading(context, 'Back to just before');
  const output = join(dir, 'restored.db');
  const { value: result } = await restoreBest(
    {
      destinations: [placeOf(dir)],
      target: { kind: 'time', at: before },
      output,
      overwrite: 'refuse',
      check: 'full',
      onProgress: () => undefined,
      onSkipped: () => undefined,
      signal: context.interrupts.signal,
    },
    context,
  );
  say(context, `Asked for  ${formatMoment(before)}`);
  say(context, `Got        ${describeContent(output, customers)}`);
  say(context, `Proved     ${describeProof(result)}`);
  say(context, `Took       ${formatDuration(result.seconds * 1000)}`);
  await pause(context);
}

function describeContent(path: string, expected: number): string {
  const db = new Sqlite(path, { readonly: true });
  try {
    const rows = (table: string): number =>
      db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
    const customers = rows('customers');
    const all = customers === expected ? 'all ' : '';
    return `restored.db, with ${all}${count(customers, 'customer')} and ${count(rows('orders'), 'order')}`;
  } finally {
    db.close();
  }
}

function describeProof({ checksum, proved }: RestoreResult): string {
  const origin = proved === 'recorded' ? ' is the one recorded at capture' : '';
  return `checksum ${formatChecksum(checksum)}${origin}; SQLite finds no fault`;
}

function whatNext({ dir, context }: Stage): void {
  heading(context, 'All of it is yours to look at');
  const things = [
    ['the damaged database', join(dir, 'shop.db')],
    ['its whole history', join(dir, 'backup')],
    ['the restored database', join(dir, 'restored.db')],
  ] as const;
  context.console.print(formatPairs(things, '  '));
  heading(context, 'Now with a database of your own');
  const commands = [
    ['bin/tidemark replicate your.db /path/of/a/folder', 'copies it for as long as it runs; Ctrl-C ends'],
    ['bin/tidemark restore your.db -o then.db -timestamp "5m ago"', 'brings any moment back'],
    [`bin/tidemark ltx ${join(dir, 'backup')}`, 'lists what the sample has copied'],
    ['bin/tidemark help', 'says more'],
  ] as const;
  context.console.print(formatPairs(commands, '  '));
}

function placeOf(dir: string): string {
  const folder = join(dir, 'backup');
  mkdirSync(folder, { recursive: true });
  return canonicalUrl(folder, dir);
}

/** The database's status as soon as it is as wanted. */
async function until(
  database: DatabaseAgent,
  { interrupts }: Context,
  wanted: (status: DatabaseStatus) => boolean,
): Promise<DatabaseStatus> {
  throwIfAborted(interrupts.signal, 'the sample');
  const now = database.status();
  if (wanted(now)) return now;
  return new Promise((resolve, reject) => {
    const stop = database.changed.on((status) => {
      if (!wanted(status)) return;
      stop();
      resolve(status);
    });
    interrupts.signal.addEventListener('abort', () => {
      stop();
      reject(abortedError('the sample'));
    });
  });
}

async function pause({ clock, interrupts }: Context, ms = PAUSE): Promise<void> {
  await clock.sleep(ms, interrupts.signal).catch(() => {
    throw abortedError('the sample');
  });
}

function heading({ console }: Context, text: string): void {
  console.print(`\n${styleText('bold', text)}`);
}

function say({ console }: Context, text: string): void {
  console.print(`  ${text}`);
}
