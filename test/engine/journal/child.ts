// A process of its own that writes to a journal until it is killed: child.ts <dir>. Prints each LSN when its entry is
// durable. It lets go of the oldest, and makes checkpoints, while it writes.
import { writeSync } from 'node:fs';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FileStore } from '../../../main/engine/journal/file-store.ts';
import { Journal } from '../../../main/engine/journal/journal.ts';
import { contentOf } from './content.ts';

const [dir = ''] = process.argv.slice(2);
const journal = Journal.open(new FileStore({ dir, disk: systemDisk, random: systemRandom }), { segmentSize: 4096 });
if (journal.problems.some(({ kind }) => kind !== 'torn')) throw new Error(JSON.stringify(journal.problems));
for (let n = 1; ; n++) {
  const lsn = journal.append(contentOf(n));
  writeSync(1, `${lsn} ${n}\n`);
  if (n % 17 === 0) journal.acknowledge(lsn - 20n > 0n ? lsn - 20n : 0n);
  if (n % 23 === 0) journal.checkpoint();
  if (n % 29 === 0) journal.trim(20_000);
}
