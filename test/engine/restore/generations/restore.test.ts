// What a generation holds is restored whole or refused with the reason, and nothing existing is touched before.
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { GenerationClient } from '../../../../main/engine/generations/client.ts';
import type { GenerationTarget } from '../../../../main/engine/generations/plan.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { type GenerationRestoreResult, restoreGeneration } from '../../../../main/engine/restore/generations/restore.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { copyFixture } from '../../generations/fixture.ts';
import { memoryClient, type MemoryObjects, packedFrame } from '../../generations/memory.ts';

const G = '0123456789abcdef';
const name = (index: number, offset: number): string =>
  `generations/${G}/wal/${index.toString(16).padStart(8, '0')}_${offset.toString(16).padStart(8, '0')}.wal.lz4`;
const snapshotName = (index: number): string => `generations/${G}/snapshots/${index.toString(16).padStart(8, '0')}.snapshot.lz4`;

interface Made {
  /** The database before the first log. */
  readonly snapshot: Buffer;
  /** Each log whole, and what the database is behind it. */
  readonly logs: readonly { readonly wal: Buffer; readonly after: Buffer }[];
}

/** A small history as SQLite itself writes it: each log ends with a checkpoint that starts it anew. */
function makeHistory(pageSize: number, logs = 3): Made {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-made-'));
  const path = join(folder, 'made.db');
  const db = new Sqlite(path);
  try {
    db.pragma(`page_size = ${pageSize}`);
    db.pragma('journal_mode = wal');
    db.pragma('wal_autocheckpoint = 0');
    db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)');
    db.pragma('wal_checkpoint(TRUNCATE)');
    const snapshot = readFileSync(path);
    const made = Array.from({ length: logs }, (_, i) => {
      for (let n = 0; n < 3; n++) db.prepare('INSERT INTO t (v) VALUES (?)').run(`log ${i} row ${n} `.repeat(40));
      if (i === 1) db.exec('DELETE FROM t WHERE id < 4');
      const wal = readFileSync(`${path}-wal`);
      db.pragma('wal_checkpoint(TRUNCATE)');
      return { wal, after: readFileSync(path) };
    });
    return { snapshot, logs: made };
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

let folder: string;
let store: MemoryObjects;
let client: GenerationClient;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-restored-'));
  ({ store, client } = memoryClient());
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(made: Made): void {
  store.put(snapshotName(0), packedFrame(made.snapshot));
  for (const [index, { wal }] of made.logs.entries()) store.put(name(index, 0), packedFrame(wal));
}

function restore(target: GenerationTarget = { kind: 'latest' }, options: { readonly overwrite?: 'replace'; readonly signal?: AbortSignal } = {}): Promise<GenerationRestoreResult> {
  const what = { jobs: new InlineRunner(), disk: systemOutputDisk, random: systemRandom, clock: systemClock, client, target };
  return restoreGeneration({ ...what, output: join(folder, 'x.db'), overwrite: 'refuse', check: 'quick', ...options });
}

const restoredBytes = (): Buffer => readFileSync(join(folder, 'x.db'));

/** Refused with one of these, and nothing is there. */
async function expectRefusal(codes: readonly string[], target?: GenerationTarget): Promise<string> {
  const error = await restore(target).then(
    () => new Error('restored'),
    (thrown: unknown) => thrown as Error & { code: string },
  );
  expect(codes).toContain((error as { code?: string }).code ?? error.message);
  expect(readdirSync(folder)).toEqual([]);
  return error.message;
}

test.each([512, 4096, 65536])('pages of %i bytes, by log and by moment', async (pageSize) => {
  const made = makeHistory(pageSize);
  put(made);
  for (const [index, { after }] of made.logs.entries()) {
    const result = await restore({ kind: 'index', generation: G, index });
    expect(result).toMatchObject({ index, offset: made.logs[index]!.wal.length, snapshot: 0, pageSize, commit: after.length / pageSize });
    expect(restoredBytes().equals(after)).toBe(true);
    expect(readdirSync(folder)).toEqual(['x.db']);
    rmSync(join(folder, 'x.db'));
  }
  await restore();
  expect(restoredBytes().equals(made.logs.at(-1)!.after)).toBe(true);
});

test('a snapshot alone is what it holds', async () => {
  const made = makeHistory(4096);
  store.put(snapshotName(7), packedFrame(made.snapshot));
  expect(await restore()).toMatchObject({ index: 7, offset: 0, transactions: 0 });
  expect(restoredBytes().equals(made.snapshot)).toBe(true);
});

test('a log that is only a header changes nothing', async () => {
  const made = makeHistory(4096, 1);
  put(made);
  store.put(name(1, 0), packedFrame(made.logs[0]!.wal.subarray(0, 32)));
  await restore();
  expect(restoredBytes().equals(made.logs[0]!.after)).toBe(true);
});

test('a database that had nothing in it begins with its first log', async () => {
  const made = makeHistory(1024, 1);
  store.put(snapshotName(0), packedFrame(Buffer.alloc(0)));
  await expectRefusal(['restore-damaged']);
  // All pages of so small a database are in it.
  store.put(name(0, 0), packedFrame(made.logs[0]!.wal));
  await restore();
  expect(restoredBytes().equals(made.logs[0]!.after)).toBe(true);
});

describe('what is missing', () => {
  const made = makeHistory(4096);
  beforeEach(() => {
    put(made);
  });

  test('a log between', async () => {
    store.objects.delete(name(1, 0));
    expect(await expectRefusal(['restore-gap'])).toContain(`the write-ahead log 00000001 of generation ${G} is missing`);
    await restore({ kind: 'index', generation: G, index: 0 });
  });

  test('the beginning of a log', async () => {
    store.objects.delete(name(2, 0));
    store.put(name(2, 4152), packedFrame(made.logs[2]!.wal.subarray(4152)));
    expect(await expectRefusal(['restore-gap'])).toContain('lacks its segment at 00000000');
  });

  test('a segment inside a log', async () => {
    const { wal } = made.logs[2]!;
    store.put(name(2, 0), packedFrame(wal.subarray(0, 4152)));
    store.put(name(2, 8272), packedFrame(wal.subarray(8272)));
    expect(await expectRefusal(['restore-gap'])).toContain('lacks its segment at 00001038');
  });

  test('the snapshot', async () => {
    store.objects.delete(snapshotName(0));
    await expectRefusal(['restore-no-point']);
  });

  test('everything', async () => {
    store.objects.clear();
    await expectRefusal(['restore-no-point']);
  });

  test('what is asked for', async () => {
    await expectRefusal(['restore-no-point'], { kind: 'index', generation: G, index: 3 });
    await expectRefusal(['restore-no-point'], { kind: 'index', generation: 'ffffffffffffffff', index: 0 });
    await expectRefusal(['restore-no-point'], { kind: 'time', at: 1 });
    await expectRefusal(['restore-gap'], { kind: 'index', generation: G, index: 2, offset: 0x1000000 });
  });
});

describe('what is damaged', () => {
  const made = makeHistory(512, 2);
  const { after } = made.logs.at(-1)!;
  const tries = process.env['TIDEMARK_SOAK_SECONDS'] === undefined ? 40 : 4000;

  beforeEach(() => {
    put(made);
  });

  test.each([snapshotName(0), name(0, 0), name(1, 0)])('%s, cut short or with bits turned over: refused, or the same', async (object) => {
    const { bytes } = store.objects.get(object)!;
    const step = Math.max(1, Math.floor(bytes.length / tries));
    for (let at = 0; at < bytes.length; at += step) {
      store.put(object, bytes.slice(0, at));
      await expectRefusal(['restore-damaged']);
      const bent = Buffer.from(bytes);
      bent[at]! ^= 1 << (at & 7);
      store.put(object, bent);
      const outcome = await restore().catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'restore-damaged' });
      else expect(restoredBytes().equals(after)).toBe(true);
      rmSync(join(folder, 'x.db'), { force: true });
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('a log whose frames are not as written, though its LZ4 frame is: a shorter state is never given for it', async () => {
    const { wal } = made.logs[1]!;
    for (let at = 0; at < wal.length; at += Math.ceil(wal.length / tries)) {
      const bent = Buffer.from(wal);
      bent[at]! ^= 0x40;
      store.put(name(1, 0), packedFrame(bent));
      if (at >= 12 && at < 16) continue;
      await expectRefusal(['restore-damaged']);
    }
    for (const length of [0, 31, 100, wal.length - 1, wal.length - 536]) {
      store.put(name(1, 0), packedFrame(wal.subarray(0, length)));
      // Whole transactions are a state of the database: that it was not the last is not to be seen.
      const isWhole = await restore().then(() => true, () => false);
      if (isWhole) expect(length).toBe(wal.length - 536);
      rmSync(join(folder, 'x.db'), { force: true });
      expect(readdirSync(folder)).toEqual([]);
    }
    expect(after.length).toBeGreaterThan(0);
  });

  test('a log of another page size', async () => {
    store.put(name(1, 0), packedFrame(makeHistory(1024, 1).logs[0]!.wal));
    expect(await expectRefusal(['restore-damaged'])).toContain('its pages have 1024 bytes, those of the database 512');
  });

  test('a snapshot that is no database, or no whole number of pages', async () => {
    store.put(snapshotName(0), packedFrame(Buffer.alloc(5000, 'text ')));
    await expectRefusal(['database-not-sqlite']);
    store.put(snapshotName(0), packedFrame(made.snapshot.subarray(0, 700)));
    await expectRefusal(['restore-damaged']);
  });

  test('what SQLite finds fault with', async () => {
    const bent = Buffer.from(made.snapshot);
    bent.fill(0xff, 512, 512 + 40);
    store.objects.clear();
    store.put(snapshotName(0), packedFrame(bent));
    await expectRefusal(['database-damaged']);
  });

  test('what is encrypted with age', async () => {
    store.put(snapshotName(0), Buffer.from('age-encryption.org/v1\n-> X25519 …'));
    expect(await expectRefusal(['unsupported'])).toContain('is encrypted with age');
    put(made);
    store.put(name(1, 0), Buffer.from('age-encryption.org/v1\n-> X25519 …'));
    await expectRefusal(['unsupported']);
  });
});

describe('what is there already', () => {
  const made = makeHistory(512, 2);
  const output = (): string => join(folder, 'x.db');

  test('stays, unless it is to be replaced; and until then', async () => {
    put(made);
    writeFileSync(output(), 'precious');
    await expect(restore()).rejects.toMatchObject({ code: 'restore-output-exists' });
    store.put(name(1, 0), new Uint8Array(10));
    await expect(restore({ kind: 'latest' }, { overwrite: 'replace' })).rejects.toMatchObject({ code: 'restore-damaged' });
    expect(readFileSync(output(), 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['x.db']);
    put(made);
    await restore({ kind: 'latest' }, { overwrite: 'replace' });
    expect(restoredBytes().equals(made.logs[1]!.after)).toBe(true);
    expect(readdirSync(folder)).toEqual(['x.db']);
  });

  test('and nothing is left of a restore that was cancelled', async () => {
    put(made);
    for (const at of [1, 2, 3]) {
      const controller = new AbortController();
      store.opened.length = 0;
      store.onOpen = () => {
        if (store.opened.length === at) controller.abort();
      };
      await expect(restore({ kind: 'latest' }, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

describe('a process that is killed', () => {
  const copy = copyFixture();
  afterAll(() => {
    copy.remove();
  });

  test('publishes nothing, or the whole', async () => {
    const program = join(import.meta.dirname, 'restore-process.ts');
    const expected = 'f35a1997ef3d27c3b70a2944c3b4e40265e0f7ce9ae814d9ec7c0934ed0a29ad';
    const outcomes: string[] = [];
    for (const [i, steps] of [1, 5, 12, 30, 1000].entries()) {
      const output = join(folder, `killed-${i}.db`);
      const child = spawn(process.execPath, [program, copy.path, output, String(steps)], { stdio: 'inherit' });
      await once(child, 'exit');
      outcomes.push(child.signalCode ?? 'ended');
      if (!existsSync(output)) continue;
      expect(createHash('sha256').update(readFileSync(output)).digest('hex')).toBe(expected);
    }
    expect(outcomes.slice(0, 2)).toEqual(['SIGKILL', 'SIGKILL']);
    expect(outcomes.at(-1)).toBe('ended');
    const left = readdirSync(folder).filter((file) => !file.startsWith('.'));
    expect(left).not.toContain('killed-0.db');
    expect(left).toContain('killed-4.db');
  });
});
