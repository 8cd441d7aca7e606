// A snapshot as LTX, turned into the bytes of the database file itself.
import { TidemarkError } from '../../base/errors.ts';
import { decodeLtx } from '../../ltx/decoder.ts';
import type { LtxHeader } from '../../ltx/header.ts';
import { lockPgno } from '../../ltx/lock-page.ts';

/** All pages in order, the lock page as zeros. `database-empty` for a database without pages, once that is known. */
export async function* databaseImage(
  ltx: AsyncIterable<Uint8Array>,
  onProved: (header: LtxHeader) => void,
): AsyncGenerator<Uint8Array> {
  const runs = decodeLtx(ltx);
  let expected = 1;
  for (;;) {
    const next = await runs.next();
    if (next.done === true) {
      const { header } = next.value;
      if (header.commit === 0) throw emptyError();
      if (expected === header.commit) yield new Uint8Array(header.pageSize);
      onProved(header);
      return;
    }
    const { pgnos, pages } = next.value;
    const pageSize = pages.length / pgnos.length;
    const lock = pgnos.indexOf(lockPgno(pageSize) + 1);
    if (lock === -1) yield pages;
    else {
      yield pages.subarray(0, lock * pageSize);
      yield new Uint8Array(pageSize);
      yield pages.subarray(lock * pageSize);
    }
    expected = pgnos.at(-1)! + 1;
  }
}

function emptyError(): TidemarkError {
  return new TidemarkError('database-empty', 'the database has no pages now, which this format has no words for', {
    hint: 'It is copied again once there is something in it. What was copied before is untouched.',
    retry: 'later',
  });
}
