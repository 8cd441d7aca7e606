// A database that an agent of this very process follows: its locks stay, the change is captured as any other,
// and the history goes on from where it was.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { openJobs } from '../../../../main/engine/agent/jobs.ts';
import type { JobRunner } from '../../../../main/engine/jobs/job.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { restoreInPlace } from '../../../../main/engine/restore/in-place/in-place.ts';
import type { InPlaceOptions } from '../../../../main/engine/restore/in-place/options.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { AppProcess } from '../../../tools/app-process.ts';
import { Rig } from '../../rig.ts';
import { contentOf, imageOf, makeDatabase, steady } from './setting.ts';

type Asked = Pick<InPlaceOptions, 'from'> & Partial<InPlaceOptions>;

function inPlace(rig: Rig, jobs: JobRunner, some: Asked): Promise<unknown> {
  mkdirSync(join(rig.dir, 'ours'), { recursive: true });
  return restoreInPlace({
    path: rig.path,
    scratchDir: join(rig.dir, 'ours'),
    safety: join(rig.dir, 'ours', 'kept.db'),
    jobs,
    disk: systemOutputDisk,
    random: systemRandom,
    clock: systemClock,
    beforeChange: () => rig.sync(),
    ...some,
  });
}

test.each([
  ['wal', 'inline'],
  ['delete', 'inline'],
  ['wal', 'pool'],
  ['delete', 'pool'],
] as const)('goes back, goes on, and goes forward again (%s, %s)', async (journal, runner) => {
  await using rig = new Rig();
  const jobs = runner === 'pool' ? openJobs() : new InlineRunner();
  makeDatabase(rig.path, { journal, rows: 400 });
  await rig.follow();
  await rig.sync();
  const first = await rig.restore();
  const app = new AppProcess(rig.path);
  await app.exec(`UPDATE t SET label = 'newer' WHERE id % 2`);
  const newer = await rig.expectSame();
  await app.exec('DELETE FROM t WHERE id > 300');
  const present = imageOf(rig.path);
  const target = { kind: 'txid', txid: first.txid } as const;
  const from = { kind: 'history', destination: rig.destination, target } as const;
  const result = await inPlace(rig, jobs, { from });
  expect(result).toMatchObject({ how: 'transaction', live: 'equal', proved: 'recorded', txid: first.txid });
  expect(imageOf(rig.path).equals(steady(readFileSync(first.output)))).toBe(true);
  const after = await rig.expectSame();
  // What was not captured yet was before the change, and the change itself is one more transaction.
  expect(after.txid).toBe(newer.txid + 2n);

  const before = { kind: 'txid', txid: newer.txid + 1n } as const;
  const back = { kind: 'history', destination: rig.destination, target: before } as const;
  const safety = join(rig.dir, 'ours', 'second.db');
  await inPlace(rig, jobs, { from: back, safety });
  expect(imageOf(rig.path).equals(present)).toBe(true);
  await app.exec("INSERT INTO t (label) VALUES ('zzz')");
  const end = await rig.expectSame();
  expect(end.txid).toBeGreaterThan(after.txid);
  expect(await app.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  await app.close();
  expect(contentOf(rig.path)).toBe('ok: zzz 301');
  await jobs.close();
});

test.skipIf(process.platform === 'win32')('keeps the read mark that the agent holds here', async () => {
  await using rig = new Rig();
  makeDatabase(rig.path, { journal: 'wal' });
  await rig.follow();
  await rig.sync();
  const past = join(rig.dir, 'past.db');
  makeDatabase(past, { label: 'past' });
  await inPlace(rig, new InlineRunner(), { from: { kind: 'file', path: past } });
  // A program that closes last folds the log and removes it: only a lock of ours keeps it from doing so.
  const app = new AppProcess(rig.path);
  await app.exec("INSERT INTO t (label) VALUES ('x')");
  await app.close();
  expect(readFileSync(`${rig.path}-wal`).length).toBeGreaterThan(0);
  await rig.expectSame();
});
