// `npm test`: lint beside types and build, then every unit and integration test. The last line it prints is always
// `N passed, N failed, N skipped`; it exits with 0 only if nothing failed.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Tally } from './tally.ts';
import { judgeByStatus, judgeByTally, summaryOf } from './verdict.ts';
import type { ExitStatus } from './verdict.ts';

const root = join(import.meta.dirname, '../..');
const tallyFile = join(tmpdir(), `tidemark-tally-${process.pid}.json`);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<'lint' | 'typecheck' | 'build', string>;
};

interface Check {
  readonly name: string;
  readonly command: string;
  /** What the check found, once its command has ended. */
  readonly judge: (status: ExitStatus) => Tally;
}

/** Two lines side by side: each keeps one processor busy. */
const BEFORE: readonly (readonly Check[])[] = [
  [{ name: 'lint', command: scripts.lint, judge: judgeByStatus('lint') }],
  [
    { name: 'typecheck', command: scripts.typecheck, judge: judgeByStatus('typecheck') },
    { name: 'build', command: scripts.build, judge: judgeByStatus('build') },
  ],
];
const TESTS: Check = {
  name: 'tests',
  command: `node test/tools/vitest.ts --tally "${tallyFile}"`,
  judge: (status) => judgeByTally(readTally(), status),
};

const results: Tally[] = [];
const running = new Set<ChildProcess>();

process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
await Promise.all(BEFORE.map(runInTurn));
results.push(await runShown(TESTS));
report();

async function runInTurn(checks: readonly Check[]): Promise<void> {
  for (const check of checks) results.push(await runApart(check));
}

/** What it prints comes when it has ended, so that it stays together. */
async function runApart({ name, command, judge }: Check): Promise<Tally> {
  const child = start(command, 'pipe');
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => printed.push(bytes));
  const status = await ended(child);
  console.log(`\n── ${name}: ${command}`);
  process.stdout.write(Buffer.concat(printed));
  return judge(status);
}

async function runShown({ name, command, judge }: Check): Promise<Tally> {
  console.log(`\n── ${name}: ${command}`);
  return judge(await ended(start(command, 'inherit')));
}

/** Commands find what the repository brings first (Node 24, eslint, tsc), as under npm. */
function start(command: string, output: 'inherit' | 'pipe'): ChildProcess {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  // A process group of its own, so that whatever a test leaves behind can be found and ended.
  const detached = process.platform !== 'win32';
  const child = spawn(command, { cwd: root, env, shell: true, stdio: ['inherit', output, output], detached });
  running.add(child);
  return child;
}

async function ended(child: ChildProcess): Promise<ExitStatus> {
  const status = await new Promise<ExitStatus>((resolve) => {
    child.once('error', () => {
      resolve('killed');
    });
    child.once('close', (code) => {
      resolve(code ?? 'killed');
    });
  });
  running.delete(child);
  endGroup(child);
  return status;
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left: as it should be.
  }
}

function readTally(): Tally | undefined {
  try {
    return JSON.parse(readFileSync(tallyFile, 'utf8')) as Tally;
  } catch {
    return undefined;
  } finally {
    rmSync(tallyFile, { force: true });
  }
}

function interrupt(signal: NodeJS.Signals): void {
  for (const child of running) endGroup(child);
  results.push({ passed: 0, failures: [`stopped by ${signal}`], skips: [] });
  report();
  process.exit(128 + constants.signals[signal]);
}

function report(): void {
  for (const line of summaryOf(results)) console.log(line);
  process.exitCode = results.every((result) => result.failures.length === 0) ? 0 : 1;
}
