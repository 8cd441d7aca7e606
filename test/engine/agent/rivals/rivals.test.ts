// Two agents, one database, one place: killed, stopped in the middle and cut off at random. What one of them called safe is
// in the place for good, and nothing that was once there is ever something else.
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination, LtxInfo } from '../../../../main/engine/destination/destination.ts';
import type { DestinationLocation, Secrets } from '../../../../main/engine/destination/location.ts';
import { type DestinationDeps, openDestination } from '../../../../main/engine/destination/open.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { restoreToFile } from '../../../../main/engine/restore/restore.ts';
import { listAll } from '../../../../main/engine/restore/source.ts';
import { verifyDestination } from '../../../../main/engine/verify/verify.ts';
import { AppProcess } from '../../../tools/app-process.ts';
import { useS3 } from '../../../servers/s3.ts';
import { type Action, useProxies } from '../../destination/s3/proxy.ts';
import { optionsFor } from '../../restore/harness.ts';
import type { RivalSetup } from './agent.ts';

/** `TIDEMARK_SOAK_SECONDS=600 npm run unit -- test/engine/agent/rivals` is the long form. */
const SECONDS = Number(process.env['TIDEMARK_SOAK_SECONDS'] ?? 12);
/** Longer than a turn takes on a busy machine, ms. */
const TURN_MS = 30_000;
/** Fewer files tell nothing of whether any was overwritten. */
const LEAST_FILES = 10;
const PROGRAM = join(import.meta.dirname, 'agent.ts');

type Message = { readonly kind: 'safe'; readonly row: number } | { readonly kind: 'not safe'; readonly why: string };

class Rival {
  readonly setup: RivalSetup;
  safeRow = 0;
  /** How often it was the one that brought something away. */
  syncs = 0;
  readonly whys = new Map<string, number>();
  #child: ChildProcess | undefined;

  constructor(setup: RivalSetup) {
    this.setup = setup;
    this.start();
  }

