// Pages straight into the file being restored: each at its own place, the newest of each page last.
import type { DecodedRun } from '../ltx/decode-run.ts';
import type { ScratchFile } from './scratch.ts';
import type { PageSink } from './walk.ts';

/** Up to this many bytes writing into the system's cache takes less time than handing it to a thread. */
const WRITTEN_HERE = 64 * 1024;

/** The lock page is in no file, so it stays what a hole in a file reads as: zeros, as SQLite leaves it. */
export function writingTo(scratch: ScratchFile): PageSink {
  return {
    pages: (run, pageSize) => {
      if (run.pages.length > WRITTEN_HERE) return writeRun(scratch, run, pageSize);
      for (const { bytes, position } of stretchesOf(run, pageSize)) scratch.writeNow(bytes, position);
      return undefined;
    },
    resize: (size) => {
      scratch.resize(size);
    },
  };
}

async function writeRun(scratch: ScratchFile, run: DecodedRun, pageSize: number): Promise<void> {
  for (const { bytes, position } of stretchesOf(run, pageSize)) await scratch.write(bytes, position);
}

interface Stretch {
  readonly bytes: Uint8Array;
  /** Bytes from the start of the database. */
  readonly position: number;
}

/** Pages that follow each other in the database, as one piece each. */
function* stretchesOf({ pgnos, pages }: DecodedRun, pageSize: number): Generator<Stretch> {
  for (let from = 0, to = 0; from < pgnos.length; from = to) {
    do to++;
    while (to < pgnos.length && pgnos[to] === pgnos[to - 1]! + 1);
    yield { bytes: pages.subarray(from * pageSize, to * pageSize), position: (pgnos[from]! - 1) * pageSize };
  }
}
