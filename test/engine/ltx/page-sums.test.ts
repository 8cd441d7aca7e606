import { describe, expect, test } from 'vitest';
import {
  EMPTY_DATABASE,
  formatChecksum,
  pageChecksum,
  pageSumInto,
} from '../../../main/engine/ltx/checksum.ts';
import { lockPgno } from '../../../main/engine/ltx/lock-page.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import { filled, Lcg } from './bytes.ts';

const sum = new Uint32Array(2);

function put(sums: PageSums, pgno: number, page: Uint8Array): void {
  pageSumInto(pgno, page, sum, 0);
  sums.setFrom(pgno, sum, 0);
}

function databaseOf(...pages: Uint8Array[]): PageSums {
  const sums = new PageSums();
  for (const [i, page] of pages.entries()) put(sums, i + 1, page);
  return sums;
}

const char = (size: number, text: string): Uint8Array => filled(size, text.charCodeAt(0));

describe('the checksum of a database', () => {
  test('without pages', () => {
    expect(new PageSums().checksum()).toBe(EMPTY_DATABASE);
    expect(formatChecksum(EMPTY_DATABASE)).toBe('8000000000000000');
  });

  test.each([
    ['8b87423eeeeeeeee', [filled(512, 0), filled(512, 1)]],
    ['aad48cd000000000', [filled(512, 0), filled(512, 0xff)]],
    ['c2001cccdfeaa333', [filled(512, 0), filled(512, 1), filled(512, 2)]],
    ['e353d22231044ddd', [filled(512, 0), filled(512, 0xff), filled(512, 2)]],
    ['9022e0adc5e1dd20', [filled(4096, 0), filled(4096, 1), filled(4096, 2)]],
    ['9e7746fea1342844', [filled(4096, 0), filled(4096, 0xff), filled(4096, 2)]],
    ['efffffffecd99000', [filled(512, 1), filled(512, 2), filled(512, 3)]],
    ['e1899b6d587aaaaa', [char(1024, '2'), char(1024, '3')]],
    ['eb1a999231044ddd', [char(512, '1')]],
  ])('is %s', (checksum, pages) => {
    expect(formatChecksum(databaseOf(...pages).checksum())).toBe(checksum);
  });

  test('past 1 GiB leaves the lock page out', () => {
    const page = char(4096, 'x');
    const lock = lockPgno(4096);
    const sums = new PageSums();
    for (let pgno = 1; pgno <= lock + 10; pgno++) if (pgno !== lock) put(sums, pgno, page);
    expect(sums.commit).toBe(262155);
    expect(sums.get(lock)).toBe(0n);
    expect(formatChecksum(sums.checksum())).toBe('c19b668c376662c7');
  });
});

describe('page sums', () => {
  test('follow each change, in any order', () => {
    const random = new Lcg(21);
    const pages = Array.from({ length: 50 }, () => random.page(512));
    const sums = databaseOf(...pages);
    for (let round = 0; round < 200; round++) {
      const pgno = 1 + random.below(50);
      pages[pgno - 1] = random.page(512);
      put(sums, pgno, pages[pgno - 1]!);
    }
    expect(sums.checksum()).toBe(databaseOf(...pages).checksum());
    expect(sums.get(7)).toBe(pageChecksum(7, pages[6]!));
  });

  test('shrink and grow', () => {
    const sums = databaseOf(filled(512, 0), filled(512, 1), filled(512, 2));
    sums.truncate(2);
    expect([sums.commit, formatChecksum(sums.checksum())]).toEqual([2, '8b87423eeeeeeeee']);
    sums.truncate(10);
    expect(sums.commit).toBe(2);
    put(sums, 3, filled(512, 2));
    expect(formatChecksum(sums.checksum())).toBe('c2001cccdfeaa333');
    sums.truncate(0);
    expect([sums.commit, sums.checksum()]).toEqual([0, EMPTY_DATABASE]);
  });

  test('have unknown pages', () => {
    const sums = new PageSums();
    put(sums, 3, filled(512, 2));
    expect(sums.commit).toBe(3);
    expect([sums.get(1), sums.get(2), sums.get(4)]).toEqual([0n, 0n, 0n]);
    expect([...sums.entries.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test('compare one page', () => {
    const sums = databaseOf(filled(512, 0), filled(512, 1));
    const source = new Uint32Array(4);
    pageSumInto(2, filled(512, 1), source, 1);
    expect(sums.equals(2, source, 1)).toBe(true);
    expect(sums.equals(1, source, 1)).toBe(false);
    expect(sums.equals(3, source, 0)).toBe(false);
  });

  test('are stored and loaded', () => {
    const sums = databaseOf(filled(512, 0), filled(512, 1), filled(512, 2));
    const loaded = PageSums.from(sums.entries.slice(), 3);
    expect(loaded.checksum()).toBe(sums.checksum());
    expect(loaded.entries).toEqual(sums.entries);
    expect(formatChecksum(PageSums.from(sums.entries, 2).checksum())).toBe('8b87423eeeeeeeee');
    const longer = PageSums.from(sums.entries, 9);
    expect([longer.commit, longer.get(9), longer.checksum()]).toEqual([9, 0n, sums.checksum()]);
  });

  test('are copied apart', () => {
    const sums = databaseOf(filled(512, 0), filled(512, 1));
    const copy = sums.clone();
    put(copy, 2, filled(512, 0xff));
    copy.truncate(1);
    expect(formatChecksum(sums.checksum())).toBe('8b87423eeeeeeeee');
  });

  test('take eight bytes a page', () => {
    const sums = new PageSums();
    for (let pgno = 1; pgno <= 10_000; pgno++) sums.set(pgno, 0x80000000, pgno);
    expect(sums.entries.length).toBe(20_000);
    expect(sums.entries.buffer.byteLength).toBeLessThanOrEqual(1.5 * 8 * 10_000);
  });
});