  start(): void {
    if (this.#child !== undefined) return;
    const child = fork(PROGRAM, [JSON.stringify(this.setup)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.on('message', (message: Message) => {
      this.#hear(message);
    });
    this.#child = child;
  }

  kill(): void {
    this.#child?.kill('SIGCONT');
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  #hear(message: Message): void {
    if (message.kind === 'not safe') {
      const why = message.why.replaceAll(/\d+/g, '#').slice(0, 60);
      this.whys.set(why, (this.whys.get(why) ?? 0) + 1);
      return;
    }
    if (message.row > this.safeRow) this.syncs += 1;
    this.safeRow = Math.max(this.safeRow, message.row);
  }
}

/** Every object that was ever seen: its bytes must stay what they were. */
class Witness {
  readonly #store: Destination;
  readonly #seen = new Map<string, string>();
  changed: string[] = [];

  constructor(store: Destination) {
    this.#store = store;
  }

  get count(): number {
    return this.#seen.size;
  }

  async look(): Promise<void> {
    for (const file of await listAll(this.#store, 'listed')) {
      const name = `${file.level}/${file.min}-${file.max}`;
      const hash = await this.#hash(file);
      const before = this.#seen.get(name);
      if (hash === undefined) continue;
      if (before !== undefined && before !== hash) this.changed.push(name);
      this.#seen.set(name, hash);
    }
  }

  async #hash(file: LtxInfo): Promise<string | undefined> {
    const hash = createHash('sha256');
    for await (const piece of this.#store.open(file)) hash.update(piece);
    return hash.digest('hex');
  }
}

interface Arena {
  readonly dir: string;
  /** How the test itself looks at the place. */
  readonly store: Destination;
  readonly locationFor: (name: string) => DestinationLocation;
  readonly secrets: Secrets;
  /** Cuts that agent off, or lets it through again. */
  readonly cut: (name: string, action: Action) => void;
}

async function fight(arena: Arena): Promise<void> {
  const { dir } = arena;
  const database = join(dir, 'app.db');
  const app = new AppProcess(database);
  await app.all('PRAGMA journal_mode = wal');
  await app.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t (a) VALUES (0)');
  const both = ['left', 'right'].map((name) => {
    return new Rival({ name, home: dir, database, location: arena.locationFor(name), secrets: arena.secrets });
  });
  try {
    await fightBetween(both, app, arena);
  } finally {
    for (const rival of both) rival.kill();
    await app.kill();
  }
}

async function fightBetween(both: readonly Rival[], app: AppProcess, arena: Arena): Promise<void> {
  const witness = new Witness(arena.store);
  let rows = 1;
  const write = async (): Promise<void> => {
    await app.exec(`INSERT INTO t (a) VALUES (${rows})`);
    rows += 1;
    await sleep(20);
  };
  // Each has its turn, whatever chance says afterwards.
  for (const [one, other] of [both, both.toReversed()] as const) {
    one!.kill();
    const before = other!.syncs;
    const end = performance.now() + TURN_MS;
    while (performance.now() < end && other!.syncs === before) await write();
    one!.start();
  }
  const until = performance.now() + SECONDS * 1000;
  // A busy machine gets longer, until there is something to witness.
  const latest = until + TURN_MS;
  while (performance.now() < (witness.count > LEAST_FILES ? until : latest)) {
    const rival = both[Math.random() < 0.5 ? 0 : 1]!;
    const { name } = rival.setup;
    const strike = Math.random();
    if (strike < 0.35) rival.kill();
    else if (strike < 0.6) rival.signal('SIGSTOP');
    else arena.cut(name, strike < 0.8 ? 'hang-up' : 'silence');
    const end = performance.now() + 500 + 2500 * Math.random();
    while (performance.now() < end) await write();
    rival.signal('SIGCONT');
    rival.start();
    arena.cut(name, 'pass');
    await witness.look();
  }
  await quiet(both, rows);
  await witness.look();
  const safe = Math.max(...both.map(({ safeRow }) => safeRow));
  for (const rival of both) rival.kill();
  await app.kill();
  const about = JSON.stringify(both.map(({ syncs, safeRow, whys }) => ({ syncs, safeRow, whys: [...whys] })));
  expect(witness.changed, about).toEqual([]);
  expect(witness.count, about).toBeGreaterThan(LEAST_FILES);
  expect(safe, about).toBe(rows);
  expect(both.map(({ syncs }) => syncs > 0), about).toEqual([true, true]);
  if (process.env['TIDEMARK_TALK'] === 'yes') console.log(about);
  const copy = join(arena.dir, 'restored.db');
  await restoreToFile(optionsFor({ destination: arena.store, output: copy }));
  const db = new Sqlite(copy, { readonly: true });
  expect(db.prepare('SELECT count(*), max(id) FROM t').raw().get(), about).toEqual([rows, rows]);
  db.close();
  const report = await verifyDestination({ destination: arena.store, jobs: new InlineRunner() });
  expect(report, about).toMatchObject({ verdict: 'sound' });
}

/** One of them calls the last row safe. */
async function quiet(both: readonly Rival[], rows: number): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until && both.every(({ safeRow }) => safeRow < rows)) await sleep(100);
}

const deps = (secrets: Secrets): DestinationDeps => ({ secrets, traffic: freeTraffic, clock: systemClock, random: systemRandom, env: {} });

/** Gone when the test has ended. */
function scratch(onTestFinished: (work: () => void) => void): string {
  const dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

describe.concurrent('two agents at one place', () => {
  const patience = (SECONDS + 120) * 1000;

  it('lose nothing and overwrite nothing in a folder', { timeout: patience }, async ({ onTestFinished }) => {
    const dir = scratch(onTestFinished);
    const location = { kind: 'folder', path: join(dir, 'copies') } as const;
    await fight({
      dir,
      store: openDestination(location, deps({})),
      locationFor: () => location,
      secrets: {},
      cut: () => undefined,
    });
  });

  describe('in a bucket', () => {
    const s3 = useS3();
    const proxied = useProxies();

    it('lose nothing and overwrite nothing', { timeout: patience }, async ({ onTestFinished }) => {
      const lines = { left: await proxied(s3.endpoint), right: await proxied(s3.endpoint) };
      const { location, secrets } = s3;
      await fight({
        dir: scratch(onTestFinished),
        store: openDestination(location, deps(secrets)),
        locationFor: (name) => ({ ...location, endpoint: lines[name as keyof typeof lines].endpoint }),
        secrets,
        cut: (name, action) => {
          lines[name as keyof typeof lines].proxy.decide = () => action;
        },
      });
    });
  });
});
