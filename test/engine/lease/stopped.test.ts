// A holder that is stopped past the end of its time and goes on then: it overwrites nothing of who came after it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { fileLeaser } from '../../../main/engine/lease/file/leaser.ts';
import { PenHolder } from '../../../main/engine/lease/holder.ts';
import { collect, ref, sample, stream } from '../destination/samples.ts';

const { signal } = new AbortController();

let parent = '';
let child: ChildProcess | undefined;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tidemark-lease-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(parent, { recursive: true, force: true });
});

/** Starts the writer and stops it where it stands still. What it says is there once it has ended. */
async function stopAt(where: 'body' | 'name', dir: string): Promise<{ output: Promise<string[]> }> {
  const script = join(import.meta.dirname, 'writer.ts');
  const writer = spawn(process.execPath, [script, dir, where], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = writer;
  const output = collect(writer.stdout).then((bytes) => bytes.toString().trim().split('\n'));
  await once(writer.stdout, 'data');
  writer.kill('SIGSTOP');
  return { output };
}

/** Waits for the other's time to end. */
async function take(holder: PenHolder): Promise<void> {
  for (;;) {
    try {
      await holder.ensure(signal);
      return;
    } catch (error) {
      if (!isTidemarkError(error, 'lease-held')) throw error;
    }
    await sleep(50);
  }
}

test.skipIf(process.platform === 'win32').each([
  ['in the middle of a file', 'body', 'lease-lost'],
  ['between its last check and the name', 'name', 'object-exists'],
] as const)('stopped %s', async (_, where, ending) => {
  const dir = join(parent, 'replica');
  const { output } = await stopAt(where, dir);
  const leaser = fileLeaser({ dir, owner: 'successor', clock: systemClock, random: systemRandom });
  const holder = new PenHolder({ leaser, clock: systemClock });
  const permit = (): void => {
    holder.check();
  };
  await take(holder);
  expect(holder.pen).toMatchObject({ kind: 'ours', generation: 2 });
  const destination = fileDestination({ path: dir, random: systemRandom });
  expect((await destination.list(0)).map(({ min }) => min)).toEqual([1n, 2n]);
  for (const file of [3, 4]) {
    await take(holder);
    await destination.write(ref(0, file), stream(sample(ref(0, file), { seed: 2 })), { permit });
  }
  await take(holder);
  await writeFile(join(parent, 'go on'), '');
  child?.kill('SIGCONT');
  // What it may do next hangs on how late it is.
  expect((await output).find((line) => line !== 'still')).toBe(ending);
  expect((await destination.list(0)).map(({ min }) => min)).toEqual([1n, 2n, 3n, 4n]);
  for (const file of [1, 2, 3, 4]) {
    const seed = file < 3 ? 1 : 2;
    expect(await collect(destination.open(ref(0, file)))).toEqual(Buffer.from(sample(ref(0, file), { seed })));
  }
});
