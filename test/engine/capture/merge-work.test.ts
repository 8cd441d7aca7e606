// Merging with worker threads gives what merging in place gives.
import { expect, test } from 'vitest';
import { openJobs } from '../../../main/engine/agent/jobs.ts';
import { mergeWork } from '../../../main/engine/capture/merge-work.ts';
import type { JobRunner } from '../../../main/engine/jobs/job.ts';
import { compactLtx } from '../../../main/engine/ltx/compact.ts';
import { collect } from '../destination/samples.ts';
import { Lcg } from '../ltx/bytes.ts';
import { History } from '../ltx/history.ts';

test('the same bytes', async () => {
  const history = new History(4096);
  const random = new Lcg(3);
  for (let round = 0; round < 3; round++) {
    history.commit(new Map(Array.from({ length: 60 }, (_, i) => [i + 1, random.bytes(4096)])), 60);
  }
  const jobs = openJobs();
  const run: string[] = [];
  const watched: JobRunner = {
    width: jobs.width,
    run: (job, input, transfer) => {
      run.push(job.name);
      return jobs.run(job, input, transfer);
    },
    close: () => jobs.close(),
  };
  try {
    const merged = await collect(compactLtx(history.files, mergeWork(watched)));
    expect(merged).toEqual(await collect(compactLtx(history.files)));
    expect(new Set(run)).toEqual(new Set(['merge.decode', 'merge.encode']));
  } finally {
    await jobs.close();
  }
});
