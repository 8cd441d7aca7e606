// The sums that prove a file sound: its own checksum, and for a snapshot that of the database it holds.
import { TidemarkError } from '../base/errors.ts';
import { type Checksum, CHECKSUM_FLAG_HI, formatChecksum } from './checksum.ts';
import { Crc64, joinHalves } from './crc64.ts';
import type { DecodedRun } from './decode-run.ts';
import { ltxError } from './fault.ts';
import { END_MARKER_SIZE } from './frame.ts';
import { isSnapshot, LTX_NO_CHECKSUM, type LtxHeader } from './header.ts';
import type { PageOrder } from './page-order.ts';
import type { Tail } from './tail.ts';
import type { LtxTrailer } from './trailer.ts';

/** Sums up one file while it goes by. */
export class Proof {
  readonly #crc = new Crc64();
  /** XOR of the page sums. */
  #hi = 0;
  #lo = 0;
  #pages = 0;

  addHeader(bytes: Uint8Array): void {
    this.#crc.update(bytes);
  }

  /** The next run, in the file's order. */
  addRun(run: DecodedRun): void {
    this.#crc.join(run.crc, run.crcLength);
    for (let i = 0; i < run.sums.length; i += 2) {
      this.#hi ^= run.sums[i]!;
      this.#lo ^= run.sums[i + 1]!;
    }
    this.#pages += run.pgnos.length;
  }

  /** Ends the sums: `ltx-checksum`, or `ltx-incomplete` for a snapshot without all its pages. */
  finish(header: LtxHeader, order: PageOrder, { trailer, hashed }: Tail): void {
    if (this.#pages !== order.count) {
      throw new TidemarkError('bug', `${this.#pages} of ${order.count} decoded pages were accepted`);
    }
    this.#crc.update(new Uint8Array(END_MARKER_SIZE)).update(hashed);
    compare('file checksum mismatch', trailer.fileChecksum, flagged(this.#crc.hi, this.#crc.lo));
    order.finish();
    if (isSnapshot(header)) this.#checkDatabase(header, trailer);
  }

  /** A snapshot's own pages say what the database must sum to. */
  #checkDatabase(header: LtxHeader, trailer: LtxTrailer): void {
    const computed = flagged(this.#hi, this.#lo);
    if (header.rolling !== undefined) compare('database checksum mismatch', header.rolling.post, computed);
    if (header.flags !== LTX_NO_CHECKSUM) compare('database checksum mismatch', trailer.postApply, computed);
  }
}

function flagged(hi: number, lo: number): Checksum {
  return joinHalves(hi | CHECKSUM_FLAG_HI, lo);
}

function compare(what: string, stated: Checksum, computed: Checksum): void {
  if (stated === computed) return;
  const figures = `the file says ${formatChecksum(stated)}, its content gives ${formatChecksum(computed)}`;
  throw ltxError('ltx-checksum', `${what}: ${figures}`);
}
