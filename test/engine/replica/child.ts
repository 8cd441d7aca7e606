// A process of its own that copies a history to a folder and dies on the way: child.ts <path> <txid> <n>. It
// is killed at its n-th call on the file system, counted from the first file it begins to write; if it gets
// through, it prints "drained".
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { Replica } from '../../../main/engine/replica/replica.ts';
import { watchedFiles } from '../destination/file/faulty-files.ts';
import { History } from './history.ts';
import { MemoryOutbox } from './memory-outbox.ts';

const [path = '', txid = '0', deadly = '0'] = process.argv.slice(2);
let calls = 0;
const fs = watchedFiles(({ path: about }) => {
  if (calls > 0 || about.endsWith('.tmp')) calls += 1;
  if (calls === Number(deadly)) process.kill(process.pid, 'SIGKILL');
});
const destination = fileDestination({ path, fs, random: systemRandom });
const outbox = new MemoryOutbox(new History().growTo(BigInt(txid)));
const replica = new Replica({ destination, outbox, clock: systemClock, random: systemRandom });
await replica.drain(new AbortController().signal);
await replica.stop();
console.log('drained');
