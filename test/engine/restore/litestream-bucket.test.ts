// Litestream's replicas as they lie in a bucket, read through the destination itself: every transaction and every time.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SNAPSHOT_LEVEL } from '../../../main/engine/destination/destination.ts';
import { s3Destination } from '../../../main/engine/destination/s3/s3.ts';
import { decodeHeader } from '../../../main/engine/ltx/header.ts';
import { points } from '../../../main/engine/replica/history/points.ts';
import { listAll } from '../../../main/engine/restore/source.ts';
import { type FixtureName, unpackFixture } from '../../fixtures/unpack.ts';
import { useS3 } from '../../servers/s3.ts';
import { optionsOf } from '../destination/s3/place.ts';
import { type Answer, expectAnswer, expectRestored, linesOf, type MarkLine, type PitLine } from './litestream.ts';

const s3 = useS3();

/** As Litestream writes them (FACTS A.13): four hex digits for the level, the time beside the bytes. All are new today. */
async function upload(fixture: FixtureName): Promise<void> {
  const levels = join(unpackFixture(fixture), 'replica/ltx');
  for (const level of readdirSync(levels)) {
    const names = readdirSync(join(levels, level));
    await Promise.all(names.map((name) => put(`db/${level.padStart(4, '0')}/${name}`, join(levels, level, name))));
  }
}

async function put(Key: string, path: string): Promise<void> {
  const Body = readFileSync(path);
  const Metadata = { 'litestream-timestamp': goTime(decodeHeader(Body).timestamp) };
  await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body, Metadata }));
}

/** Go leaves zeros away at the end of a fraction. */
function goTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}

describe.each(['v5-file-basic', 'v5-file-pagesize-1024'] as const)('%s', (name) => {
  const folder = unpackFixture(name);
  const pit = linesOf<PitLine>(join(folder, 'pit.jsonl'));
  const marks = linesOf<MarkLine>(join(folder, 'marks.jsonl'));

  test('every transaction is the same file', async () => {
    await upload(name);
    const destination = s3Destination(optionsOf(s3));
    const files = await listAll(destination, 'listed');
    expect(files.some(({ level }) => level === SNAPSHOT_LEVEL)).toBe(true);
    expect(points(files).map(({ txid }) => Number(txid))).toEqual(pit.map(({ txid }) => txid));
    for (const line of pit) {
      const { damaged } = await expectRestored(destination, { kind: 'txid', txid: BigInt(line.txid) }, line);
      expect(damaged).toEqual([]);
    }
    await expectRestored(destination, { kind: 'latest' }, pit.at(-1)!);
    await destination.close();
  });

  test('every time is the same file, with the rows that were there then', async () => {
    await upload(name);
    const destination = s3Destination(optionsOf(s3));
    const all = points(await listAll(destination, 'exact'));
    for (const { time_ms, rows } of marks) {
      // See litestream.test.ts for the 100 ms.
      const target = { kind: 'time', at: time_ms + 100 } as const;
      const newest = all.findLast(({ createdAt }) => createdAt <= target.at);
      const line = pit.find(({ txid }) => BigInt(txid) === newest?.txid)!;
      expect(line.rows).toBe(rows);
      await expectRestored(destination, target, line);
    }
    await destination.close();
  });
});

test('what Litestream has pruned is refused, what it left comes back', async () => {
  const folder = unpackFixture('v5-file-pruned');
  await upload('v5-file-pruned');
  const destination = s3Destination(optionsOf(s3));
  for (const line of linesOf<{ txid: number } & Answer>(join(folder, 'pit.jsonl'))) {
    // To refuse, all times are read: a few of many.
    if ('refused' in line && line.txid % 10 !== 0) continue;
    await expectAnswer(destination, { kind: 'txid', txid: BigInt(line.txid) }, line);
  }
  for (const line of linesOf<{ time_ms: number } & Answer>(join(folder, 'times.jsonl'))) {
    if (!('refused' in line)) await expectRestored(destination, { kind: 'time', at: line.time_ms }, line);
  }
  await destination.close();
});
