// What Litestream 0.3.13 wrote is restored byte for byte as it does, by index and by time, under the names of all its versions.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { GenerationClient, GenerationNaming } from '../../../../main/engine/generations/client.ts';
import type { GenerationTarget } from '../../../../main/engine/generations/plan.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { type GenerationRestoreResult, restoreGeneration } from '../../../../main/engine/restore/generations/restore.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { clientAt, copyFixture, FIRST_TIME, fixtureLines, spreadTimes } from '../../generations/fixture.ts';

const lines = fixtureLines();
const LAST = lines.findIndex(({ generation }) => generation.startsWith('5339')) === 0 ? 6 : 14;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-restored-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Restored extends GenerationRestoreResult {
  readonly sha256: string;
}

async function restored(client: GenerationClient, target: GenerationTarget): Promise<Restored> {
  const output = join(folder, `${systemRandom.token(4)}.db`);
  const what = { jobs: new InlineRunner(), disk: systemOutputDisk, random: systemRandom, clock: systemClock };
  const result = await restoreGeneration({ ...what, client, target, output, overwrite: 'refuse', check: 'quick' });
  const sha256 = createHash('sha256').update(readFileSync(output)).digest('hex');
  rmSync(output);
  expect(readdirSync(folder)).toEqual([]);
  return { ...result, sha256 };
}

describe.each<GenerationNaming>(['flat-8', 'nested-8', 'nested-16'])('the history of Litestream 0.3.13 with names %s', (naming) => {
  let copy: ReturnType<typeof copyFixture>;
  let client: GenerationClient;
  beforeAll(() => {
    copy = copyFixture(naming);
    // What is read is told by the names, whatever would be written.
    client = clientAt(copy.path, 'flat-8');
  });
  afterAll(() => {
    copy.remove();
  });

  // The names are all that differs: of others than Litestream 0.3.13's own, every third is enough.
  test.each(lines.filter((_, i) => naming === 'flat-8' || i % 3 === 0))('gives $generation $index as it does', async ({ generation, index, pages, file_sha256 }) => {
    const result = await restored(client, { kind: 'index', generation, index });
    expect(result).toMatchObject({ generation, index, commit: pages, pageSize: 4096, sha256: file_sha256, fit: 'exact' });
  });

  test('gives the newest state where nothing else is asked for', async () => {
    const { generation, index, file_sha256 } = lines[LAST]!;
    expect(await restored(client, { kind: 'latest' })).toMatchObject({ generation, index, sha256: file_sha256, fit: 'exact' });
    const first = lines.find((line) => line.generation !== generation)!.generation;
    const old = lines.findLast((line) => line.generation === first)!;
    expect(await restored(client, { kind: 'latest', generation: first })).toMatchObject({ index: old.index, sha256: old.file_sha256 });
  });
});

describe('a moment', () => {
  let copy: ReturnType<typeof copyFixture>;
  let client: GenerationClient;
  beforeAll(() => {
    copy = copyFixture();
    spreadTimes(copy.path);
    client = clientAt(copy.path);
  });
  afterAll(() => {
    copy.remove();
  });

  test.each(lines)('gives $generation $index by the time its last segment has', async ({ generation, index, file_sha256 }) => {
    const own = (await client.walSegments(generation)).filter((segment) => segment.index === index);
    const at = own.at(-1)!.createdAt;
    const isEnd = index === lines[LAST]!.index && generation === lines[LAST]!.generation;
    expect(await restored(client, { kind: 'time', at })).toMatchObject({ generation, index, fit: 'exact', createdAt: at, sha256: file_sha256 });
    const later = await restored(client, { kind: 'time', at: at + 999 });
    expect(later).toMatchObject({ generation, sha256: file_sha256, fit: isEnd ? 'newest' : 'before' });
  });

  test('at which a snapshot was taken is the end of the log before it', async () => {
    for (const generation of ['c77f47cf8a8b539c', '5339f428ddd29dcc']) {
      for (const { index, createdAt } of (await client.snapshots(generation)).filter((snapshot) => snapshot.index > 0)) {
        const before = lines.find((line) => line.generation === generation && line.index === index - 1)!;
        const result = await restored(client, { kind: 'time', at: createdAt });
        expect(result).toMatchObject({ generation, index: index - 1, fit: 'exact', sha256: before.file_sha256 });
        const byOffset = await restored(client, { kind: 'index', generation, index, offset: 0 });
        expect(byOffset.sha256).toBe(before.file_sha256);
      }
    }
  });

  test('before the first snapshot is none', async () => {
    const refused = restored(client, { kind: 'time', at: FIRST_TIME * 1000 - 1 });
    await expect(refused).rejects.toMatchObject({ code: 'restore-no-point' });
  });

  test('and every end of a segment inside a log begin at a snapshot before that log, where there is one', async () => {
    const [{ generation }] = [lines.find((line) => line.generation.startsWith('c77f'))!];
    const segments = (await client.walSegments(generation)).filter(({ index }) => index === 2);
    for (const [i, segment] of segments.entries()) {
      const end = segments[i + 1]?.offset;
      const byTime = await restored(client, { kind: 'time', at: segment.createdAt });
      expect(byTime).toMatchObject({ index: 2, snapshot: end === undefined ? 2 : 0 });
      if (end === undefined) continue;
      expect(byTime.offset).toBe(end);
      const byOffset = await restored(client, { kind: 'index', generation, index: 2, offset: end });
      expect(byOffset.sha256).toBe(byTime.sha256);
    }
  });

  test('inside a transaction is refused', async () => {
    const { generation } = lines.find((line) => line.generation.startsWith('c77f'))!;
    const refused = restored(client, { kind: 'index', generation, index: 2, offset: 0x1038 + 100 });
    await expect(refused).rejects.toMatchObject({ code: 'restore-damaged' });
  });
});
