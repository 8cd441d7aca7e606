// Replacing a database that is there: locked out while in use, and whole, old or new, whenever the power
// goes.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { formatLtxName } from '../../../main/engine/ltx/name.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { namesIn, optionsFor, refusalOf, scratchFolder } from './harness.ts';
import { makeHistory } from './history.ts';
import { flip, layered } from './layered.ts';
import { MemoryDestination } from './memory.ts';

const history = makeHistory({ transactions: 6, pageSize: 512 });
const restored = Buffer.from(history.images[6]!);

function program(name: string): string {
  return join(import.meta.dirname, 'programs', `${name}.ts`);
}

/** A database whose program died: see programs/crash.ts. */
function crashed(kind: 'wal' | 'rows' | 'journal', folder: string): string {
  const path = join(folder, 'x.db');
  spawnSync(process.execPath, [program('crash'), kind, path]);
  expect(namesIn(folder)).toContain(kind === 'journal' ? 'x.db-journal' : 'x.db-wal');
  return path;
}

/** Sum of what the program's rows hold, or the reason why it cannot be read. Leaves the database closed. */
function contentOf(path: string): string {
  const database = new Sqlite(path, { fileMustExist: true });
  try {
    const sound = database.pragma('quick_check', { simple: true }) as string;
    const row = database.prepare("SELECT count(*) || '/' || sum(n) FROM t").pluck().get() as string;
    return `${sound} ${row}`;
  } finally {
    database.close();
  }
}

const CRASHED = 'ok 100/5050';

function contentOfRestored(): string {
  const path = join(scratchFolder(), 'x.db');
  writeFileSync(path, restored);
  return contentOf(path);
}

async function hold(kind: 'reading' | 'writing', path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program('hold'), kind, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return child;
}

async function replace(output: string, destination = layered(history)): Promise<void> {
  await restoreToFile(optionsFor({ destination, output, overwrite: 'replace' }));
}

