// The writing process is really killed, again and again: every entry that it called durable is there.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { contentOf } from './content.ts';
import { JournalRig } from './rig.ts';

const child = fileURLToPath(new URL('child.ts', import.meta.url));
const ROUNDS = 8;

test('a writer that is killed again and again loses nothing that it called durable', async () => {
  await using rig = new JournalRig();
  let last = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const printed = await writeUntilKilled(rig.dir, 40 * round + 7);
    const journal = await rig.open();
    expect(journal.problems.filter(({ kind }) => kind !== 'torn')).toEqual([]);
    const entries = new Map<number, string>();
    for await (const { lsn, data } of journal.replay()) entries.set(Number(lsn), Buffer.from(data).toString());
    const oldest = Math.min(...entries.keys());
    for (const [lsn, n] of printed) {
      expect(lsn).toBeGreaterThan(last);
      if (lsn >= oldest) expect(entries.get(lsn)).toBe(Buffer.from(contentOf(n)).toString());
      last = lsn;
    }
    expect(oldest).toBeLessThanOrEqual(Number(journal.acknowledged) + 1);
    last = Math.max(last, ...entries.keys());
    await journal.close();
  }
});

/** LSN and number of each entry that was called durable. */
async function writeUntilKilled(dir: string, lines: number): Promise<[number, number][]> {
  const writer = spawn(process.execPath, [child, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(writer, 'exit');
  const printed = await collectLines(writer, lines);
  await gone;
  expect(writer.signalCode).toBe('SIGKILL');
  return printed;
}

async function collectLines(writer: ChildProcess, lines: number): Promise<[number, number][]> {
  const printed: [number, number][] = [];
  for await (const line of createInterface({ input: writer.stdout! })) {
    const [lsn, n] = line.split(' ').map(Number);
    printed.push([lsn!, n!]);
    if (printed.length === lines) writer.kill('SIGKILL');
  }
  return printed;
}
