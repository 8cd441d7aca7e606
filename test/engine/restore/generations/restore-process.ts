// Restores the newest state of a folder's generations, and kills itself once it has been told of progress so many times.
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { fileObjects } from '../../../../main/engine/destination/file/object-store.ts';
import { generationClient } from '../../../../main/engine/generations/stored.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { restoreGeneration } from '../../../../main/engine/restore/generations/restore.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';

const [path = '', output = '', steps = '0'] = process.argv.slice(2);
let left = Number(steps);

await restoreGeneration({
  client: generationClient(fileObjects({ path, random: systemRandom }), { naming: 'flat-8' }),
  target: { kind: 'latest' },
  output,
  overwrite: 'refuse',
  check: 'quick',
  jobs: new InlineRunner(),
  disk: systemOutputDisk,
  random: systemRandom,
  clock: systemClock,
  onProgress: () => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
