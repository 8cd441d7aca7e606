// A restore that is killed: `restore.ts <replica> <output> <n>` dies right before its n-th change to the
// folder once the new file is proved, and says `done` if there were not as many.
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { type OutputDisk, systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { restoreToFile } from '../../../../main/engine/restore/restore.ts';

const CHANGES = ['fchmodSync', 'linkSync', 'renameSync', 'rmSync', 'unlinkSync', 'fsyncSync'] as const;

const [replica, output, killAt] = process.argv.slice(2);
let left = Number(killAt);

const disk: OutputDisk = { ...systemOutputDisk };
for (const name of CHANGES) {
  const real = disk[name] as (...args: unknown[]) => unknown;
  Object.assign(disk, {
    [name]: (...args: unknown[]) => {
      if (--left === 0) process.kill(process.pid, 'SIGKILL');
      return real(...args);
    },
  });
}

await restoreToFile({
  destination: fileDestination({ path: replica!, random: systemRandom }),
  target: { kind: 'latest' },
  output: output!,
  overwrite: 'replace',
  check: 'quick',
  jobs: new InlineRunner(),
  disk,
  random: systemRandom,
  clock: systemClock,
});
process.stdout.write('done\n');
