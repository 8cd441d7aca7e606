// The promise that counts: the process may be killed at any moment, any number of times, while an app writes as
// fast as it can. What is restored afterwards is the source, row by row, and sums to what was recorded at capture.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWriter } from '../../tools/writer-process.ts';

const TIDEMARK = join(import.meta.dirname, '../../../bin/tidemark');
const KILLS = 5;
/** Exit code when somebody else has what is needed. */
const IN_THE_WAY = 7;
/** `TIDEMARK_SOAK_SECONDS=60 npm run unit -- test/engine/agent/kill` is the long form. */
const SECONDS = Number(process.env['TIDEMARK_SOAK_SECONDS'] ?? 15);

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, TIDEMARK_HOME: join(dir, 'home') });

function replicate(config: string): ChildProcess {
  const child = spawn(TIDEMARK, ['replicate', '-config', config], { env: environment(), stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.resume();
  return child;
}

/** What it says, as it grows. */
function wordsOf({ stderr }: ChildProcess): () => string {
  const words: string[] = [];
  stderr!.setEncoding('utf8').on('data', (text: string) => words.push(text));
  return () => words.join('');
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

function ask(...words: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(TIDEMARK, words, { env: environment(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`tidemark ${words.join(' ')} ended with ${String(status)}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Number of rows in which the two databases differ. */
function differingRows(source: string, restored: string): number {
  const db = new Sqlite(source, { readonly: true });
  try {
    db.prepare('ATTACH ? AS r').run(restored);
    const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
    expect(tables.length).toBeGreaterThan(0);
    return tables.reduce((sum, table) => {
      const count = `SELECT (SELECT count(*) FROM (SELECT * FROM main.${table} EXCEPT SELECT * FROM r.${table}))
        + (SELECT count(*) FROM (SELECT * FROM r.${table} EXCEPT SELECT * FROM main.${table}))`;
      return sum + db.prepare<[], number>(count).pluck().get()!;
    }, 0);
  } finally {
    db.close();
  }
}

describe('replicate under a writer at full speed', () => {
  it.each(['wal', 'delete'] as const)(
    `loses nothing to ${KILLS} kills (journal mode %s)`,
    async (journal) => {
      const source = join(dir, 'app.db');
      const config = join(dir, 'tidemark.yml');
      writeFileSync(config, `dbs:\n  - path: ${source}\n    replicas:\n      - path: ${join(dir, 'replica')}\n`);
      const writer = startWriter({ db: source, seconds: SECONDS, rows: 20, updates: 0.9, journal });
      await writer.ready();
      for (let kill = 0; kill < KILLS; kill++) {
        const victim = replicate(config);
        const end = ended(victim);
        await sleep((SECONDS * 1000 * (0.5 + Math.random())) / (KILLS + 2));
        victim.kill('SIGKILL');
        await end;
      }
      const last = replicate(config);
      const end = ended(last);
      const words = wordsOf(last);
      const { transactions } = await writer.report();
      // It says something once it listens to signals.
      while (words() === '') await sleep(50);
      await sleep(500);
      last.kill('SIGTERM');
      let code = await end;
      // One that was killed when it had taken the pen and not noted it yet leaves it to lapse; the next ones wait for that.
      while (code === IN_THE_WAY && words().includes(' pen ')) {
        await sleep(2000);
        code = spawnSync(TIDEMARK, ['replicate', '-once', '-config', config], { env: environment() }).status;
      }
      expect(code, words()).toBe(0);
      expect(transactions).toBeGreaterThan(KILLS);

      const status = ask('status', source, '-json') as { checksum: string };
      const restored = join(dir, 'restored.db');
      const result = ask('restore', '-json', '-o', restored, join(dir, 'replica'));
      expect(result).toMatchObject({ checksum: status.checksum, proved: 'recorded' });
      expect(differingRows(source, restored)).toBe(0);
      const [verified] = ask('verify', '-json', join(dir, 'replica')) as unknown[];
      expect(verified).toMatchObject({ verdict: 'sound', problems: [] });
    },
    (SECONDS + 300) * 1000,
  );
});
