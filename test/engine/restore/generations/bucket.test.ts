// The history of Litestream 0.3.13, kept in a real bucket.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { openObjectStore } from '../../../../main/engine/destination/open.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import { generationClient } from '../../../../main/engine/generations/stored.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { restoreGeneration } from '../../../../main/engine/restore/generations/restore.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { useS3 } from '../../../servers/s3.ts';
import { fixtureLines, fixtureReplica } from '../../generations/fixture.ts';

const s3 = useS3();

test.each(['', 'db'])('at the path "%s" of the bucket it is restored as from a folder', async (path) => {
  const replica = fixtureReplica();
  const files = readdirSync(replica, { recursive: true }) as string[];
  await Promise.all(
    files
      .filter((file) => statSync(join(replica, file)).isFile())
      .map((file) => {
        const Key = path === '' ? file : `${path}/${file}`;
        return s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: readFileSync(join(replica, file)) }));
      }),
  );
  const deps = { secrets: s3.secrets, traffic: freeTraffic, clock: systemClock, random: systemRandom, env: {} };
  const client = generationClient(openObjectStore(s3.at(path), deps), { naming: 'flat-8' });
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-restored-'));
  try {
    for (const { generation, index, file_sha256 } of fixtureLines().filter(({ index }) => index === 3 || index === 7)) {
      const output = join(folder, `${generation}-${index}.db`);
      const what = { jobs: new InlineRunner(), disk: systemOutputDisk, random: systemRandom, clock: systemClock, client };
      await restoreGeneration({ ...what, output, target: { kind: 'index', generation, index }, overwrite: 'refuse', check: 'quick' });
      expect(createHash('sha256').update(readFileSync(output)).digest('hex')).toBe(file_sha256);
    }
  } finally {
    await client.close();
    rmSync(folder, { recursive: true });
  }
});
