// A snapshot that reaches past 1 GiB, streamed through encoder and decoder.
import { expect, test } from 'vitest';
import { decodeRun } from '../../../main/engine/ltx/decode-run.ts';
import { LtxDecoder } from '../../../main/engine/ltx/decoder.ts';
import { LtxEncoder } from '../../../main/engine/ltx/encoder.ts';
import { lockPgno } from '../../../main/engine/ltx/lock-page.ts';
import { headerOf } from './files.ts';

test('the lock page is stepped over by both', () => {
  const pageSize = 65536;
  const lock = lockPgno(pageSize);
  const commit = lock + 2;
  const decoder = new LtxDecoder();
  const seen = { pages: 0, last: 0, lockPages: 0 };
  const sink = {
    write(bytes: Uint8Array): void {
      for (const run of decoder.push(bytes)) {
        const decoded = decodeRun(run);
        decoder.accept(decoded);
        seen.pages += decoded.pgnos.length;
        seen.last = decoded.pgnos.at(-1)!;
        if (decoded.pgnos.includes(lock)) seen.lockPages++;
      }
    },
  };
  const encoder = new LtxEncoder(sink, headerOf({ flags: 0, pageSize, commit, min: 1n }));
  const page = new Uint8Array(pageSize);
  for (let pgno = 1; pgno <= commit; pgno++) {
    page[0] = pgno;
    if (pgno !== lock) encoder.page(pgno, page);
  }
  const trailer = encoder.finish();
  expect(decoder.finish()).toEqual(trailer);
  expect(seen).toEqual({ pages: commit - 1, last: commit, lockPages: 0 });
});
