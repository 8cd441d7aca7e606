// A follower in a process of its own that dies at a chosen moment: at its n-th writing call after it was opened.
// Arguments: file, folder of its state, folder of LTX files, n (0: never).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { type Disk, systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { parseLtxName } from '../../../../main/engine/ltx/name.ts';
import { ReplicaFile } from '../../../../main/engine/stream/apply/replica-file.ts';

const [path = '', dir = '', files = '', last = '0'] = process.argv.slice(2);
let calls = 0;
let armed: 'no' | 'yes' = 'no';

const CALLS = ['openSync', 'writeSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'unlinkSync'] as const;
const disk: Disk = { ...systemDisk };
for (const name of CALLS) {
  const call = systemDisk[name] as (...args: unknown[]) => unknown;
  Object.assign(disk, {
    [name]: (...args: unknown[]) => {
      if (armed === 'yes' && ++calls === Number(last)) process.kill(process.pid, 'SIGKILL');
      return call(...args);
    },
  });
}

const replica = await ReplicaFile.open({ path, dir, disk, clock: systemClock, random: systemRandom });
armed = 'yes';
for (const name of readdirSync(files).sort()) {
  const range = parseLtxName(name)!;
  if (range.max <= (replica.pos?.txid ?? 0n)) continue;
  await replica.apply({ range, open: () => bytesOf(join(files, name)) }, 'same');
}
console.log(`${replica.pos!.txid} ${calls}`);
await replica.close();

// eslint-disable-next-line @typescript-eslint/require-await -- as from a network
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(file);
}
