// The first whole copy of a big database.
import { rmSync } from 'node:fs';
import { copyAndSync, lz4Compress, sqliteBackup } from '../anchors.ts';
import type { Row } from '../row.ts';

const MEGABYTE = 2 ** 20;

export const snapshot: Row = {
  name: 'snapshot',
  about: 'first snapshot of 512 MB to a file destination: replicate -once, start-up included',
  runs: 3,
  prepare(bench) {
    const megabytes = bench.pick(512, 32);
    const db = bench.database(megabytes * MEGABYTE);
    return Promise.resolve(async () => {
      const destination = bench.fresh('replica');
      const seconds = await bench.tidemark('replicate', '-once', db, destination);
      rmSync(destination, { recursive: true });
      const lz4 = lz4Compress(db, bench.fresh('app.lz4'));
      return [
        {
          what: `${megabytes} MB`,
          unit: 'MB/s',
          ours: megabytes / seconds,
          anchors: {
            'cp+fsync': megabytes / copyAndSync(db, bench.fresh('copy.db')),
            'sqlite backup': megabytes / (await sqliteBackup(db, bench.fresh('backup.db'))),
            ...(lz4 === undefined ? {} : { 'lz4 -1': megabytes / lz4 }),
          },
        },
      ];
    });
  },
};
