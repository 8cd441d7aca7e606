// The history that Litestream 0.3.13 wrote, taken over into an LTX replica: every state that it restores is there, byte for byte.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import type { Progress } from '../../../../main/engine/base/progress.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { type Destination, LEVELS } from '../../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import type { GenerationClient } from '../../../../main/engine/generations/client.ts';
import { type ImportedPoint, importGenerations, type ImportOptions, type ImportResult } from '../../../../main/engine/generations/import/import.ts';
import { encodeLz4 } from '../../../../main/engine/generations/lz4/encode.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import type { Target } from '../../../../main/engine/restore/point.ts';
import { restoreToFile } from '../../../../main/engine/restore/restore.ts';
import { WalWriter } from '../../../../main/engine/sqlite/wal-writer.ts';
import { verifyDestination } from '../../../../main/engine/verify/verify.ts';
import { useS3 } from '../../../servers/s3.ts';
import { optionsOf } from '../../destination/s3/place.ts';
import { sha256 } from '../../rig.ts';
import { memoryClient } from '../memory.ts';
import { clientAt, copyFixture, fixtureLines, fixtureReplica, spreadTimes } from '../fixture.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

// eslint-disable-next-line @typescript-eslint/require-await -- what is written takes it in pieces
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const folder = (): Destination => fileDestination({ path: join(dir, 'ltx'), random: systemRandom });

function take(source: GenerationClient, destination: Destination, options: Partial<ImportOptions> = {}): Promise<ImportResult> {
  const { signal } = new AbortController();
  return importGenerations({ source, destination, disk: systemDisk, random: systemRandom, folder: dir, signal, ...options });
}

async function stateOf(destination: Destination, target: Target): Promise<string> {
  const output = join(dir, `${systemRandom.token(4)}.db`);
  const how = { overwrite: 'refuse', check: 'quick', jobs: new InlineRunner(), disk: systemOutputDisk, random: systemRandom } as const;
  await restoreToFile({ destination, target, output, clock: systemClock, ...how });
  return sha256(readFileSync(output));
}

/** The end of each log. */
function endOf(points: readonly ImportedPoint[], { generation, index }: { generation: string; index: number }): ImportedPoint {
  return points.findLast((point) => point.generation === generation && point.index === index)!;
}

async function filesOf(destination: Destination): Promise<string[]> {
  const levels = await Promise.all(LEVELS.map((level) => destination.list(level)));
  return levels.flat().map(({ level, min, max, size, createdAt }) => [level, min, max, size, createdAt].join(' '));
}

async function expectEveryState(destination: Destination, { points }: ImportResult): Promise<void> {
  for (const line of fixtureLines()) {
    const { txid } = endOf(points, line);
    expect(await stateOf(destination, { kind: 'txid', txid }), `${line.generation} ${line.index}`).toBe(line.file_sha256);
  }
}

