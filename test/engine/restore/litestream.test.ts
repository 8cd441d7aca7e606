// Litestream's replicas: every point byte for byte what the reference restores, and every time the right
// rows.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { listAll } from '../../../main/engine/restore/source.ts';
import { points } from '../../../main/engine/replica/history/points.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { unpackFixture } from '../../fixtures/unpack.ts';
import { namesIn, optionsFor, refusalOf, scratchFolder, sha256 } from './harness.ts';
import { linesOf, type MarkLine, type PitLine } from './litestream.ts';
import { MemoryDestination } from './memory.ts';
import { dice } from './plans.ts';

function rowsIn(path: string): number {
  const database = new Sqlite(path, { readonly: true });
  try {
    return database.prepare<[], number>('SELECT count(*) FROM t').pluck().get() ?? -1;
  } finally {
    database.close();
  }
}

describe.each(['v5-file-basic', 'v5-file-pagesize-1024'] as const)('%s', (name) => {
  const folder = unpackFixture(name);
  const destination = fileDestination({ path: join(folder, 'replica'), random: systemRandom });
  const pit = linesOf<PitLine>(join(folder, 'pit.jsonl'));
  const marks = linesOf<MarkLine>(join(folder, 'marks.jsonl'));

  test('has the points that the reference can restore', async () => {
    const files = await listAll(destination, 'listed');
    expect(points(files).map(({ txid }) => Number(txid))).toEqual(pit.map(({ txid }) => txid));
  });

  test.each(pit)('transaction $txid is the same file', async ({ txid, pages, file_sha256 }) => {
    const at = scratchFolder();
    const output = join(at, 'out.db');
    const target = { kind: 'txid', txid: BigInt(txid) } as const;
    const result = await restoreToFile(optionsFor({ destination, target, output }));
    expect(sha256(output)).toBe(file_sha256);
    expect(result).toMatchObject({
      txid: BigInt(txid),
      commit: pages,
      proved: 'computed',
      fit: 'exact',
      damaged: [],
    });
    expect(namesIn(at)).toEqual(['out.db']);
  });

  // Litestream looked for changes every 50 ms; each mark was captured before 100 ms had passed, and the next
  // was not.
  test.each(marks)('a moment after mark $n ($op) has its rows', async ({ time_ms, rows }) => {
    const output = join(scratchFolder(), 'out.db');
    const target = { kind: 'time', at: time_ms + 100 } as const;
    const result = await restoreToFile(optionsFor({ destination, target, output }));
    expect(result.fit).toBe(Number(result.txid) === pit.length ? 'newest' : 'before');
    expect(result.point.createdAt).toBeLessThanOrEqual(time_ms + 100);
    expect(sha256(output)).toBe(pit.find(({ txid }) => BigInt(txid) === result.txid)?.file_sha256);
    expect(rowsIn(output)).toBe(rows);
  });

  test('a time past the end is the newest point, and says so', async () => {
    const output = join(scratchFolder(), 'out.db');
    const target = { kind: 'time', at: marks.at(-1)!.time_ms + 3_600_000 } as const;
    const result = await restoreToFile(optionsFor({ destination, target, output }));
    expect(result).toMatchObject({ txid: BigInt(pit.at(-1)!.txid), fit: 'newest' });
  });

  test('files of levels 0, 1 and 2 may be missing as long as others hold the same', async () => {
    const roll = dice(marks.length);
    let gone = 0;
    for (let n = 0; n < 40; n++) {
      const thinned = MemoryDestination.copyOf(join(folder, 'replica'));
      const files = [...thinned.files.values()].map(({ info }) => info);
      for (const file of files) if (file.level <= 2 && roll(4) === 0) thinned.drop(file);
      const line = pit[roll(pit.length)]!;
      const output = join(scratchFolder(), 'out.db');
      const target = { kind: 'txid', txid: BigInt(line.txid) } as const;
      const left = [...thinned.files.values()].map(({ info }) => info);
      if (points(left).some(({ txid }) => txid === target.txid)) {
        await restoreToFile(optionsFor({ destination: thinned, target, output }));
        expect(sha256(output)).toBe(line.file_sha256);
      } else {
        gone++;
        const refusal = await refusalOf(restoreToFile(optionsFor({ destination: thinned, target, output })));
        expect(refusal.code).toMatch(/^restore-(gap|no-point)$/);
      }
    }
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThan(40);
  });

  test('latest is the same file', async () => {
    const output = join(scratchFolder(), 'out.db');
    await restoreToFile(optionsFor({ destination, output }));
    expect(sha256(output)).toBe(sha256(join(folder, 'restored-latest.db')));
  });
});
