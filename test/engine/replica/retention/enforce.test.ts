// Retention on real folders: what stays can be restored byte by byte, whatever happens on the way.
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { HistoryGate } from '../../../../main/engine/replica/history-gate.ts';
import { enforceRetention } from '../../../../main/engine/replica/retention/enforce.ts';
import { verifyDestination } from '../../../../main/engine/verify/verify.ts';
import { runScript } from '../../destination/file/run-child.ts';
import { scratchFolder } from '../../restore/harness.ts';
import { makeHistory } from '../../restore/history.ts';
import { flip } from '../../restore/layered.ts';
import { names } from '../../restore/plans.ts';
import { WatchedDestination } from '../watched-destination.ts';
import { rewrite } from './damage.ts';
import { expectRestorable } from './expect-restorable.ts';
import { enforceOn, heldIn, layOut, numbers, openFolder, put, retentionOn } from './stage.ts';

const history = makeHistory({ transactions: 40 });
const SNAPSHOTS = [8, 16, 24, 32];
/** Changes 31…40, the state 30 at the beginning, and the snapshots from 16 on. */
const WINDOWS = { changes: 10, every: 8, snapshots: 25 };
const KEPT = [...numbers(24, 40), 16];
const LEFT = [...numbers(25, 40).map((n) => `0/${n}-${n}`), '9/1-16', '9/1-24', '9/1-32'];

