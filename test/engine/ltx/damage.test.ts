// Every way to cut or flip a bit of the small files ends in a typed error, or in the very same content.
import { describe, expect, test } from 'vitest';
import { isTidemarkError, type TidemarkError } from '../../../main/engine/base/errors.ts';
import { type DecodedLtx, decodeLtxBytes, verifyLtx } from '../../../main/engine/ltx/decoder.ts';
import { LTX_NO_CHECKSUM } from '../../../main/engine/ltx/header.ts';
import { concat, fault, Lcg, streamed } from './bytes.ts';
import { checksumOf, encodeFile, headerOf } from './files.ts';
import { VECTORS } from './vectors.ts';

const random = new Lcg(11);
const pages = new Map([1, 2, 3].map((pgno) => [pgno, random.page(512)]));
const own = {
  name: 'a snapshot of ours',
  bytes: encodeFile(
    headerOf({
      flags: LTX_NO_CHECKSUM,
      min: 1n,
      max: 9n,
      commit: 3,
      rolling: { pre: 0n, post: checksumOf(pages) },
    }),
    pages,
  ),
};

function outcome(bytes: Uint8Array): DecodedLtx | TidemarkError {
  try {
    return decodeLtxBytes(bytes);
  } catch (error) {
    if (!isTidemarkError(error)) throw error;
    return error;
  }
}

function content(file: DecodedLtx): unknown {
  const { header, trailer, pgnos, pages } = file;
  return { header, trailer, pgnos, pages };
}

describe.each([...VECTORS, own])('$name', ({ bytes }) => {
  const whole = content(decodeLtxBytes(bytes));

  test('cut anywhere', () => {
    for (let length = 0; length < bytes.length; length++) {
      const result = outcome(bytes.subarray(0, length));
      expect(result, `cut to ${length} bytes`).toEqual(fault('ltx-truncated'));
    }
  });

  test('with any bit flipped', () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >>> 3]! ^= 1 << (bit & 7);
      const result = outcome(damaged);
      if (isTidemarkError(result)) {
        expect(result.code, `bit ${bit}`).toMatch(
          /^ltx-(header|page|index|trailer|truncated|checksum|incomplete)$/,
        );
        continue;
      }
      expect(bit, 'only LZ4 data can say the same in other words').toBeGreaterThanOrEqual(100 * 8);
      expect(content(result)).toEqual(whole);
    }
  });

  test.each([1, 8, 100_000])('with %i bytes behind it', (extra) => {
    const result = outcome(concat([bytes, new Uint8Array(extra)]));
    expect(result).toEqual(fault('ltx-trailer', `${extra} bytes follow`));
  });

  test('twice in a row', () => {
    expect(outcome(concat([bytes, bytes]))).toEqual(fault('ltx-trailer', `${bytes.length} bytes follow`));
  });
});

describe('noise', () => {
  test('is never taken for a file', () => {
    for (let round = 0; round < 200; round++) {
      expect(outcome(random.bytes(100 + random.below(2000)))).toEqual(fault('ltx-header', 'not an LTX file'));
    }
  });

  test('behind a good header ends in an error', () => {
    const header = own.bytes.subarray(0, 100);
    for (let round = 0; round < 500; round++) {
      const result = outcome(concat([header, random.bytes(random.below(3000))]));
      expect(isTidemarkError(result)).toBe(true);
    }
  });
});

test('the file is named in the message', async () => {
  const damaged = own.bytes.slice();
  damaged[40]! ^= 1;
  const named = { name: '0000000000000001-0000000000000009.ltx' };
  await expect(verifyLtx(streamed([damaged]), named)).rejects.toEqual(
    fault('ltx-header', `${named.name}: pre-apply`),
  );
  const page = own.bytes.slice();
  page.fill(0xff, 110, 130);
  await expect(verifyLtx(streamed([page]), named)).rejects.toEqual(
    fault('ltx-page', `${named.name}: page 1: damaged LZ4 data`),
  );
});
