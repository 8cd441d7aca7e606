// Goes through the files of a plan, oldest first, and keeps account of what the database is after each one.
import { TidemarkError } from '../base/errors.ts';
import type { LtxInfo } from '../destination/destination.ts';
import { type Checksum, formatChecksum } from '../ltx/checksum.ts';
import { isSnapshot, type LtxHeader } from '../ltx/header.ts';
import { lockPgno } from '../ltx/lock-page.ts';
import { formatLtxName, type TxidRange } from '../ltx/name.ts';
import { PageSums } from '../ltx/page-sums.ts';
import type { DecodedRun } from '../ltx/decode-run.ts';
import { checksumBefore, databaseChecksum, type LtxEnds } from '../ltx/trailer.ts';
import type { Txid } from '../ltx/txid.ts';
import { blaming } from './damage.ts';
import { decodeFile, type DecodeOptions } from './decode-file.ts';
import { readAhead } from './read-ahead.ts';
import type { HistorySource } from './source.ts';

/**
 * Takes the pages as they come; a page may come again, newer. Nothing is proved before the walk has ended.
 */
export interface PageSink {
  /** The next run comes when what this returned has resolved. */
  pages(run: DecodedRun, pageSize: number): Promise<void> | undefined;
  /** The database is this many bytes long now. */
  resize(size: number): void;
}

/** The database after the last file. */
export interface WalkedState {
  readonly txid: Txid;
  /** Pages. */
  readonly commit: number;
  /** Bytes. */
  readonly pageSize: number;
  readonly sums: PageSums;
  /** Rolling checksum of all pages. */
  readonly checksum: Checksum;
  /** Whether the last file recorded that checksum when it was captured, or we could only compute it. */
  readonly proved: 'recorded' | 'computed';
}

export interface WalkOptions extends DecodeOptions {
  readonly destination: HistorySource;
  /** Called for each file that was found whole and in its place. */
  readonly onFile?: ((file: LtxInfo, ends: LtxEnds) => void) | undefined;
}

/**
 * Decodes and checks every file to its end, and its checksums of the database, where it has any, against what
 * the pages so far add up to. A file that fails is a DamagedFileError; the sink then holds nothing of worth.
 */
export async function walk(
  files: readonly LtxInfo[],
  sink: PageSink,
  options: WalkOptions,
): Promise<WalkedState> {
  const state = new State(sink);
  for await (const opened of readAhead(options.destination, files, options.signal)) {
    const { file } = opened;
    const ends = await blaming(file, async () => {
      const ends = await decodeFile(opened, options, {
        header: (header) => {
          state.begin(file, header);
        },
        run: (run) => state.take(run),
      });
      state.end(ends);
      return ends;
    });
    options.onFile?.(file, ends);
  }
  return state.result();
}

class State {
  readonly #sink: PageSink;
  readonly #sums = new PageSums();
  #txid: Txid = 0n;
  #commit = 0;
  #pageSize = 0;
  #proved: WalkedState['proved'] = 'computed';

  constructor(sink: PageSink) {
    this.#sink = sink;
  }

  /** Checks that the file is the one that was asked for and goes on from here. */
  begin(file: LtxInfo, header: LtxHeader): void {
    checkName(file, header);
    if (this.#txid === 0n) this.#pageSize = header.pageSize;
    if (header.pageSize !== this.#pageSize) {
      throw new TidemarkError(
        'ltx-header',
        `pages of ${header.pageSize} bytes follow pages of ${this.#pageSize}`,
      );
    }
    if (isSnapshot(header) || header.min !== this.#txid + 1n) return;
    this.#compare('before it', checksumBefore(header));
  }

  take(run: DecodedRun): Promise<void> | undefined {
    const { pgnos, sums } = run;
    for (let i = 0; i < pgnos.length; i++) {
      const pgno = pgnos[i]!;
      if (pgno > this.#sums.commit && pgno !== this.#nextPage()) throw leftOut(this.#nextPage());
      this.#sums.setFrom(pgno, sums, i);
    }
    return this.#sink.pages(run, this.#pageSize);
  }

  end({ header, trailer }: LtxEnds): void {
    if (header.commit >= this.#nextPage()) throw leftOut(this.#nextPage());
    this.#sums.truncate(header.commit);
    if (header.commit !== this.#commit) this.#sink.resize(header.commit * this.#pageSize);
    this.#commit = header.commit;
    this.#txid = header.max;
    const recorded = databaseChecksum(header, trailer);
    this.#compare('after it', recorded);
    this.#proved = recorded === undefined ? 'computed' : 'recorded';
  }

  result(): WalkedState {
    return {
      txid: this.#txid,
      commit: this.#commit,
      pageSize: this.#pageSize,
      sums: this.#sums,
      checksum: this.#sums.checksum(),
      proved: this.#proved,
    };
  }

  /** The page after the last known one; the lock page is never in a file. */
  #nextPage(): number {
    const next = this.#sums.commit + 1;
    return next === lockPgno(this.#pageSize) ? next + 1 : next;
  }

  #compare(when: string, recorded: Checksum | undefined): void {
    const actual = this.#sums.checksum();
    if (recorded === undefined || recorded === actual) return;
    const sums = `recorded ${formatChecksum(recorded)}, restored ${formatChecksum(actual)}`;
    throw new TidemarkError('restore-checksum', `the database ${when} is not what was captured: ${sums}`, {
      hint: 'Restore another point, or from another destination.',
    });
  }
}

/** `ltx-header` when the file holds other transactions than its name says. */
export function checkName(file: TxidRange, header: LtxHeader): void {
  if (header.min === file.min && header.max === file.max) return;
  throw new TidemarkError('ltx-header', `the header says it is ${formatLtxName(header)}`, {
    hint: 'The file was renamed. Give it back the name its header says.',
  });
}

function leftOut(pgno: number): TidemarkError {
  return new TidemarkError('ltx-incomplete', `the database grows but page ${pgno} is left out`, {
    hint: 'The program that wrote this file left a page out. Restore another point, and take a new snapshot.',
  });
}
