// A copy in generations is promised what every copy is: the process may be killed at any moment, any number of times, while an
// app writes as fast as it can. What Litestream brings back afterwards is the source, row by row.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startWriter } from '../../../tools/writer-process.ts';
import { clientAt } from '../../generations/fixture.ts';
import { latest, restoreLikeLitestream } from '../../generations/litestream3.ts';

const TIDEMARK = join(import.meta.dirname, '../../../../bin/tidemark');
const KILLS = 3;
/** Exit code when somebody else has what is needed. */
const IN_THE_WAY = 7;
/** `TIDEMARK_SOAK_SECONDS=60 npm run unit -- test/engine/agent/generations/kill` is the long form. */
const SECONDS = Number(process.env['TIDEMARK_SOAK_SECONDS'] ?? 4);

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function replicate(config: string, ...more: string[]): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const env = { ...process.env, TIDEMARK_HOME: join(dir, 'home') };
  const child = spawn(TIDEMARK, ['replicate', '-config', config, ...more], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

/** The exit code. One that was killed when it had taken the pen and not noted it yet leaves it to lapse: that is waited for. */
async function copiedOnce(config: string): Promise<number | null> {
  for (;;) {
    const code = await replicate(config, '-once').ended;
    if (code !== IN_THE_WAY) return code;
    await sleep(2000);
  }
}

function rowsOf(path: string): unknown[] {
  const db = new Sqlite(path, { readonly: true });
  try {
    const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
    return tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1`).raw().all()]);
  } finally {
    db.close();
  }
}

it.each(['wal', 'delete'] as const)(
  `loses nothing to ${KILLS} kills (journal mode %s)`,
  async (journal) => {
    const source = join(dir, 'app.db');
    const config = join(dir, 'tidemark.yml');
    const replica = join(dir, 'replica');
    writeFileSync(config, `dbs:\n  - path: ${source}\n    replica: { path: ${replica}, format: generations, snapshot-interval: 1s }\n`);
    const writer = startWriter({ db: source, seconds: SECONDS, rows: 20, updates: 0.9, journal });
    await writer.ready();
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, ended } = replicate(config);
      await sleep((SECONDS * 1000 * (0.5 + Math.random())) / (KILLS + 2));
      child.kill('SIGKILL');
      await ended;
    }
    const { transactions } = await writer.report();
    expect(await copiedOnce(config)).toBe(0);
    expect(transactions).toBeGreaterThan(KILLS);
    const client = clientAt(replica);
    const restored = join(dir, 'restored.db');
    await restoreLikeLitestream(client, await latest(client), restored);
    expect(rowsOf(restored)).toEqual(rowsOf(source));
  },
  (SECONDS + 300) * 1000,
);
