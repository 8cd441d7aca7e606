import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { verifyFile } from '../../../main/engine/verify/file.ts';
import { unpackFixture } from '../../fixtures/unpack.ts';
import { refusalOf, scratchFolder } from '../restore/harness.ts';
import { makeHistory } from '../restore/history.ts';

const jobs = new InlineRunner();
const history = makeHistory({ transactions: 4 });
const name = '0000000000000001-0000000000000004.ltx';

function stored(bytes: Uint8Array, as = name): string {
  const path = join(scratchFolder(), as);
  writeFileSync(path, bytes);
  return path;
}

test('a whole file is told with what it holds', async () => {
  const bytes = history.file(1, 4);
  const found = await verifyFile(systemDisk, stored(bytes), { jobs });
  expect(found).toMatchObject({ size: bytes.length, pages: history.commit(4), header: { min: 1n, max: 4n } });
});

test('a file under another name is refused, under no LTX name it is not', async () => {
  const path = stored(history.file(1, 4), '0000000000000001-0000000000000005.ltx');
  expect((await refusalOf(verifyFile(systemDisk, path, { jobs }))).code).toBe('ltx-header');
  const free = path.replace(/[^/]*$/, 'some.ltx');
  renameSync(path, free);
  await verifyFile(systemDisk, free, { jobs });
});

test('a file that is not there is a usage error', async () => {
  expect((await refusalOf(verifyFile(systemDisk, '/nowhere/x.ltx', { jobs }))).code).toBe('usage');
});

test('a file that the reference finds damaged is refused', async () => {
  const path = join(scratchFolder(), 'x.ltx');
  copyFileSync(join(unpackFixture('ltx-cli'), 'corrupt', 'filechecksum-bit.ltx'), path);
  expect((await refusalOf(verifyFile(systemDisk, path, { jobs }))).code).toBe('ltx-checksum');
});
