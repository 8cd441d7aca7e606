// The live stream of Litestream 0.4: its heads byte for byte, readers that nothing hostile can trip, and what a copy sends.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { serveMetrics } from '../../../../main/cli/metrics/server.ts';
import { decodeLz4 } from '../../../../main/engine/generations/lz4/decode.ts';
import { StreamClient } from '../../../../main/engine/generations/stream/client.ts';
import { StreamReader } from '../../../../main/engine/generations/stream/reader.ts';
import { decodeRecord, encodeRecord, type StreamRecord } from '../../../../main/engine/generations/stream/record.ts';
import { GenerationRig } from '../../agent/generations/rig.ts';
import { sha256 } from '../../rig.ts';

const EXAMPLE = '00000002000000000123456789abcdef0000000000000005000000000000103800000000000004d2';
const RECORD: StreamRecord = { kind: 'segment', generation: '0123456789abcdef', index: 5, offset: 4152, size: 1234 };

describe('a head', () => {
  it('is that of FACTS D.5', () => {
    expect(Buffer.from(encodeRecord(RECORD)).toString('hex')).toBe(EXAMPLE);
    expect(decodeRecord(Buffer.from(EXAMPLE, 'hex'))).toEqual(RECORD);
  });

  it('is refused cut off at any byte, and with any impossible number', () => {
    for (let length = 0; length < 40; length++) {
      expect(() => decodeRecord(Buffer.from(EXAMPLE, 'hex').subarray(0, length))).toThrow('bytes of a head');
    }
    for (const at of [0, 4, 16, 24, 32]) {
      const bytes = Buffer.from(EXAMPLE, 'hex');
      bytes[at] = 0xff;
      expect(() => decodeRecord(bytes)).toThrow('not the stream');
    }
  });
});

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of bytes) all.push(Uint8Array.from(piece));
  return Buffer.concat(all);
}

describe('a reader', () => {
  const records = [3, 0, 100].map((size, index): StreamRecord => ({ ...RECORD, index, size }));
  const bytes = Buffer.concat(records.flatMap((record) => [encodeRecord(record), Buffer.alloc(record.size, record.index)]));

  it.each([1, 7, 41, 1000])('gives each payload and no more, in pieces of %i', async (size) => {
    const reader = new StreamReader(pieces(bytes, size), 4096);
    for (const record of records) {
      expect(await reader.next()).toEqual(record);
      expect(await gather(reader.read())).toEqual(Buffer.alloc(record.size, record.index));
    }
    expect(await reader.next()).toBeUndefined();
  });

  it('passes over what was not read', async () => {
    const reader = new StreamReader(pieces(bytes, 7), 4096);
    for (const record of records) expect(await reader.next()).toEqual(record);
    expect(await reader.next()).toBeUndefined();
  });

  it('says so when it is cut off', async () => {
    const reader = new StreamReader(pieces(bytes.subarray(0, -1), 7), 4096);
    for (const record of records) expect(await reader.next()).toEqual(record);
    await expect(gather(reader.read())).rejects.toMatchObject({ code: 'restore-damaged' });
  });
});

/** Puts together what a follower receives, as Litestream would: snapshot, and each log behind it. */
class Follower {
  readonly #database: string;
  #log: Buffer[] = [];
  #index = -1;
  readonly kinds: string[] = [];

  constructor(database: string) {
    this.#database = database;
  }

  async take(reader: StreamReader): Promise<void> {
    const record = (await reader.next())!;
    this.kinds.push(record.kind);
    if (record.kind === 'snapshot') {
      writeFileSync(this.#database, await gather(reader.read()));
      return;
    }
    if (record.index !== this.#index) this.#apply();
    this.#index = record.index;
    this.#log.push(await gather(decodeLz4(reader.read(), 'a segment')));
  }

  state(): string {
    this.#apply();
    return sha256(readFileSync(this.#database));
  }

  #apply(): void {
    if (this.#log.length === 0) return;
    writeFileSync(`${this.#database}-wal`, Buffer.concat(this.#log));
    this.#log = [];
    const db = new Sqlite(this.#database);
    expect(db.pragma('wal_checkpoint(TRUNCATE)')).toMatchObject([{ busy: 0 }]);
    db.close();
  }
}

function statusOf(port: number, path: string, method = 'GET'): Promise<number> {
  const origin = `http://127.0.0.1:${port}`;
  return new Promise((resolve, reject) => {
    request({ port, path, method, host: '127.0.0.1', headers: { origin } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      response.destroy();
    }).once('error', reject).end();
  });
}

describe('a copy', () => {
  it('is followed live from nothing, from a log on, and from one that is not there any more', async () => {
    await using rig = new GenerationRig({ bounds: { segmentBytes: 1, logFrames: 6 } });
    const db = new Sqlite(rig.path);
    db.pragma('journal_mode = wal');
    db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)');
    const database = await rig.follow();
    const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, () => '', (path) => (path === rig.path ? database.generations[0] : undefined));
    const { port } = server.address;
    const over = new AbortController();
    try {
      await rig.sync();
      const client = new StreamClient({ server: `http://127.0.0.1:${port}`, path: rig.path });
      const reader = await client.stream(undefined, over.signal);
      expect(reader.pageSize).toBe(4096);
      const follower = new Follower(join(rig.dir, 'follower.db'));
      await follower.take(reader);
      expect(follower.kinds).toEqual(['snapshot']);
      for (let i = 0; i < 6; i++) {
        db.exec('INSERT INTO t (x) VALUES (randomblob(3000))');
        await rig.sync();
        await follower.take(reader);
      }
      expect(follower.state()).toBe(sha256(rig.image()));
      const { generation, index } = database.generations[0]!.standing!;
      expect(index).toBeGreaterThan(0);
      const later = await client.stream({ generation, index }, over.signal);
      expect(await later.next()).toMatchObject({ kind: 'segment', generation, index, offset: 0 });
      for (const from of [{ generation: 'f'.repeat(16), index: 0 }, { generation, index: index + 9 }]) {
        expect(await (await client.stream(from, over.signal)).next()).toMatchObject({ kind: 'snapshot', generation });
      }
    } finally {
      over.abort();
      await server.close();
      db.close();
    }
  });

  it('answers with the codes of Litestream', async () => {
    const empty = { standing: undefined, client: undefined as never, changed: { on: () => () => undefined } };
    const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, () => '', (path) => (path === '/empty.db' ? empty : undefined));
    const { port } = server.address;
    try {
      expect(await statusOf(port, '/stream')).toBe(400);
      expect(await statusOf(port, '/stream?path=/empty.db&index=5')).toBe(400);
      expect(await statusOf(port, `/stream?path=/empty.db&generation=${'a'.repeat(16)}&index=xyz`)).toBe(400);
      expect(await statusOf(port, '/stream?path=/other.db')).toBe(404);
      expect(await statusOf(port, '/stream?path=/empty.db')).toBe(503);
      expect(await statusOf(port, '/stream?path=/empty.db', 'POST')).toBe(405);
      const client = new StreamClient({ server: `http://127.0.0.1:${port}`, path: '/other.db' });
      await expect(client.stream(undefined, new AbortController().signal)).rejects.toMatchObject({ code: 'not-found' });
    } finally {
      await server.close();
    }
  });
});
