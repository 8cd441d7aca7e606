import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { WorkerPool } from '../../../main/engine/jobs/pool.ts';
import type { LtxRef, OpenOptions } from '../../../main/engine/destination/destination.ts';
import type { Progress } from '../../../main/engine/base/progress.ts';
import type { OutputDisk } from '../../../main/engine/restore/output-disk.ts';
import { systemOutputDisk } from '../../../main/engine/restore/output-disk.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { namesIn, optionsFor, refusalOf, scratchFolder } from './harness.ts';
import { EPOCH, History, makeHistory } from './history.ts';
import { layered } from './layered.ts';
import { MemoryDestination } from './memory.ts';

const history = makeHistory({ transactions: 18, pageSize: 512 });

test.each([
  ['rolling', 'recorded'],
  ['standard', 'recorded'],
  ['nothing', 'computed'],
] as const)('every point is what it was, with %s checksums', async (recorded, proved) => {
  const destination = layered(history, recorded);
  for (let n = 1; n <= history.end; n++) {
    const at = scratchFolder();
    const output = join(at, 'x.db');
    const result = await restoreToFile(
      optionsFor({ destination, output, target: { kind: 'txid', txid: BigInt(n) } }),
    );
    expect(Buffer.compare(readFileSync(output), history.images[n]!)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
    expect(result).toMatchObject({
      txid: BigInt(n),
      point: { txid: BigInt(n), createdAt: EPOCH + n * 1000 },
      checksum: history.checksum(n),
      proved,
      commit: history.commit(n),
      pageSize: 512,
      damaged: [],
    });
  }
});

test.each([1024, 4096, 65536])('pages of %i bytes', async (pageSize) => {
  const other = makeHistory({ pageSize, transactions: 9, journal: 'delete', seed: pageSize });
  const output = join(scratchFolder(), 'x.db');
  await restoreToFile(optionsFor({ destination: layered(other), output }));
  expect(Buffer.compare(readFileSync(output), other.images[9]!)).toBe(0);
});

describe('a snapshot too large for one piece', () => {
  const large = new History(4096);
  const image = Buffer.alloc(6_000 * 4096);
  for (let at = 0; at < image.length; at += 8) image.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
  large.images.push(image);
  const jobs = new WorkerPool({ worker: new URL('./worker.ts', import.meta.url), size: 2 });

  afterAll(() => jobs.close());

  test('goes through workers and comes out whole', async () => {
    const destination = new MemoryDestination();
    destination.put(9, large.file(1, 1));
    const output = join(scratchFolder(), 'x.db');
    await restoreToFile(optionsFor({ destination, output, jobs, check: 'none' }));
    expect(Buffer.compare(readFileSync(output), image)).toBe(0);
  });

  test('is refused when a worker cannot decode a page, while the rest is still being read', async () => {
    const destination = new Slow();
    const info = destination.put(9, large.file(1, 1));
    destination.damage(info, (bytes) => bytes.fill(0xff, 20_000, 20_100));
    const at = scratchFolder();
    const options = optionsFor({ destination, output: join(at, 'x.db'), jobs, check: 'none' });
    const refusal = await refusalOf(restoreToFile(options));
    expect(refusal.code).toBe('restore-damaged');
    expect(refusal.message).toContain('level 9 file');
    expect(namesIn(at)).toEqual([]);
  });
});

/** Lets other work go first before each piece. */
class Slow extends MemoryDestination {
  override async *open(ref: LtxRef, options?: OpenOptions): AsyncGenerator<Uint8Array> {
    for await (const piece of super.open(ref, options)) {
      await setTimeout(2);
      yield piece;
    }
  }
}

test('a database without pages is an empty file', async () => {
  const emptied = new History(512);
  emptied.images.push(new Uint8Array(1024).fill(7), new Uint8Array(0));
  const destination = new MemoryDestination();
  for (const n of [1, 2]) destination.put(0, emptied.file(n, n));
  const output = join(scratchFolder(), 'x.db');
  const result = await restoreToFile(optionsFor({ destination, output }));
  expect(statSync(output).size).toBe(0);
  expect(result).toMatchObject({ txid: 2n, commit: 0, checksum: 1n << 63n, proved: 'recorded' });
});

describe('where it goes', () => {
  const destination = layered(history);

  test('an existing file is refused before anything is read', async () => {
    const output = join(scratchFolder(), 'x.db');
    writeFileSync(output, 'precious');
    const unread = new MemoryDestination();
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination: unread, output })));
    expect(refusal.code).toBe('restore-output-exists');
    expect(refusal.hint).toContain('-force');
    expect(readFileSync(output, 'utf8')).toBe('precious');
  });

  test.each(['-wal', '-journal', '-shm'])(
    'a %s left over from another database is refused',
    async (suffix) => {
      const at = scratchFolder();
      const output = join(at, 'x.db');
      writeFileSync(output + suffix, 'left over');
      const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output })));
      expect(refusal.code).toBe('restore-output-exists');
      expect(namesIn(at)).toEqual([`x.db${suffix}`]);
    },
  );

  test.each(['-wal', '-journal', '-shm'])('the name of a %s of a database is refused', async (suffix) => {
    const at = scratchFolder();
    writeFileSync(join(at, 'x.db'), 'precious');
    const output = join(at, `x.db${suffix}`);
    expect((await refusalOf(restoreToFile(optionsFor({ destination, output })))).code).toBe('usage');
    expect(namesIn(at)).toEqual(['x.db']);
  });

  test('a folder that does not exist is a failure of the output', async () => {
    const output = join(scratchFolder(), 'no', 'x.db');
    expect((await refusalOf(restoreToFile(optionsFor({ destination, output })))).code).toBe(
      'restore-output-failed',
    );
  });

  test('a link that leads nowhere is refused', async () => {
    const at = scratchFolder();
    symlinkSync(join(at, 'nowhere'), join(at, 'x.db'));
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output: join(at, 'x.db') })));
    expect(refusal.code).toBe('restore-output-exists');
  });

  test('a name as long as names can be is no obstacle', async () => {
    const at = scratchFolder();
    const output = join(at, 'ä'.repeat(125));
    await restoreToFile(optionsFor({ destination, output }));
    expect(namesIn(at)).toHaveLength(1);
  });

  test('a file system without hard links gets the file all the same, and only once', async () => {
    const disk: OutputDisk = { ...systemOutputDisk, linkSync: () => fail('EPERM') };
    const at = scratchFolder();
    const output = join(at, 'x.db');
    await restoreToFile(optionsFor({ destination, output, disk }));
    expect(Buffer.compare(readFileSync(output), history.images[18]!)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
  });

  test('of two restores to the same place one wins and the other is refused', async () => {
    const at = scratchFolder();
    const output = join(at, 'x.db');
    const outcomes = await Promise.allSettled(
      [5n, 18n].map((txid) => {
        return restoreToFile(optionsFor({ destination, output, target: { kind: 'txid', txid } }));
      }),
    );
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const lost = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([{ code: 'restore-output-exists' }]);
    expect(Buffer.compare(readFileSync(output), history.images[Number(won[0]!.txid)]!)).toBe(0);
    expect(namesIn(at)).toEqual(['x.db']);
  });

  test('the file being built is nobody else’s business', async () => {
    const at = scratchFolder();
    mkdirSync(join(at, 'sub'));
    const output = join(at, 'sub', 'x.db');
    writeFileSync(output, '', { mode: 0o600 });
    const modes: number[] = [];
    const watched: OutputDisk = {
      ...systemOutputDisk,
      ftruncateSync: (fd, size) => {
        modes.push(
          statSync(
            join(
              at,
              'sub',
              namesIn(join(at, 'sub')).find((name) => name !== 'x.db')!,
            ),
          ).mode & 0o777,
        );
        systemOutputDisk.ftruncateSync(fd, size);
      },
    };
    await restoreToFile(optionsFor({ destination, output, disk: watched, overwrite: 'replace' }));
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(output).mode & 0o777).toBe(0o600);
  });
});

