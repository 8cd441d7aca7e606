// What Litestream 0.3.13 does with a history of generations, step by step and with SQLite itself (FACTS D.3): the newest snapshot
// at or before the wanted log, then each log's segments joined from offset 0 on, and checkpointed into it.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { GenerationClient } from '../../../main/engine/generations/client.ts';
import { decodeLz4 } from '../../../main/engine/generations/lz4/decode.ts';

export interface LogAt {
  readonly generation: string;
  readonly index: number;
}

/** Every log of a generation that can be restored to, in order. */
export async function logsOf(client: GenerationClient, generation: string): Promise<LogAt[]> {
  const segments = await client.walSegments(generation);
  return [...new Set(segments.map(({ index }) => index))].map((index) => ({ generation, index }));
}

/** The generation that was written last, and its last log; that of its newest snapshot when there is none behind it. */
export async function latest(client: GenerationClient): Promise<LogAt> {
  const found = [];
  for (const generation of await client.generations()) {
    const snapshots = await client.snapshots(generation);
    const segments = await client.walSegments(generation);
    const newest = Math.max(...[...snapshots, ...segments].map(({ createdAt }) => createdAt));
    const index = Math.max(snapshots.at(-1)?.index ?? -1, segments.at(-1)?.index ?? -1);
    if (snapshots.length > 0) found.push({ generation, index, newest });
  }
  return found.sort((a, b) => a.newest - b.newest).at(-1)!;
}

/** `at.offset`: only the segments up to and including the one that begins there, of the last log. */
export async function restoreLikeLitestream(
  client: GenerationClient,
  at: LogAt & { readonly offset?: number },
  output: string,
): Promise<void> {
  const snapshots = await client.snapshots(at.generation);
  const from = snapshots.filter(({ index }) => index <= at.index).at(-1);
  if (from === undefined) throw new Error('no snapshot at or before that log');
  const temp = `${output}.tmp`;
  for (const name of [temp, `${temp}-wal`, `${temp}-shm`]) rmSync(name, { force: true });
  writeFileSync(temp, await join(decodeLz4(client.openSnapshot(at.generation, from.index), 'a snapshot')));
  const segments = await client.walSegments(at.generation);
  for (let index = from.index; index <= at.index; index++) {
    const log: Buffer[] = [];
    let end = 0;
    for (const segment of segments.filter((one) => one.index === index)) {
      if (index === at.index && segment.offset > (at.offset ?? Infinity)) break;
      if (segment.offset !== end) throw new Error(`log ${index} has ${end} bytes where ${segment.offset} should be`);
      const bytes = await join(decodeLz4(client.openWalSegment(segment), 'a segment'));
      log.push(bytes);
      end += bytes.length;
    }
    if (log.length > 0) apply(temp, Buffer.concat(log));
    else if (index < at.index) throw new Error(`log ${index} is not there`);
  }
  renameSync(temp, output);
}

function apply(database: string, log: Buffer): void {
  writeFileSync(`${database}-wal`, log);
  const db = new Sqlite(database);
  try {
    const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number; log: number }];
    if (row.busy !== 0) throw new Error('the log could not be checkpointed');
  } finally {
    db.close();
  }
  if (existsSync(`${database}-wal`)) rmSync(`${database}-wal`);
}

async function join(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
