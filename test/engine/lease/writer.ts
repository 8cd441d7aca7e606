// A process that has the pen of a folder and writes its files 1, 2, …, each behind a check: writer.ts <dir> <where>. It stands
// still once, at <where>: `body`, in the middle of a file's bytes; or `name`, between the check and the giving of the name.
// Prints `still` right before that, and what ended it.
import { existsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { fileLeaser } from '../../../main/engine/lease/file/leaser.ts';
import { PenHolder } from '../../../main/engine/lease/holder.ts';
import { ref, sample, stream } from '../destination/samples.ts';

/** One can wait for the end of such a lease. */
const TERMS = { ttl: 3000, skew: 500 };

const [dir, where] = process.argv.slice(2) as [string, 'body' | 'name'];
const { signal } = new AbortController();
const leaser = fileLeaser({ dir, owner: 'stopped', clock: systemClock, random: systemRandom, ...TERMS });
const holder = new PenHolder({ leaser, clock: systemClock });
const destination = fileDestination({ path: dir, random: systemRandom });

/** Until somebody puts a file there; without a turn of the event loop, as a process that is stopped. */
function standStill(): void {
  writeSync(1, 'still\n');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(join(dirname(dir), 'go on'))) Atomics.wait(pause, 0, 0, 10);
}

async function* bytesOf(file: number): AsyncGenerator<Uint8Array> {
  for await (const piece of stream(sample(ref(0, file), { seed: 1 }), 250)) {
    yield piece;
    if (file === 3 && where === 'body') standStill();
  }
}

function permitOf(file: number): () => void {
  return () => {
    holder.check();
    if (file === 3 && where === 'name') standStill();
  };
}

try {
  for (let file = 1; ; file++) {
    await holder.ensure(signal);
    await destination.write(ref(0, file), bytesOf(file), { permit: permitOf(file) });
  }
} catch (error) {
  console.log(isTidemarkError(error) ? error.code : String(error));
}
