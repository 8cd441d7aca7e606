// `npm run sample`: it ends by itself with a proof, and at once when asked to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Lag } from '../../main/cli/sample/lag.ts';
import type { DatabaseStatus } from '../../main/engine/agent/status.ts';
import { Running } from './support/sandbox.ts';

const program = join(import.meta.dirname, '../../dist/cli/sample.js');

const start = (): { running: Running; pid: number } => {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { running: new Running(child), pid: child.pid! };
};

const folderIn = (stdout: string): string => /really happens, in (\S+)\.\n/.exec(stdout)![1]!;

test('tells the whole story', async () => {
  const { code, stdout, stderr } = await start().running.ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const dir = folderIn(stdout);
  expect(stdout).toMatch(/\d+ orders, the last one copied .* after its commit/);
  expect(stdout).toContain('no such table: customers');
  expect(stdout).toMatch(/Got +restored\.db, with all 2,000 customers and \d+ orders/);
  expect(stdout).toMatch(/Proved +checksum [0-9a-f]{16} is the one recorded at capture/);
  for (const name of ['shop.db', 'backup', 'restored.db']) expect(existsSync(join(dir, name))).toBe(true);
  rmSync(dir, { recursive: true });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it, and the other program with it', async (signal) => {
  const { running } = start();
  await running.says('It is protected');
  running.kill(signal);
  const { code, stdout, stderr } = await running.ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('Stopped. What was made so far is in');
  const shop = Number(/process (\d+)/.exec(stdout)![1]);
  expect(() => process.kill(shop, 0)).toThrow();
  rmSync(folderIn(stdout), { recursive: true });
});

test('the other program does not outlive a sample that is killed', async () => {
  const { running } = start();
  await running.says('It is protected');
  running.kill('SIGKILL');
  const { stdout } = await running.ended;
  const shop = Number(/process (\d+)/.exec(stdout)![1]);
  while (isAlive(shop)) await once(AbortSignal.timeout(50), 'abort');
  rmSync(folderIn(stdout), { recursive: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('Lag', () => {
  const status = (kind: 'safe' | 'behind', txid: bigint): DatabaseStatus =>
    ({ state: { kind }, txid }) as unknown as DatabaseStatus;

  test('from the commit to the copy', () => {
    const lag = new Lag(1n);
    expect(lag.latest).toBeUndefined();
    lag.committed(1000, status('safe', 1n), 1002);
    lag.copied(status('behind', 2n), 1010);
    expect(lag.latest).toBeUndefined();
    lag.copied(status('safe', 2n), 1020);
    lag.copied(status('safe', 2n), 1500);
    expect(lag.latest).toBe(20);
  });

  test('when the copy was there before the words', () => {
    const lag = new Lag(1n);
    lag.copied(status('safe', 2n), 1001);
    lag.committed(1000, status('safe', 2n), 1005);
    expect(lag.latest).toBe(5);
  });
});
