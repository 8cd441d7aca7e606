// What a snapshot that does not say so (Litestream's) sums to: found out by reading it.
import { isTidemarkError } from '../base/errors.ts';
import type { Destination, LtxRef } from '../destination/destination.ts';
import { type Checksum, CHECKSUM_FLAG_HI } from '../ltx/checksum.ts';
import { joinHalves } from '../ltx/crc64.ts';
import { decodeLtx } from '../ltx/decoder.ts';

/** Of the database in a file that holds all its pages; undefined for one that is damaged. */
export async function checksumOfSnapshot(
  destination: Destination,
  ref: LtxRef,
  signal: AbortSignal,
): Promise<Checksum | undefined> {
  let [hi, lo] = [0, 0];
  try {
    for await (const { sums } of decodeLtx(destination.open(ref, { signal }))) {
      for (let i = 0; i < sums.length; i += 2) {
        hi ^= sums[i]!;
        lo ^= sums[i + 1]!;
      }
    }
  } catch (error) {
    if (isTidemarkError(error) && error.code.startsWith('ltx-')) return undefined;
    throw error;
  }
  return joinHalves(hi | CHECKSUM_FLAG_HI, lo);
}
