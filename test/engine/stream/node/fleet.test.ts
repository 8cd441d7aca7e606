// The promise as a whole: three computers, a program that writes as fast as it may to whichever is the primary, and the
// primary killed again and again. One primary at a time; in the end all have the same, and nothing is missing that a follower
// had said it has; a program that reads never sees anything but a sound database.
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Fleet, type FleetNode, freePorts, reignsOf, until } from './fleet.ts';

const LONG = process.env['TIDEMARK_SOAK_SECONDS'];
/** `TIDEMARK_SOAK_SECONDS=300 npm run unit -- test/engine/stream/node/fleet` is the long form. */
const SECONDS = Number(LONG ?? 14);
const KILL_EVERY = LONG === undefined ? 5000 : 20_000;
const PER_SECOND = 200;

let fleet: Fleet;
beforeEach(() => {
  fleet = new Fleet();
});
afterEach(() => fleet[Symbol.asyncDispose]());

function rowsOf({ path }: FleetNode): Map<number, number> {
  const db = new Sqlite(path, { readonly: true, timeout: 10_000 });
  try {
    return new Map(db.prepare<[], [number, number]>('SELECT n, generation FROM t').raw().all());
  } finally {
    db.close();
  }
}

/** What a follower shows it keeps, once it has something of this generation: then it is on the history of whoever has the pen. */
function noteFollowed(node: FleetNode, generation: number, acknowledged: Map<number, number>): void {
  const rows = rowsOf(node);
  if (![...rows.values()].includes(generation)) return;
  for (const [n, written] of rows) acknowledged.set(n, written);
}

async function areLevel(): Promise<boolean> {
  const infos = await Promise.all(fleet.nodes.map((node) => node.info().catch(() => undefined)));
  const [first] = infos;
  return first !== undefined && first.txid !== '' && infos.every((info) => info?.txid === first.txid && info.checksum === first.checksum);
}

/** Also in what the primary has not captured yet. */
async function areTheSame(): Promise<boolean> {
  return (await areLevel()) && new Set(fleet.nodes.map((node) => rowsOf(node).size)).size === 1;
}

test('one primary at a time, and nothing that was acknowledged is lost, however often it is killed', async () => {
  const ports = await freePorts(3);
  const lease = `${fleet.dir}/pen`;
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  for (const [i, port] of ports.entries()) {
    const peers = urls.filter((_, other) => other !== i).join();
    fleet.node(`node-${i + 1}`, { flags: ['-candidate', '-lease', lease, '-lease-ttl', '2s', '-listen', `127.0.0.1:${port}`, '-peer', peers] });
  }
  const [first] = fleet.nodes;
  new Sqlite(first!.path).exec('CREATE TABLE t (n INTEGER PRIMARY KEY, generation INTEGER, a BLOB)').close();
  for (const node of fleet.nodes) node.start();
  await until(() => first!.isPrimary);
  const stopWriting = await fleet.writer(PER_SECOND);
  const stopReading = await Promise.all(fleet.nodes.map((node) => fleet.reader(node)));

  const killed = new Map<string, number[]>();
  const acknowledged = new Map<number, number>();
  const end = Date.now() + SECONDS * 1000;
  for (let kills = 1; Date.now() < end; kills++) {
    await sleep(KILL_EVERY * (0.5 + Math.random()));
    const victim = fleet.primary();
    if (victim === undefined) continue;
    for (const node of fleet.nodes) if (node !== victim) noteFollowed(node, victim.role.generation ?? 0, acknowledged);
    killed.set(victim.name, [...(killed.get(victim.name) ?? []), Date.now()]);
    await victim.kill();
    // Back at once it goes on with its own pen; when it stays away, another one takes over.
    if (kills % 3 !== 0) await until(() => fleet.primary() !== undefined);
    victim.start();
  }
  await until(() => fleet.primary() !== undefined);
  await sleep(1500);
  const { committed } = await stopWriting();
  const stoppedAt = Date.now();
  await until(areTheSame);
  const quietAt = Date.now();
  if (LONG !== undefined) console.log(`${committed.length} commits; all level ${quietAt - stoppedAt} ms after the last`);
  const checks = await Promise.all(stopReading.map((stop) => stop()));

  const [rows, ...others] = fleet.nodes.map(rowsOf);
  for (const other of others) expect(other).toEqual(rows);
  expect(rows!.size).toBeGreaterThan(PER_SECOND);
  const lost = [...acknowledged].filter(([n]) => !rows!.has(n));
  expect(lost).toEqual([]);
  expect(Math.min(...checks)).toBeGreaterThan(0);
  // Each generation had one node, and the next began when it was over.
  const reigns = reignsOf(fleet.nodes, killed, quietAt).sort((a, b) => a.from - b.from);
  expect(reigns.length).toBeGreaterThan(1);
  for (const [i, reign] of reigns.entries()) {
    const next = reigns[i + 1];
    if (next === undefined) continue;
    expect(next.generation).toBeGreaterThan(reign.generation);
    expect(next.from).toBeGreaterThanOrEqual(reign.to);
  }
  // Whoever wrote under a generation wrote in one place.
  const places = new Map<number, Set<number>>();
  for (const { generation, place } of committed) places.set(generation, (places.get(generation) ?? new Set()).add(place));
  for (const [generation, where] of places) expect([generation, where.size]).toEqual([generation, 1]);
}, (SECONDS + 120) * 1000);