describe('into a folder', () => {
  it('has every state that Litestream restores, is sound, and is found as it is by a second run', async () => {
    const destination = folder();
    const result = await take(clientAt(fixtureReplica()), destination);
    expect(result).toMatchObject({ generations: 2, gaps: [], found: 0 });
    await expectEveryState(destination, result);
    const report = await verifyDestination({ destination, jobs: new InlineRunner() });
    expect(report).toMatchObject({ verdict: 'sound', problems: [], latest: result.txid, newest: { checksum: result.checksum } });
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const files = await filesOf(destination);
    expect(await take(clientAt(fixtureReplica()), destination)).toEqual({ ...result, written: 0, found: files.length });
    expect(await filesOf(destination)).toEqual(files);
  });

  it('has them by time as well', async () => {
    const copy = copyFixture();
    try {
      spreadTimes(copy.path);
      const destination = folder();
      const { points } = await take(clientAt(copy.path), destination);
      for (const line of fixtureLines()) {
        const { createdAt } = endOf(points, line);
        expect(await stateOf(destination, { kind: 'time', at: createdAt })).toBe(line.file_sha256);
      }
    } finally {
      copy.remove();
    }
  });

  it('goes on where it was ended', async () => {
    const whole = await take(clientAt(fixtureReplica()), fileDestination({ path: join(dir, 'whole'), random: systemRandom }));
    const destination = folder();
    const ended = new AbortController();
    const onProgress = ({ done, total = 0 }: Progress): void => {
      if (done > total / 2) ended.abort();
    };
    await expect(take(clientAt(fixtureReplica()), destination, { signal: ended.signal, onProgress })).rejects.toMatchObject({ code: 'aborted' });
    const rest = await take(clientAt(fixtureReplica()), destination);
    expect(rest.found).toBeGreaterThan(5);
    expect(rest.written).toBeGreaterThan(5);
    expect(rest.points).toEqual(whole.points);
    expect(await filesOf(destination)).toEqual(await filesOf(fileDestination({ path: join(dir, 'whole'), random: systemRandom })));
  });

  it('leaves another history alone', async () => {
    const destination = folder();
    const copy = copyFixture();
    try {
      rmSync(join(copy.path, 'generations/c77f47cf8a8b539c'), { recursive: true });
      await take(clientAt(copy.path), destination);
      const files = await filesOf(destination);
      await expect(take(clientAt(fixtureReplica()), destination)).rejects.toMatchObject({ code: 'destination-conflict' });
      expect(await filesOf(destination)).toEqual(files);
    } finally {
      copy.remove();
    }
  });

  it.each([
    ['a segment is gone', (wal: string) => { rmSync(join(wal, '00000001_0000b128.wal.lz4')); }],
    ['a segment is damaged', (wal: string) => { writeFileSync(join(wal, '00000001_0000b128.wal.lz4'), readFileSync(join(wal, '00000001_0000b128.wal.lz4')).subarray(9)); }],
    ['the start of a log is gone', (wal: string) => { rmSync(join(wal, '00000001_00000000.wal.lz4')); }],
  ])('goes on at the next snapshot where %s, and says so', async (_, spoil) => {
    const copy = copyFixture();
    try {
      spoil(join(copy.path, 'generations/c77f47cf8a8b539c/wal'));
      const destination = folder();
      const { points, gaps } = await take(clientAt(copy.path), destination);
      expect(gaps).toMatchObject([{ generation: 'c77f47cf8a8b539c', index: 1 }]);
      const around = fixtureLines().filter(({ generation, index }) => (generation === 'c77f47cf8a8b539c' ? index === 0 || index === 2 : index === 6));
      expect(around).toHaveLength(3);
      for (const line of around) {
        expect(await stateOf(destination, { kind: 'txid', txid: endOf(points, line).txid })).toBe(line.file_sha256);
      }
    } finally {
      copy.remove();
    }
  });

  /** One generation: a small database, and a log of one transaction over it. */
  async function smallHistory(pageSize: number, frame: { readonly pgno: number; readonly commit: number }): Promise<GenerationClient> {
    const { client } = memoryClient();
    const path = join(dir, 'small.db');
    const db = new Sqlite(path);
    db.exec('CREATE TABLE t (a)');
    db.close();
    await client.writeSnapshot('0123456789abcdef', 0, encodeLz4(inPieces(readFileSync(path))));
    const writer = new WalWriter({ pageSize, salt1: 1, salt2: 2 });
    const log = Buffer.concat([writer.header(), writer.frame(frame.pgno, frame.commit, new Uint8Array(pageSize).fill(7))]);
    await client.writeWalSegment({ generation: '0123456789abcdef', index: 0, offset: 0 }, encodeLz4(inPieces(log)));
    return client;
  }

  it.each([
    ['of another page size', 512, { pgno: 2, commit: 2 }],
    ['that says the database has 16 TiB', 4096, { pgno: 2, commit: 0xffffffff }],
    ['with a page far behind the end', 4096, { pgno: 0xfffffff0, commit: 2 }],
  ])('does not take over a log %s', async (_, pageSize, frame) => {
    const { points, gaps } = await take(await smallHistory(pageSize, frame), folder());
    expect(gaps).toMatchObject([{ index: 0, offset: 0, trouble: { code: 'restore-damaged' } }]);
    expect(points).toMatchObject([{ kind: 'snapshot', txid: 1n }]);
  });

  it('has nothing to do where there are no generations', async () => {
    mkdirSync(join(dir, 'empty'));
    await expect(take(clientAt(join(dir, 'empty')), folder())).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('into a bucket', () => {
  const s3 = useS3();

  it('has the same states, and the second run writes nothing', async () => {
    const destination = s3Destination(optionsOf(s3));
    try {
      const result = await take(clientAt(fixtureReplica()), destination);
      for (const line of fixtureLines().filter((_, i) => i % 4 === 0)) {
        expect(await stateOf(destination, { kind: 'txid', txid: endOf(result.points, line).txid })).toBe(line.file_sha256);
      }
      expect(await take(clientAt(fixtureReplica()), destination)).toMatchObject({ written: 0 });
    } finally {
      await destination.close();
    }
  });
});
