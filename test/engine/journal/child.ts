// A process of its own that writes to a journal until it is killed: child.ts <dir>. Prints each LSN when its entry is
// durable. It lets go of the oldest, and makes checkpoints, while it writes; always three writes at once.
import { writeSync } from 'node:fs';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FileStore } from '../../../main/engine/journal/file-store.ts';
import { Journal } from '../../../main/engine/journal/journal.ts';
import { systemJournalDisk } from '../../../main/engine/journal/journal-disk.ts';
import { contentOf } from './content.ts';

const [dir = ''] = process.argv.slice(2);
const store = new FileStore({ dir, disk: systemJournalDisk, random: systemRandom });
const journal = await Journal.open(store, { segmentSize: 4096 });
if (journal.problems.some(({ kind }) => kind !== 'torn')) throw new Error(JSON.stringify(journal.problems));

async function writeOne(n: number): Promise<void> {
  const lsn = await journal.write([contentOf(n)]);
  writeSync(1, `${lsn} ${n}\n`);
  if (n % 17 === 0) await journal.acknowledge(lsn - 20n > 0n ? lsn - 20n : 0n);
}

for (let n = 1; ; n += 3) {
  await Promise.all([writeOne(n), writeOne(n + 1), writeOne(n + 2)]);
  if (n % 23 === 0) await journal.createCheckpoint();
  if (n % 29 === 0) await journal.trim(20_000);
}
