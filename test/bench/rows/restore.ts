// Bringing a database back: one big one, and one made of many small changes.
import { rmSync } from 'node:fs';
import { catAndNodeStart, copyAndSync, lz4Compress, lz4Decompress } from '../anchors.ts';
import { bytesOf, levelFiles, removeMergedLevels } from '../replica-files.ts';
import type { Row } from '../row.ts';
import { makeSmallFiles } from './lag.ts';

const MEGABYTE = 2 ** 20;

export const restore: Row = {
  name: 'restore',
  about: 'restore of 512 MB from a file destination, proved, start-up included',
  runs: 3,
  async prepare(bench) {
    const megabytes = bench.pick(512, 32);
    const db = bench.database(megabytes * MEGABYTE);
    const destination = bench.fresh('replica');
    await bench.tidemark('replicate', '-once', db, destination);
    const packed = bench.fresh('app.lz4');
    const lz4 = lz4Compress(db, packed);
    return async () => {
      const output = bench.fresh('restored.db');
      const seconds = await bench.tidemark('restore', '-o', output, destination);
      rmSync(output);
      return [
        {
          what: `${megabytes} MB`,
          unit: 'MB/s',
          ours: megabytes / seconds,
          anchors: {
            'cp+fsync': megabytes / copyAndSync(db, bench.fresh('copy.db')),
            ...(lz4 === undefined
              ? {}
              : { 'lz4 -d': megabytes / lz4Decompress(packed, bench.fresh('unpacked.db')) }),
          },
        },
      ];
    };
  },
};

export const manyFiles: Row = {
  name: 'many-files',
  about: 'restore from a snapshot and 1000 small level-0 files, start-up included',
  runs: 5,
  async prepare(bench) {
    const destination = await makeSmallFiles(bench, bench.pick(1000, 50));
    removeMergedLevels(destination);
    const files = [...levelFiles(destination, 9), ...levelFiles(destination, 0)];
    return async () => {
      const output = bench.fresh('restored.db');
      const seconds = await bench.tidemark('restore', '-o', output, destination);
      rmSync(output);
      return [
        {
          what: `${files.length} files, ${(bytesOf(files) / MEGABYTE).toFixed(1)} MB`,
          unit: 's',
          ours: seconds,
          anchors: { 'cat + node start': catAndNodeStart(files) },
        },
      ];
    };
  },
};
