// A process of its own that is in the middle of an operation until it is killed: child.ts <dir>. Prints the id of the
// operation once that has begun.
import { writeSync } from 'node:fs';
import { OperationLog } from '../../../../main/engine/agent/operations/operation-log.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { systemJournalDisk } from '../../../../main/engine/journal/journal-disk.ts';

const [dir = ''] = process.argv.slice(2);
const log = await OperationLog.open({ dir, disk: systemJournalDisk, random: systemRandom, clock: systemClock });
await (await log.begin({ kind: 'backup' }, {})).done();
const running = await log.begin({ kind: 'retention', files: 3, bytes: 30 }, {});
await log.mark({ kind: 'mark', database: 'db1', mark: { name: `at ${running.id}`, txid: 1, at: 1 } });
writeSync(1, `${running.id}\n`);
setInterval(() => {
  running.progress({ step: 'keep', done: 1 });
}, 10);
