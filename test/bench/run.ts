// `npm run bench [row …] [-- --quick --json --list --runs N --dir FOLDER]`: measures the built product
// against anchors taken on the same machine in the same run. Ratios travel; bare figures are of this machine
// only.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench } from './bench.ts';
import { tableOf, thisMachine } from './report.ts';
import type { RowResult } from './report.ts';
import { figuresOf } from './row.ts';
import type { Row, Sample } from './row.ts';
import { hostLoop, trayMemory } from './rows/host.ts';
import { idle } from './rows/idle.ts';
import { journal } from './rows/journal.ts';
import { lag } from './rows/lag.ts';
import { liveLag } from './rows/live.ts';
import { appThroughput, cpuPerCommit } from './rows/load.ts';
import { memory } from './rows/memory.ts';
import { newcomer } from './rows/newcomer.ts';
import { manyFiles, restore } from './rows/restore.ts';
import { bundle, firstPaint, frames } from './rows/screens.ts';
import { snapshot } from './rows/snapshot.ts';

const ROWS: readonly Row[] = [
  lag,
  liveLag,
  snapshot,
  restore,
  manyFiles,
  cpuPerCommit,
  appThroughput,
  idle,
  journal,
  memory,
  newcomer,
  hostLoop,
  trayMemory,
  frames,
  firstPaint,
  bundle,
];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Small sizes and one run each: to try the rows, not for figures. */
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    runs: { type: 'string' },
    /** The file system of this folder is what is measured. */
    dir: { type: 'string', default: tmpdir() },
  },
});

let current: Bench | undefined;
process.on('SIGINT', () => void interrupt(130)).on('SIGTERM', () => void interrupt(143));
if (flags.list) for (const row of ROWS) console.log(`${row.name.padEnd(16)}${row.about}`);
else await measureAll(chosenRows());

async function measureAll(rows: readonly Row[]): Promise<void> {
  if (!existsSync(join(import.meta.dirname, '../../dist/cli/main.js'))) {
    throw new Error('dist/cli/main.js is missing: npm run build makes it');
  }
  const results: RowResult[] = [];
  for (const row of rows) results.push(await measureRow(row));
  const scale = flags.quick ? 'quick' : 'full';
  const machine = thisMachine();
  if (flags.json) console.log(JSON.stringify({ machine, scale, results }, null, 2));
  else
    console.log(
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${scale}\n${tableOf(results)}`,
    );
  if (results.some((result) => result.kind === 'failed')) process.exitCode = 1;
}

function chosenRows(): readonly Row[] {
  const unknown = positionals.filter((name) => !ROWS.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`no such row: ${unknown.join(', ')}; --list names them`);
  return positionals.length === 0 ? ROWS : ROWS.filter((row) => positionals.includes(row.name));
}

async function measureRow(row: Row): Promise<RowResult> {
  const log = (text: string): void => {
    console.error(`${row.name}: ${text}`);
  };
  const bench = new Bench({ scale: flags.quick ? 'quick' : 'full', parent: flags.dir, log });
  current = bench;
  try {
    const measure = await row.prepare(bench);
    const runs: Sample[][] = [];
    const count = runsOf(row);
    for (let i = 1; i <= count; i++) {
      log(`run ${i} of ${count}`);
      bench.settle();
      runs.push(await measure());
    }
    return { kind: 'measured', row: row.name, runs: count, figures: figuresOf(runs) };
  } catch (error) {
    log(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    return { kind: 'failed', row: row.name, error: String(error) };
  } finally {
    await bench.close();
  }
}

function runsOf(row: Row): number {
  if (flags.runs !== undefined) return Math.max(1, Math.floor(Number(flags.runs)));
  return flags.quick ? 1 : row.runs;
}

async function interrupt(code: number): Promise<void> {
  await current?.close();
  process.exit(code);
}