const root = mkdtempSync(join(tmpdir(), 'tidemark-retention-'));
const template = join(root, 'replica');
beforeAll(() => layOut(openFolder(template), history, SNAPSHOTS));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A copy of the history that a test may do with as it likes. */
function freshFolder(): string {
  const folder = join(scratchFolder(), 'replica');
  cpSync(template, folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

async function heldNames(destination: Destination): Promise<string[]> {
  return names(await heldIn(destination)).sort(byNumber);
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

test('leaves what was promised, byte by byte, and nothing else', async () => {
  const destination = openFolder(freshFolder());
  const before = await heldIn(destination);
  const done = await enforceOn(destination, history, WINDOWS);
  expect(await heldNames(destination)).toEqual(LEFT);
  expect(done).toMatchObject({ files: before.length - LEFT.length, damaged: [] });
  const left = (await heldIn(destination)).reduce((sum, { size }) => sum + size, 0);
  expect(done.bytes).toBe(before.reduce((sum, { size }) => sum + size, 0) - left);
  await expectRestorable(destination, history, KEPT);
});

test('what is left is sound', async () => {
  const destination = openFolder(freshFolder());
  await enforceOn(destination, history, WINDOWS, { pinned: () => new Set([10n]) });
  expect(await verifyDestination({ destination, jobs: new InlineRunner() })).toMatchObject({ verdict: 'sound' });
});

test('asks for nothing while there is nothing to remove', async () => {
  const destination = new WatchedDestination(openFolder(freshFolder()));
  const options = retentionOn(destination, history, WINDOWS);
  await enforceRetention(options);
  destination.calls.length = 0;
  expect(await enforceRetention(options)).toEqual({ files: 0, bytes: 0, damaged: [] });
  expect(destination.calls).toEqual([]);
});

test('reads each snapshot once, and only those that others are removed for', async () => {
  const destination = new WatchedDestination(openFolder(freshFolder()));
  await enforceOn(destination, history, WINDOWS);
  expect(destination.calls.filter((call) => call.startsWith('open'))).toEqual(['open 9/1-16', 'open 9/1-24']);
});

test('tells how far it is', async () => {
  const steps: number[] = [];
  const onProgress = ({ step, done, total }: { step: string; done: number; total?: number }): void => {
    if (step === 'remove') steps.push(done, total ?? 0);
  };
  const { bytes } = await enforceOn(openFolder(freshFolder()), history, WINDOWS, { onProgress });
  expect(steps.slice(-2)).toEqual([bytes, bytes]);
});

describe('killed before the n-th removal', () => {
  test.each([1, 2, 9, 17, 24])('n = %i: everything promised is there, and the next run ends the work', async (n) => {
    const folder = freshFolder();
    const script = join(import.meta.dirname, 'child.ts');
    const args = [folder, history.end, WINDOWS.changes, WINDOWS.every, WINDOWS.snapshots, n].map(String);
    expect((await runScript(script, args)).signal).toBe('SIGKILL');
    const destination = openFolder(folder);
    expect(await heldIn(destination)).toHaveLength(44 - (n - 1));
    await expectRestorable(destination, history, KEPT);
    await enforceOn(destination, history, WINDOWS);
    expect(await heldNames(destination)).toEqual(LEFT);
  });
});

describe('a damaged snapshot', () => {
  test('is found before the changes that stand for it are gone', async () => {
    const folder = freshFolder();
    rewrite(folder, { level: 9, min: 1n, max: 24n }, flip(900));
    const destination = openFolder(folder);
    const { damaged } = await enforceOn(destination, history, WINDOWS);
    expect(names(damaged.map(({ file }) => file))).toEqual(['9/1-24']);
    const left = [...numbers(17, 40).map((n) => `0/${n}-${n}`), '9/1-16', '9/1-24', '9/1-32'];
    expect(await heldNames(destination)).toEqual(left);
  });

  test('under the name of another is found', async () => {
    const folder = freshFolder();
    rewrite(folder, { level: 9, min: 1n, max: 24n }, () => history.file(1, 23));
    const { damaged } = await enforceOn(openFolder(folder), history, WINDOWS);
    expect(damaged.map(({ error }) => error.code)).toEqual(['ltx-header']);
  });

  test('makes nothing go when there is no other', async () => {
    const folder = freshFolder();
    for (const n of SNAPSHOTS) rewrite(folder, { level: 9, min: 1n, max: BigInt(n) }, flip(-30));
    const destination = openFolder(folder);
    await enforceOn(destination, history, { changes: 10, every: 8, snapshots: 10 });
    expect((await heldNames(destination)).filter((name) => name.startsWith('0/'))).toHaveLength(40);
  });
});

test('a snapshot that somebody removed meanwhile is not relied on', async () => {
  const destination = openFolder(freshFolder());
  const options = retentionOn(destination, history, WINDOWS);
  await options.holdings.files();
  await destination.remove([{ level: 9, min: 1n, max: 24n }]);
  await enforceRetention(options);
  await expectRestorable(destination, history, [...numbers(30, 40), 16]);
});

test('nothing goes while our history cannot be continued there', async () => {
  const destination = openFolder(freshFolder());
  await enforceOn(destination, history, WINDOWS, { recheck: () => Promise.resolve('unfit') });
  expect(await heldIn(destination)).toHaveLength(44);
});

test('another disk in the place of the one that was looked at loses nothing', async () => {
  const folder = freshFolder();
  const destination = openFolder(folder);
  const options = retentionOn(destination, history, WINDOWS);
  const prove = async (file: Parameters<typeof options.prove>[0]): ReturnType<typeof options.prove> => {
    renameSync(join(folder, 'ltx'), join(folder, `unplugged-${file.max}`));
    cpSync(join(template, 'ltx'), join(folder, 'ltx'), { recursive: true, preserveTimestamps: true });
    return Promise.resolve(undefined);
  };
  await expect(enforceRetention({ ...options, prove })).rejects.toMatchObject({ code: 'destination-failed' });
  expect(await heldIn(openFolder(folder))).toHaveLength(44);
  expect(options.holdings.peek()).toBeUndefined();
});

describe('beside others', () => {
  test('waits for a restore to end', async () => {
    const destination = openFolder(freshFolder());
    const gate = new HistoryGate();
    const reading = Promise.withResolvers<undefined>();
    const read = gate.reading(() => reading.promise);
    const proved = Promise.withResolvers<undefined>();
    const options = retentionOn(destination, history, WINDOWS, { gate });
    const prove: typeof options.prove = async (file) => {
      proved.resolve(undefined);
      return options.prove(file);
    };
    const removing = enforceRetention({ ...options, prove });
    await proved.promise;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await heldIn(destination)).toHaveLength(44);
    reading.resolve(undefined);
    await read;
    expect((await removing).files).toBe(44 - LEFT.length);
  });

  test('ends when told to while it waits', async () => {
    const destination = openFolder(freshFolder());
    const gate = new HistoryGate();
    const stop = new AbortController();
    const reading = Promise.withResolvers<undefined>();
    void gate.reading(() => reading.promise);
    const removing = enforceOn(destination, history, WINDOWS, { gate, signal: stop.signal });
    stop.abort();
    await expect(removing).rejects.toMatchObject({ code: 'aborted' });
    reading.resolve(undefined);
    expect(await heldIn(destination)).toHaveLength(44);
  });

  test('what is pinned at the last moment stays', async () => {
    const destination = openFolder(freshFolder());
    const pins = new Set<bigint>();
    const options = retentionOn(destination, history, WINDOWS, { pinned: () => pins });
    const prove: typeof options.prove = (file) => {
      pins.add(12n);
      return options.prove(file);
    };
    await enforceRetention({ ...options, prove });
    await expectRestorable(destination, history, [12, ...KEPT]);
    expect(await heldNames(destination)).toEqual(
      [...numbers(9, 12), ...numbers(25, 40)].map((n) => `0/${n}-${n}`).concat('9/1-8', '9/1-16', '9/1-24', '9/1-32'),
    );
  });

  test.each(['taken up anew', 'taken up anew, and listed since'])('what another removed meanwhile is not relied on: %s', async (how) => {
    const destination = openFolder(freshFolder());
    let overtaken = 'no';
    const options = retentionOn(destination, history, WINDOWS, { isOvertaken: () => overtaken === 'yes' });
    const prove: typeof options.prove = async (file) => {
      const outcome = await options.prove(file);
      await destination.remove([{ level: 9, min: 1n, max: 24n }]);
      if (how === 'taken up anew') overtaken = 'yes';
      else if (overtaken === 'no') await options.holdings.refresh();
      return outcome;
    };
    const recheck = async (): Promise<'fit'> => {
      overtaken = 'no';
      await options.holdings.refresh();
      return 'fit';
    };
    await enforceRetention({ ...options, recheck, prove });
    await expectRestorable(destination, history, [...numbers(30, 40), 16]);
  });

  test('what is stored meanwhile stays', async () => {
    const destination = openFolder(freshFolder());
    const longer = makeHistory({ transactions: 41 });
    const options = retentionOn(destination, history, WINDOWS);
    const prove: typeof options.prove = async (file) => {
      if (file.max === 16n) await put(destination, longer, 0, 41, 41);
      return options.prove(file);
    };
    await enforceRetention({ ...options, prove });
    await expectRestorable(destination, longer, [...KEPT, 41]);
  });
});