describe('puts the new file in the place of', () => {
  test.each(['wal', 'journal'] as const)('a database whose program died (%s)', async (kind) => {
    const at = scratchFolder();
    const output = crashed(kind, at);
    await replace(output);
    expect(Buffer.compare(readFileSync(output), restored)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
  });

  test('a file that is no database, whatever lies beside it', async () => {
    const at = scratchFolder();
    const output = join(at, 'x.db');
    writeFileSync(output, 'not a database, and longer than a header must be: '.repeat(20));
    for (const suffix of ['-wal', '-journal', '-shm']) writeFileSync(output + suffix, 'stale');
    await replace(output);
    expect(Buffer.compare(readFileSync(output), restored)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
  });

  test('nothing, where a -wal is left over', async () => {
    const at = scratchFolder();
    const output = crashed('wal', at);
    rmSync(output);
    await replace(output);
    expect(Buffer.compare(readFileSync(output), restored)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
  });

  test('what a link leads to, and keeps its permissions', async () => {
    const at = scratchFolder();
    mkdirSync(join(at, 'data'));
    const real = crashed('wal', join(at, 'data'));
    chmodSync(real, 0o640);
    symlinkSync(real, join(at, 'link.db'));
    await replace(join(at, 'link.db'));
    expect(namesIn(at)).toEqual(['data', 'link.db']);
    expect(namesIn(join(at, 'data'))).toEqual(['x.db']);
    expect(Buffer.compare(readFileSync(real), restored)).toBe(0);
    expect(statSync(real).mode & 0o777).toBe(0o640);
  });

  test('itself, again and again at the same time', async () => {
    const at = scratchFolder();
    const output = crashed('wal', at);
    await Promise.all([1, 2, 3].map(() => replace(output)));
    expect(Buffer.compare(readFileSync(output), restored)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
  });
});

describe('does not touch', () => {
  test.each([
    ['reading', 'wal'],
    ['writing', 'wal'],
    ['writing', 'journal'],
  ] as const)('a database that another program is %s (%s mode)', async (use, kind) => {
    const at = scratchFolder();
    const output = crashed(kind, at);
    const holder = await hold(use, output);
    const refusal = await refusalOf(replace(output));
    expect(refusal).toMatchObject({ code: 'restore-output-busy', retry: 'later' });
    expect(namesIn(at).filter((name) => name.includes('tidemark'))).toEqual([]);
    holder.stdin!.end();
    await once(holder, 'exit');
    expect(contentOf(output)).toBe(CRASHED);
    await replace(output);
    expect(Buffer.compare(readFileSync(output), restored)).toBe(0);
  });

  test('what is no file', async () => {
    const at = scratchFolder();
    mkdirSync(join(at, 'x.db'));
    expect((await refusalOf(replace(join(at, 'x.db'), new MemoryDestination()))).code).toBe('usage');
  });

  test('a database that this process has open', async () => {
    const output = crashed('wal', scratchFolder());
    const own = new Sqlite(output);
    expect(own.prepare('SELECT count(*) FROM t').pluck().get()).toBe(100);
    expect((await refusalOf(replace(output))).code).toBe('restore-output-busy');
    own.exec('INSERT INTO t (n) VALUES (0)');
    own.close();
    expect(contentOf(output)).toBe('ok 101/5050');
  });

  const hopeless: [string, () => MemoryDestination][] = [
    ['is empty', () => new MemoryDestination()],
    [
      'is damaged',
      () => {
        const destination = new MemoryDestination();
        destination.put(9, history.file(1, 6));
        destination.damage({ level: 9, min: 1n, max: 6n }, flip(-9));
        return destination;
      },
    ],
    [
      'has a gap',
      () => {
        const destination = new MemoryDestination();
        destination.put(9, history.file(1, 3));
        destination.put(0, history.file(5, 5));
        return destination;
      },
    ],
  ];
  test.each(hopeless)('the old database or its -wal when the replica %s', async (_, make) => {
    const at = scratchFolder();
    const output = crashed('wal', at);
    const before = new Map(namesIn(at).map((name) => [name, readFileSync(join(at, name))]));
    expect((await refusalOf(replace(output, make()))).code).toMatch(/^restore-/);
    expect(namesIn(at)).toEqual([...before.keys()]);
    for (const [name, bytes] of before) expect(Buffer.compare(readFileSync(join(at, name)), bytes)).toBe(0);
  });
});

describe('killed before each change to the folder', () => {
  const replica = mkdtempSync(join(tmpdir(), 'tidemark-replica-'));

  beforeAll(() => {
    for (const { info, bytes } of layered(history).files.values()) {
      const level = join(replica, 'ltx', String(info.level));
      mkdirSync(level, { recursive: true });
      writeFileSync(join(level, formatLtxName(info)), bytes);
    }
  });

  afterAll(() => {
    rmSync(replica, { recursive: true });
  });

  /**
   * Runs the restore killed before its 1st, 2nd, … change, each on a fresh folder, until one gets through.
   */
  function killEverywhere(
    prepare: (folder: string) => string,
    check: (output: string, n: number) => void,
  ): void {
    for (let n = 1; ; n++) {
      const folder = scratchFolder();
      const output = prepare(folder);
      const run = spawnSync(process.execPath, [program('restore'), replica, output, String(n)], {
        encoding: 'utf8',
      });
      expect(run.stderr).toBe('');
      check(output, n);
      if (run.stdout === 'done\n') {
        expect(n).toBeGreaterThan(4);
        return;
      }
    }
  }

  test.each(['wal', 'rows', 'journal'] as const)(
    'an old database (%s) is whole, or the new one is',
    (kind) => {
      const seen = new Set<string>();
      const master = scratchFolder();
      crashed(kind, master);
      killEverywhere(
        (folder) => {
          execFileSync('cp', ['-a', `${master}/.`, folder]);
          return join(folder, 'x.db');
        },
        (output) => seen.add(contentOf(output)),
      );
      expect(seen).toEqual(new Set([CRASHED, contentOfRestored()]));
    },
  );

  test('an unreadable one is as it was, with all that lay beside it, or the new one is whole', () => {
    const master = scratchFolder();
    const old = crashed('rows', master);
    const wal = readFileSync(`${old}-wal`);
    const bytes = readFileSync(old).fill(0x11, 0, 100);
    writeFileSync(old, bytes);
    const seen = new Set<string>();
    killEverywhere(
      (folder) => {
        for (const name of ['x.db', 'x.db-wal']) copyFileSync(join(master, name), join(folder, name));
        return join(folder, 'x.db');
      },
      (output) => {
        const isOld = Buffer.compare(readFileSync(output), bytes) === 0;
        seen.add(isOld ? 'old' : contentOf(output));
        if (!isOld) return;
        const kept = namesIn(join(output, '..')).filter((name) => name.startsWith('x.db-wal'));
        expect(kept).toHaveLength(1);
        expect(Buffer.compare(readFileSync(join(output, '..', kept[0]!)), wal)).toBe(0);
      },
    );
    expect(seen).toEqual(new Set(['old', contentOfRestored()]));
  });
});
