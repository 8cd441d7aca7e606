// A copy in generations when things go wrong: the local disk at any call, the place at any call, somebody else's content under our
// names, what is there not being what was captured. It ends in a right continuation or a new generation, never in a wrong copy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { TidemarkError } from '../../../../main/engine/base/errors.ts';
import type { GenerationClient } from '../../../../main/engine/generations/client.ts';
import { encodeLz4 } from '../../../../main/engine/generations/lz4/encode.ts';
import { stopAfter } from '../../faults.ts';
import { latest, logsOf, restoreLikeLitestream } from '../../generations/litestream3.ts';
import { GenerationRig } from './rig.ts';

function open(path: string): Sqlite.Database {
  const db = new Sqlite(path);
  db.pragma('journal_mode = wal');
  db.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x BLOB)');
  return db;
}

/** Whatever can be restored at all is whole, and so is every state before it. */
async function expectAllRestorable(rig: GenerationRig): Promise<void> {
  for (const generation of await rig.client.generations()) {
    const snapshots = await rig.client.snapshots(generation);
    for (const at of await logsOf(rig.client, generation)) {
      if (!snapshots.some(({ index }) => index <= at.index)) continue;
      const output = join(rig.dir, `${generation}-${at.index}.db`);
      await restoreLikeLitestream(rig.client, at, output);
      const db = new Sqlite(output, { readonly: true });
      expect(db.pragma('quick_check', { simple: true })).toBe('ok');
      db.close();
    }
  }
}

/** `TIDEMARK_SOAK_SECONDS` set: every call. */
const CALLS = process.env['TIDEMARK_SOAK_SECONDS'] === undefined ? [14, 22, 25, 28, 31, 34, 40] : Array.from({ length: 80 }, (_, i) => i + 3);

it.each(CALLS)('killed at call %i of the local disk, it goes on right', async (call) => {
  await using rig = new GenerationRig({ bounds: { segmentBytes: 1, logFrames: 4 }, about: { snapshots: 1 } });
  const db = open(rig.path);
  const killed = stopAfter(systemDisk, call);
  const work = async (): Promise<void> => {
    await rig.follow({ shutdownTimeout: 0 }, killed.disk);
    for (let i = 0; i < 5; i++) {
      db.exec('INSERT INTO t (x) VALUES (randomblob(3000))');
      await rig.sync();
    }
  };
  await work().catch(() => undefined);
  await rig.unfollow().catch(() => undefined);
  await rig.follow();
  db.exec('INSERT INTO t (x) VALUES (randomblob(3000))');
  await rig.sync();
  await rig.expectSame();
  await expectAllRestorable(rig);
  db.close();
});

/** Fails at the given call that writes, before or after it was done. */
function failing(client: GenerationClient, at: number, when: 'before' | 'after'): GenerationClient {
  let calls = 0;
  const broken = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    const isIt = calls === at;
    const fail = (): never => {
      throw new TidemarkError('destination-failed', 'the connection broke', { retry: 'now' });
    };
    if (isIt && when === 'before') fail();
    const done = await work();
    if (isIt) fail();
    return done;
  };
  return new Proxy(client, {
    get: (target, name: keyof GenerationClient) => {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== 'function') return own;
      const bound = (...words: never[]): unknown => Reflect.apply(own, target, words);
      if (name !== 'writeSnapshot' && name !== 'writeWalSegment') return bound;
      return (...words: never[]) => broken(() => bound(...words) as Promise<unknown>);
    },
  });
}

it.each([1, 2, 4].flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
  'goes on right when writing call %i fails %s it was done',
  async (call, when) => {
    await using rig = new GenerationRig({ bounds: { segmentBytes: 1, logFrames: 3 }, between: (client) => failing(client, call, when) });
    const db = open(rig.path);
    await rig.follow();
    for (let i = 0; i < 5; i++) {
      db.exec('INSERT INTO t (x) VALUES (randomblob(3000))');
      await rig.sync().catch(() => rig.sync());
    }
    await rig.expectSame();
    await expectAllRestorable(rig);
    // A first snapshot whose answer was lost stays behind; nothing else begins a generation.
    expect((await rig.client.generations()).length).toBe(call === 1 && when === 'after' ? 2 : 1);
    db.close();
  },
);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

describe('somebody else’s content under our next name', () => {
  it('stays, and a new generation begins', async () => {
    await using rig = new GenerationRig();
    const db = open(rig.path);
    await rig.follow();
    db.exec('INSERT INTO t (x) VALUES (1)');
    await rig.sync();
    const { generation, index } = await latest(rig.client);
    const segments = await rig.client.walSegments(generation);
    const file = join(rig.replica, 'generations', generation, 'wal');
    const last = segments.at(-1);
    const end = last === undefined ? 0 : last.offset + (await rawSize(rig.client, last));
    await rig.client.writeWalSegment({ generation, index, offset: end }, encodeLz4(bytesOf('strangers')));
    db.exec('INSERT INTO t (x) VALUES (2)');
    await rig.sync();
    expect(await rig.client.generations()).toHaveLength(2);
    await rig.expectSame();
    const name = `${index.toString(16).padStart(8, '0')}_${end.toString(16).padStart(8, '0')}.wal.lz4`;
    expect(readFileSync(join(file, name)).includes('strangers')).toBe(true);
    db.close();
  });
});

async function rawSize(client: GenerationClient, segment: { generation: string; index: number; offset: number }): Promise<number> {
  const { decodeLz4 } = await import('../../../../main/engine/generations/lz4/decode.ts');
  let size = 0;
  for await (const piece of decodeLz4(client.openWalSegment(segment), 'a segment')) size += piece.length;
  return size;
}