test('SQLite’s word against a database that was damaged when it was copied', async () => {
  const sick = makeHistory({ transactions: 6 });
  sick.images.push(sick.images[6]!.slice());
  sick.images[7]!.fill(0x5a, 512, 1024);
  const destination = layered(sick);
  const at = scratchFolder();
  const output = join(at, 'x.db');
  for (const n of [7]) destination.put(0, sick.file(n, n));
  for (const check of ['quick', 'full'] as const) {
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output, check })));
    expect(refusal.code).toBe('database-damaged');
    expect(namesIn(at)).toEqual([]);
  }
  await restoreToFile(optionsFor({ destination, output, check: 'none' }));
  expect(Buffer.compare(readFileSync(output), sick.images[7]!)).toBe(0);
});

test('what is no database fails the check and is restored without one', async () => {
  const other = new History(512);
  other.images.push(new Uint8Array(2048).fill(3));
  const destination = new MemoryDestination();
  destination.put(0, other.file(1, 1));
  const output = join(scratchFolder(), 'x.db');
  const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output })));
  expect(refusal).toMatchObject({ code: 'database-damaged' });
  expect((await restoreToFile(optionsFor({ destination, output, check: 'none' }))).commit).toBe(4);
});

test('progress only grows, ends at the total, and tells the check apart', async () => {
  const seen: Progress[] = [];
  const result = await restoreToFile(
    optionsFor({
      destination: layered(history),
      output: join(scratchFolder(), 'x.db'),
      onProgress: (progress) => seen.push(progress),
    }),
  );
  const reading = seen.filter(({ step }) => step === 'restore');
  expect(reading.map(({ done }) => done)).toEqual(reading.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(reading.at(-1)).toEqual({ step: 'restore', done: result.bytesRead, total: result.bytesRead });
  const size = result.commit * result.pageSize;
  expect(seen.filter(({ step }) => step === 'check')).toEqual([
    { step: 'check', done: 0, total: size },
    { step: 'check', done: size, total: size },
  ]);
});

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}
