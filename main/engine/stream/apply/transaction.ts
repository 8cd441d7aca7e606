// One proved file put into the follower's database as a transaction that SQLite itself would undo: the journal first, then
// the pages, then the journal away. A kill or a power cut at any moment leaves the state before or the state after to
// whoever opens the database next. Only for who holds the exclusive lock.
import { type Disk, readFully } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { CompactionInput } from '../../ltx/compact.ts';
import { decodeLtx } from '../../ltx/decoder.ts';
import type { DecodedRun } from '../../ltx/decode-run.ts';
import { lockPgno } from '../../ltx/lock-page.ts';
import { formatLtxName } from '../../ltx/name.ts';
import type { OwnDatabaseFile } from '../../sqlite/owner.ts';
import { journalPath, removeJournal, writeJournal } from './journal.ts';
import { asOurs } from './page-one.ts';
import type { Proved } from './prove.ts';
import type { Point } from './state.ts';

export interface Transaction {
  readonly disk: Disk;
  readonly own: OwnDatabaseFile;
  readonly input: CompactionInput;
  readonly proved: Proved;
  /** What the file is to be. */
  readonly to: Point;
  /** Page size of the file as it is, bytes; that of `to` where it is empty. */
  readonly pageSize: number;
  readonly nonce: number;
}

export async function carryOut(transaction: Transaction): Promise<void> {
  const { disk, own, to } = transaction;
  const { path, fd } = own.file;
  const place = { disk, path: journalPath(path), mode: disk.fstatSync(fd).mode & 0o777 };
  writeJournal(place, contentOf(transaction));
  await writePages(transaction);
  const size = to.commit * to.pageSize;
  if (own.file.size() !== size) own.resize(size);
  own.sync();
  removeJournal(place);
}

function contentOf(transaction: Transaction): Parameters<typeof writeJournal>[1] {
  const { disk, own, pageSize, nonce } = transaction;
  const pages = Math.ceil(own.file.size() / pageSize);
  const page = new Uint8Array(pageSize);
  const read = (pgno: number): Uint8Array => {
    const length = readFully(disk, own.file.fd, page, (pgno - 1) * pageSize);
    return page.fill(0, length);
  };
  return { pageSize, pages, pgnos: kept(transaction, pages), read, nonce };
}

/** The pages that are written over or cut off, of those that are there. */
function kept({ proved, to, pageSize }: Transaction, pages: number): number[] {
  const lock = lockPgno(pageSize);
  const pgnos = pageSize === to.pageSize ? changed(proved, to, pages) : everyPage(1, pages);
  return pgnos.filter((pgno) => pgno <= pages && pgno !== lock);
}

function changed({ pgnos, differs }: Proved, { commit }: Point, pages: number): number[] {
  const others = [...pgnos].filter((pgno, i) => pgno > 1 && pgno <= commit && differs[i] === 1);
  return [1, ...others, ...everyPage(Math.max(2, commit + 1), pages)];
}

function everyPage(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

async function writePages(transaction: Transaction): Promise<void> {
  const { input, to, proved } = transaction;
  let at = 0;
  const runs = decodeLtx(input.open(), { name: formatLtxName(input.range) });
  for (;;) {
    const step = await runs.next();
    if (step.done === true) {
      requireSameFile(transaction, step.value.trailer.fileChecksum);
      break;
    }
    writeRun(transaction, step.value, at);
    at += step.value.pgnos.length;
  }
  if (proved.header === undefined && to.commit > 0) rewriteFirst(transaction);
}

function writeRun({ own, proved, to }: Transaction, { pgnos, pages }: DecodedRun, first: number): void {
  for (const [i, pgno] of pgnos.entries()) {
    if (pgno > to.commit || (pgno > 1 && proved.differs[first + i] === 0)) continue;
    const page = pages.subarray(i * to.pageSize, (i + 1) * to.pageSize);
    own.write(pgno === 1 ? asOurs(page, to) : page, (pgno - 1) * to.pageSize);
  }
}

/** The change counter moves also where the source's first page did not change. */
function rewriteFirst({ disk, own, to }: Transaction): void {
  const page = new Uint8Array(to.pageSize);
  readFully(disk, own.file.fd, page, 0);
  own.write(asOurs(page, to), 0);
}

/** It was proved a moment ago; were it another one now, the journal is still there. */
function requireSameFile({ proved, input }: Transaction, fileChecksum: bigint): void {
  if (fileChecksum === proved.ends.trailer.fileChecksum) return;
  throw new TidemarkError('ltx-checksum', `${formatLtxName(input.range)} changed while it was applied`);
}
