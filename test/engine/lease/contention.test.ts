// Many processes want one pen, and are killed while they have it: never two have it at once, and its generation only grows.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { useS3 } from '../../servers/s3.ts';
import type { Contest } from './contender.ts';

const SCRIPT = join(import.meta.dirname, 'contender.ts');
/** `TIDEMARK_LEASE_CONTENDERS=1000 npm run unit -- test/engine/lease/contention` is the long form. */
const CONTENDERS = Number(process.env['TIDEMARK_LEASE_CONTENDERS'] ?? 80);
const LIMIT = 60_000 + CONTENDERS * 600;

interface Line {
  readonly generation: number;
  readonly who: string;
  readonly time: bigint;
}

function linesOf(log: string): Line[] {
  const text = readFileSync(log, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n').slice(0, -1);
  return whole.map((line) => {
    const [generation, who, time] = line.split(' ');
    return { generation: Number(generation), who: who!, time: BigInt(time!) };
  });
}

const holders = (log: readonly Line[]): number => new Set(log.map(({ who }) => who)).size;

/** In the order of time, nobody writes after a later generation did, and each generation is one writer's. */
function requireTurns(log: readonly Line[]): void {
  const sorted = [...log].sort((a, b) => Number(a.time - b.time));
  let last = sorted[0]!;
  for (const line of sorted) {
    if (line.generation < last.generation) throw new Error(`${line.generation} wrote after ${last.generation}`);
    if (line.generation === last.generation && line.who !== last.who) throw new Error(`two with generation ${line.generation}`);
    last = line;
  }
}

interface Course extends Pick<Contest, 'place' | 'terms' | 'log'> {
  readonly processes: number;
  /** How many have to have had it. */
  readonly goal: number;
  readonly kills: number;
}

/** Kills one of them now and then. */
async function contest({ place, terms, log, processes, goal, kills }: Course): Promise<void> {
  const share = Math.ceil(goal / processes);
  const order: Contest = { place, terms, log, contenders: share, pause: 8 * goal };
  const start = (): ChildProcess =>
    spawn(process.execPath, [SCRIPT, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const running = Array.from({ length: processes }, start);
  try {
    let killed = 0;
    while (holders(linesOf(log)) < goal) {
      await sleep(50);
      for (const [i, child] of running.entries()) {
        if (child.exitCode !== null) expect(child.exitCode).toBe(0);
        const isDue = killed < kills && holders(linesOf(log)) > (goal * killed) / kills;
        if (isDue && child.exitCode === null && Math.random() < 1 / processes) killed += child.kill('SIGKILL') ? 1 : 0;
        if (child.exitCode !== null || child.signalCode !== null) running[i] = start();
      }
    }
    expect(killed).toBe(kills);
  } finally {
    for (const child of running) await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A folder with an empty log, gone when the test has ended. */
function begin(onTestFinished: (work: () => void) => void): { readonly dir: string; readonly log: string } {
  const dir = mkdtempSync(join(tmpdir(), 'tidemark-lease-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  const log = join(dir, 'log');
  writeFileSync(log, '');
  return { dir, log };
}

describe.concurrent('the pen, wanted by many processes', () => {
  test('in a folder', { timeout: LIMIT }, async ({ onTestFinished }) => {
    const { dir, log } = begin(onTestFinished);
    const terms = { ttl: 2000, maxTtl: 10_000, skew: 500 };
    const kills = Math.ceil(CONTENDERS / 40);
    await contest({ place: { dir: join(dir, 'replica') }, terms, log, processes: 8, goal: CONTENDERS, kills });
    requireTurns(linesOf(log));
  });

  describe('in a bucket', () => {
    const s3 = useS3();

    test('at a server', { timeout: LIMIT }, async ({ onTestFinished }) => {
      const { log } = begin(onTestFinished);
      // A server tells whole seconds.
      const terms = { ttl: 3000, maxTtl: 20_000, skew: 1200 };
      const { location, secrets } = s3;
      await contest({ place: { location, secrets }, terms, log, processes: 4, goal: CONTENDERS / 2, kills: Math.ceil(CONTENDERS / 200) });
      requireTurns(linesOf(log));
    });
  });
});
