// Whatever stops a restore, and whenever: nothing is left behind and nothing that was there is touched.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { type OutputDisk, systemOutputDisk } from '../../../main/engine/restore/output-disk.ts';
import { planRestore } from '../../../main/engine/restore/plan.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { listAll } from '../../../main/engine/restore/source.ts';
import { namesIn, optionsFor, refusalOf, scratchFolder } from './harness.ts';
import { makeHistory } from './history.ts';
import { layered } from './layered.ts';
import { MemoryDestination } from './memory.ts';

const history = makeHistory({ transactions: 12 });

/** Fires at the n-th call of what it returns. */
function countdown(n: number): { readonly signal: AbortSignal; readonly tick: () => void } {
  const controller = new AbortController();
  let left = n;
  return {
    signal: controller.signal,
    tick: () => {
      if (--left === 0) controller.abort();
    },
  };
}

describe('aborting', () => {
  test('before the start', async () => {
    const at = scratchFolder();
    const options = optionsFor({
      destination: layered(history),
      output: join(at, 'x.db'),
      signal: AbortSignal.abort(),
    });
    expect((await refusalOf(restoreToFile(options))).code).toBe('aborted');
    expect(namesIn(at)).toEqual([]);
  });

  test('at each read', async () => {
    const reads = planRestore(await listAll(layered(history), 'listed'), { kind: 'latest' }).files
      .length;
    expect(reads).toBeGreaterThan(1);
    for (let n = 1; n <= reads; n++) {
      const at = scratchFolder();
      const { signal, tick } = countdown(n);
      const destination = layered(history);
      destination.onRead = tick;
      const options = optionsFor({ destination, output: join(at, 'x.db'), signal });
      expect((await refusalOf(restoreToFile(options))).code).toBe('aborted');
      expect(namesIn(at)).toEqual([]);
    }
  });

  test('at each report of progress, the check included', async () => {
    let reports = 0;
    await restoreToFile(
      optionsFor({
        destination: layered(history),
        output: join(scratchFolder(), 'x.db'),
        onProgress: () => reports++,
      }),
    );
    for (let n = 1; n <= reports; n++) {
      const at = scratchFolder();
      const { signal, tick } = countdown(n);
      const options = optionsFor({
        destination: layered(history),
        output: join(at, 'x.db'),
        signal,
        onProgress: tick,
      });
      expect((await refusalOf(restoreToFile(options))).code).toBe('aborted');
      expect(namesIn(at)).toEqual([]);
    }
  });
});

test.each(['destination-absent', 'destination-denied', 'destination-failed'] as const)(
  'a destination that says %s in the middle ends it',
  async (code) => {
    const at = scratchFolder();
    const destination = layered(history);
    let reads = 0;
    destination.onRead = () => {
      if (++reads === 2) throw new TidemarkError(code, 'unplugged', { retry: 'later' });
    };
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output: join(at, 'x.db') })));
    expect(refusal).toMatchObject({ code, retry: 'later' });
    expect(namesIn(at)).toEqual([]);
  },
);

const CALLS = [
  'openSync',
  'write',
  'writeSync',
  'ftruncateSync',
  'fsync',
  'linkSync',
  'unlinkSync',
  'fsyncSync',
] as const;

describe('a disk that refuses', () => {
  // The snapshot is so large that another thread writes it, the change is small.
  const wide = makeHistory({ transactions: 12, pageSize: 8192 });
  const destination = new MemoryDestination();
  destination.put(9, wide.file(1, 11));
  destination.put(0, wide.file(12, 12));

  test.each(CALLS)('%s, every time it is called', async (name) => {
    let all = 0;
    await restoreToFile(
      optionsFor({
        destination,
        output: join(scratchFolder(), 'x.db'),
        disk: failing(name, Infinity, 'EIO', () => all++),
      }),
    );
    expect(all).toBeGreaterThan(0);
    for (let n = 1; n <= all; n++) {
      const at = scratchFolder();
      const work = restoreToFile(
        optionsFor({ destination, output: join(at, 'x.db'), disk: failing(name, n, 'EIO') }),
      );
      expect(await refusalOf(work)).toBeInstanceOf(TidemarkError);
      // Once the name was given the file is whole and proved; an error after that only says it may not last.
      const isNamed = name === 'unlinkSync' || name === 'fsyncSync' || (name === 'openSync' && n > 1);
      if (!isNamed) expect(namesIn(at)).toEqual([]);
      else expect(Buffer.compare(readFileSync(join(at, 'x.db')), wide.images[12]!)).toBe(0);
    }
  });

  test('because it is full says so, and leaves the old database', async () => {
    for (const name of ['write', 'writeSync', 'ftruncateSync', 'fsync'] as const) {
      const at = scratchFolder();
      const output = join(at, 'x.db');
      writeFileSync(output, wide.images[3]!);
      const disk = failing(name, 1, 'ENOSPC');
      const refusal = await refusalOf(
        restoreToFile(optionsFor({ destination, output, disk, overwrite: 'replace' })),
      );
      expect(refusal).toMatchObject({ code: 'disk-full', retry: 'later' });
      expect(namesIn(at)).toEqual(['x.db']);
      expect(Buffer.compare(readFileSync(output), wide.images[3]!)).toBe(0);
    }
  });
});

type Failing = (typeof CALLS)[number];

/** The system's disk, but the n-th call of one kind fails. */
function failing(name: Failing, n: number, code: string, onCall = (): unknown => undefined): OutputDisk {
  let calls = 0;
  const real = systemOutputDisk[name] as (...args: unknown[]) => unknown;
  const call = (...args: unknown[]): unknown => {
    onCall();
    if (++calls !== n) return real(...args);
    const error = Object.assign(new Error(code), { code });
    const callback = args.at(-1);
    if (typeof callback !== 'function') throw error;
    (callback as (error: Error) => void)(error);
    return undefined;
  };
  return { ...systemOutputDisk, [name]: call };
}
