import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { systemOutputDisk } from '../../../main/engine/restore/output-disk.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { ScratchFile } from '../../../main/engine/restore/scratch.ts';
import { namesIn, optionsFor, scratchFolder } from './harness.ts';
import { makeHistory } from './history.ts';
import { layered } from './layered.ts';

const HOUR = 3_600_000;
const TOKEN = '0123456789abcdef';

function leave(path: string, hours: number): string {
  writeFileSync(path, 'x');
  const at = new Date(Date.now() - hours * HOUR);
  utimesSync(path, at, at);
  return basename(path);
}

test('what killed restores left goes with a later one; what is at work or no work of ours stays', async () => {
  const folder = scratchFolder();
  const names = ['shop.db', 'a name that is a good deal longer than what is kept of it.db'];
  for (const name of names) {
    const scratch = ScratchFile.create(systemOutputDisk, join(folder, name), TOKEN);
    scratch.close();
    leave(scratch.path, 30);
    leave(`${scratch.path}-journal`, 30);
  }
  const kept = [
    leave(join(folder, '.other.db.fedcba9876543210.tidemark-tmp'), 20),
    leave(join(folder, 'shop.db.0123456789abcdef.tidemark-tmp'), 30),
    leave(join(folder, '.shop.db.0123.tidemark-tmp'), 30),
    leave(join(folder, '.shop.db.0123456789abcdef.tidemark-tmp.txt'), 30),
    leave(join(folder, 'shop.db-wal.0123456789abcdef.tidemark-old'), 3000),
  ];
  mkdirSync(join(folder, '.folder.db.0123456789abcdef.tidemark-tmp'));
  symlinkSync(join(folder, kept[0]!), join(folder, '.link.db.0123456789abcdef.tidemark-tmp'));
  const others = ['.folder.db.0123456789abcdef.tidemark-tmp', '.link.db.0123456789abcdef.tidemark-tmp'];
  const destination = layered(makeHistory({ transactions: 3, pageSize: 512 }));
  await restoreToFile(optionsFor({ destination, output: join(folder, 'new.db') }));
  expect([...namesIn(folder)].sort()).toEqual(['new.db', ...kept, ...others].sort());
});
