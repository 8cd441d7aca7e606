// An LTX file proved before anything is touched: sound in itself, going on from where the follower is, and leading to the
// checksum that was recorded when it was captured.
import { TidemarkError } from '../../base/errors.ts';
import { applyChange } from '../../capture/sums-change.ts';
import { type Checksum, formatChecksum } from '../../ltx/checksum.ts';
import type { CompactionInput } from '../../ltx/compact.ts';
import { decodeLtx } from '../../ltx/decoder.ts';
import type { DecodedRun } from '../../ltx/decode-run.ts';
import { isSnapshot } from '../../ltx/header.ts';
import { lockPgno } from '../../ltx/lock-page.ts';
import { formatLtxName } from '../../ltx/name.ts';
import { PageSums } from '../../ltx/page-sums.ts';
import { checksumBefore, databaseChecksum, type LtxEnds } from '../../ltx/trailer.ts';
import { formatTxid } from '../../ltx/txid.ts';
import { DATABASE_HEADER_SIZE } from '../../sqlite/header.ts';
import type { Point } from './state.ts';

/** Where the follower is, and the sums of the source's pages there. */
export interface Standing {
  readonly point: Point;
  readonly sums: PageSums;
}

export interface Proved {
  readonly ends: LtxEnds;
  /** In the file's order. */
  readonly pgnos: Uint32Array;
  /** For each of them, whether it differs from what the follower's file has. */
  readonly differs: Uint8Array;
  /** The table after the file: another one for a snapshot, else the follower's own, changed. */
  readonly sums: PageSums;
  /** First bytes of the source's first page, where the file has that page. */
  readonly header: Uint8Array | undefined;
  /** Takes the change of the follower's table back. */
  undo(): void;
}

/** `stream-diverged`: the file is not of the history that the follower is in; else the errors of the decoder. */
export async function proveFile(input: CompactionInput, standing: Standing | undefined): Promise<Proved> {
  const read = await readThrough(input, standing);
  const { header, trailer } = read.ends;
  const proved = isSnapshot(header) ? proveSnapshot(read, standing) : proveChange(read, standing!);
  const recorded = databaseChecksum(header, trailer);
  const actual = proved.sums.checksum();
  if (recorded === undefined || recorded === actual) return proved;
  proved.undo();
  throw diverged(`${formatLtxName(input.range)} leads to ${formatChecksum(recorded)} and here to ${formatChecksum(actual)}`);
}

interface Read extends Pick<Proved, 'ends' | 'pgnos' | 'header'> {
  readonly pageSums: Uint32Array;
}

async function readThrough(input: CompactionInput, standing: Standing | undefined): Promise<Read> {
  const name = formatLtxName(input.range);
  const gathered = new Gathered();
  const runs = decodeLtx(input.open(), { name });
  for (;;) {
    const step = await runs.next();
    if (step.done !== true) {
      gathered.add(step.value);
      continue;
    }
    requireNext(input, step.value, standing);
    return { ends: step.value, ...gathered.all() };
  }
}

/** The numbers and sums of all pages, without the pages. */
class Gathered {
  readonly #pgnos: Uint32Array[] = [];
  readonly #sums: Uint32Array[] = [];
  #header: Uint8Array | undefined;

  add({ pgnos, sums, pages }: DecodedRun): void {
    if (pgnos[0] === 1) this.#header = pages.slice(0, DATABASE_HEADER_SIZE);
    this.#pgnos.push(pgnos);
    this.#sums.push(sums);
  }

  all(): Pick<Read, 'pgnos' | 'pageSums' | 'header'> {
    return { pgnos: joined(this.#pgnos), pageSums: joined(this.#sums), header: this.#header };
  }
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function requireNext({ range }: CompactionInput, { header }: LtxEnds, standing: Standing | undefined): void {
  if (header.min !== range.min || header.max !== range.max) {
    throw new TidemarkError('ltx-header', `${formatLtxName(range)}: its header says ${formatLtxName(header)}`);
  }
  if (isSnapshot(header)) return;
  const at = standing?.point;
  if (at === undefined || header.min > at.txid + 1n || header.max <= at.txid) {
    const where = at === undefined ? 'nothing' : `transaction ${formatTxid(at.txid)}`;
    throw new TidemarkError('ltx-not-contiguous', `${formatLtxName(range)} does not follow ${where}`, { retry: 'now' });
  }
  if (header.pageSize !== at.pageSize) throw diverged(`it has pages of ${header.pageSize} bytes, not ${at.pageSize}`);
  if (header.min === at.txid + 1n) requireSame(checksumBefore(header), at);
}

function requireSame(before: Checksum | undefined, { checksum, txid }: Point): void {
  if (before === undefined || before === checksum) return;
  const sums = `${formatChecksum(before)} there, ${formatChecksum(checksum)} here`;
  throw diverged(`transaction ${formatTxid(txid)} is another one: the database sums to ${sums}`);
}

function proveSnapshot(read: Read, standing: Standing | undefined): Proved {
  const { commit, pageSize } = read.ends.header;
  const sums = PageSums.withRoom(commit);
  const known = standing?.point.pageSize === pageSize ? standing.sums : undefined;
  const differs = differing(read, known);
  read.pgnos.forEach((pgno, i) => {
    sums.setFrom(pgno, read.pageSums, i);
  });
  return { ...read, differs, sums, undo: () => undefined };
}

function proveChange(read: Read, { point, sums }: Standing): Proved {
  const { header } = read.ends;
  requireGrowth(read, point);
  const differs = differing(read, sums);
  const smallest = Math.min(point.commit, header.commit);
  const applied = applyChange(sums, { pgnos: read.pgnos, sums: read.pageSums, smallest });
  const undo = (): void => {
    applied.undo();
  };
  return { ...read, differs, sums, undo };
}

function differing({ pgnos, pageSums }: Read, known: PageSums | undefined): Uint8Array {
  return Uint8Array.from(pgnos, (pgno, i) => (known?.equals(pgno, pageSums, i) === true ? 0 : 1));
}

/** All pages by which the database grows must be in the file. */
function requireGrowth({ pgnos, ends: { header } }: Read, { commit }: Point): void {
  const { commit: size, pageSize } = header;
  const lock = lockPgno(pageSize);
  const wanted = Math.max(0, size - commit) - (commit < lock && lock <= size ? 1 : 0);
  const present = pgnos.reduce((count, pgno) => count + (pgno > commit ? 1 : 0), 0);
  if (present === wanted) return;
  throw new TidemarkError('ltx-incomplete', `the database grows by ${wanted} pages, of which the file has ${present}`);
}

/** `why` reads as in "it went another way: <why>". */
export function diverged(why: string): TidemarkError {
  return new TidemarkError('stream-diverged', why, {
    hint: 'What is here is set apart, and the whole database is fetched anew.',
    retry: 'now',
  });
}
