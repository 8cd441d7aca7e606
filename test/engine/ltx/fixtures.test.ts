// Files written by other people's programs: read to the byte, and refused where they are damaged.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../main/engine/base/errors.ts';
import { formatChecksum } from '../../../main/engine/ltx/checksum.ts';
import { decodeLtxBytes } from '../../../main/engine/ltx/decoder.ts';
import { parseLtxName } from '../../../main/engine/ltx/name.ts';
import { readPage, readPageIndex } from '../../../main/engine/ltx/random-access.ts';
import { unpackFixture } from '../../fixtures/unpack.ts';
import { fault } from './bytes.ts';

/** What is wrong with each file, in our words. */
const FAULTS: [file: string, code: ErrorCode, message: string][] = [
  ['empty.ltx', 'ltx-truncated', 'in its header, after 0 of 100 bytes'],
  ['header-only-100.ltx', 'ltx-truncated', 'after 0 pages'],
  ['trunc-after-first-page.ltx', 'ltx-truncated', 'after 1 pages'],
  ['trunc-last-byte.ltx', 'ltx-truncated', 'lacks its last 1 bytes'],
  ['bad-magic.ltx', 'ltx-header', 'not an LTX file'],
  ['header-flag-unknown-0x1.ltx', 'ltx-header', 'invalid flags: 0x00000001'],
  ['page-size-1000.ltx', 'ltx-header', 'invalid page size: 1000'],
  ['page-size-131072.ltx', 'ltx-header', 'invalid page size: 131072'],
  ['min-txid-0.ltx', 'ltx-header', 'minimum transaction id required'],
  ['min-txid-2-no-preapply.ltx', 'ltx-header', 'pre-apply checksum required on non-snapshot files'],
  ['commit-minus-1.ltx', 'ltx-page', "page 8 is past the database's end at 7 pages"],
  ['timestamp-bit.ltx', 'ltx-checksum', 'file checksum mismatch'],
  ['wal-offset-set-size-0.ltx', 'ltx-checksum', 'file checksum mismatch'],
  ['first-pgno-bit.ltx', 'ltx-page', 'page number required'],
  ['first-page-data-bit.ltx', 'ltx-checksum', 'file checksum mismatch'],
  ['first-page-size-field-huge.ltx', 'ltx-page', 'compressed size 4294967295'],
  ['page-index-size-bit.ltx', 'ltx-index', 'is 38 bytes long, its size field says 39'],
  ['filechecksum-bit.ltx', 'ltx-checksum', 'file checksum mismatch'],
  ['rs-postapply-wrong.ltx', 'ltx-checksum', 'database checksum mismatch'],
  ['rs-page-data-changed.ltx', 'ltx-checksum', 'database checksum mismatch'],
  ['rs-duplicate-page.ltx', 'ltx-page', 'page 2 comes where a snapshot needs page 3'],
  ['rs-no-terminator-6-zero-bytes.ltx', 'ltx-page', 'invalid page header flags: 0x02be'],
  ['rs-page-beyond-commit.ltx', 'ltx-page', "page 8 is past the database's end at 7 pages"],
  ['rs-commit-plus-1.ltx', 'ltx-incomplete', "holds 8 of the database's 9 pages"],
  ['rs-index-wrong-offset.ltx', 'ltx-index', 'the page index has page 1 at byte 100, 90 bytes long'],
];
/** The reference does not look at the index; we do. */
const STRICTER = 'rs-index-wrong-offset.ltx';
const SOUND = ['rs-nochecksum-flag-ok.ltx'];

describe('the ltx command line', () => {
  const folder = unpackFixture('ltx-cli');

  test.each([
    ['p512', 512, '8fe63df69d307f87'],
    ['p4096', 4096, '9d4c8a9f0e2a4359'],
    ['p65536', 65536, 'b197d28a58c469ed'],
  ])('%s decodes to its database', (name, pageSize, checksum) => {
    const file = decodeLtxBytes(readFileSync(join(folder, `${name}.ltx`)));
    expect(file.header.pageSize).toBe(pageSize);
    expect(formatChecksum(file.trailer.postApply)).toBe(checksum);
    expect(Buffer.compare(file.pages, readFileSync(join(folder, `${name}.db`)))).toBe(0);
  });

  interface Expected {
    readonly file: string;
    readonly verify_rc: number;
    readonly apply_rc: number;
  }
  const expected = JSON.parse(readFileSync(join(folder, 'corrupt', 'expected.json'), 'utf8')) as Expected[];
  const acceptedByReference = expected.filter(({ verify_rc, apply_rc }) => verify_rc === 0 && apply_rc === 0);

  test('damaged files are all there', () => {
    expect(expected.map(({ file }) => file).sort()).toEqual(
      FAULTS.map(([file]) => file)
        .concat(SOUND)
        .sort(),
    );
    expect(acceptedByReference.map(({ file }) => file).sort()).toEqual([...SOUND, STRICTER].sort());
  });

  test.each(FAULTS)('%s is refused with %s: %s', (file, code, message) => {
    const bytes = readFileSync(join(folder, 'corrupt', file));
    expect(() => decodeLtxBytes(bytes, { name: file })).toThrow(fault(code, message));
  });

  test.each(SOUND)('%s is accepted', (file) => {
    const { pages } = decodeLtxBytes(readFileSync(join(folder, 'corrupt', file)));
    expect(Buffer.compare(pages, readFileSync(join(folder, 'p4096.db')))).toBe(0);
  });
});

describe.each(['v5-file-basic', 'v5-file-pagesize-1024'] as const)('Litestream 0.5: %s', (name) => {
  const replica = join(unpackFixture(name), 'replica', 'ltx');
  const files = readdirSync(replica, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ltx'),
  );

  test('every file is sound and is what its name says', () => {
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const { header } = decodeLtxBytes(readFileSync(join(replica, file)), { name: file });
      expect(parseLtxName(file.slice(-37))).toEqual({ min: header.min, max: header.max });
    }
  });

  test('every page can be read by itself', async () => {
    for (const path of files) {
      const bytes = readFileSync(join(replica, path));
      const { header, pages, pgnos } = decodeLtxBytes(bytes);
      const file = {
        size: bytes.length,
        read: (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length)),
      };
      const index = await readPageIndex(file);
      expect(index.map((entry) => entry.pgno)).toEqual([...pgnos]);
      for (const [i, entry] of index.entries()) {
        const page = await readPage(file, header, entry);
        expect(Buffer.compare(page, pages.subarray(i * header.pageSize, (i + 1) * header.pageSize))).toBe(0);
      }
    }
  });
});
