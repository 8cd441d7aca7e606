// A restore in place in a process of its own, to be killed or starved: `restore.ts <past> <live> <home>
// <runner>`. Says each step once, and `done` at the end.
import { join } from 'node:path';
import { systemClock } from '../../../../../main/engine/base/clock.ts';
import { isTidemarkError } from '../../../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../../../main/engine/base/random.ts';
import { openJobs } from '../../../../../main/engine/agent/jobs.ts';
import { InlineRunner } from '../../../../../main/engine/jobs/inline.ts';
import { restoreInPlace } from '../../../../../main/engine/restore/in-place/in-place.ts';
import { systemOutputDisk } from '../../../../../main/engine/restore/output-disk.ts';

// Files above a limit then are an error, not a signal that ends the process.
process.on('SIGXFSZ', () => undefined);

const [past = '', path = '', home = '', runner = 'inline'] = process.argv.slice(2);
const jobs = runner === 'pool' ? openJobs() : new InlineRunner();
const said = new Set<string>();

function say(word: string): void {
  if (!said.has(word)) process.stdout.write(`${word}\n`);
  said.add(word);
}

try {
  const result = await restoreInPlace({
    from: { kind: 'file', path: past },
    path,
    scratchDir: join(home, 'scratch'),
    safety: join(home, 'safety', 'kept.db'),
    jobs,
    disk: systemOutputDisk,
    random: systemRandom,
    clock: systemClock,
    onProgress: ({ step }) => {
      say(step);
    },
    onCommit: () => {
      say('commit');
    },
  });
  say(`done ${result.live}`);
} catch (error) {
  if (!isTidemarkError(error)) throw error;
  say(`refused ${error.code}`);
} finally {
  await jobs.close();
}
