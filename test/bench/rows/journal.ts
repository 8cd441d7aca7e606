// The journal under many who write at once, beside the simplest thing that is as safe.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FileStore } from '../../../main/engine/journal/file-store.ts';
import { Journal } from '../../../main/engine/journal/journal.ts';
import { systemJournalDisk } from '../../../main/engine/journal/journal-disk.ts';
import { timed } from '../anchors.ts';
import type { Row } from '../row.ts';

/** Bytes of an entry: those of an operation's end have about as many. */
const ENTRY = new Uint8Array(200).fill(0x61);
/** Who wait at the same time, each for an entry of its own. */
const WRITERS = 2000;

export const journal: Row = {
  name: 'journal',
  about: 'entries of 200 bytes per second to the journal, each durable before its writer goes on; 2000 writers',
  runs: 5,
  prepare(bench) {
    const [entries, alone] = [bench.pick(200_000, 20_000), bench.pick(500, 50)];
    return Promise.resolve(async () => {
      const dir = bench.fresh('journal');
      const opened = await Journal.open(new FileStore({ dir, disk: systemJournalDisk, random: systemRandom }));
      const seconds = await writeTogether(opened, entries);
      await opened.close();
      bench.settle();
      return [
        {
          what: 'group commit',
          unit: 'entries/s',
          ours: entries / seconds,
          anchors: { 'append+fsync each': alone / appendAndSync(bench.fresh('naive'), alone) },
          budget: { of: 'figure', is: 'at least', limit: 50_000 },
        },
      ];
    });
  },
};

/** Seconds. */
async function writeTogether(opened: Journal, entries: number): Promise<number> {
  const began = performance.now();
  const writer = async (): Promise<void> => {
    for (let n = 0; n < entries / WRITERS; n++) await opened.write([ENTRY]);
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return (performance.now() - began) / 1000;
}

/** Seconds. */
function appendAndSync(path: string, entries: number): number {
  const file = openSync(path, 'a');
  const seconds = timed(() => {
    for (let n = 0; n < entries; n++) {
      writeSync(file, ENTRY);
      fsyncSync(file);
    }
  });
  closeSync(file);
  return seconds;
}
