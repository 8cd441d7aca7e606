// Following a write-ahead log: judge continuity, then turn the new frames into transactions, piece by piece.
import { assertNever } from '../base/errors.ts';
import { sameFile } from '../sqlite/owner.ts';
import { framesIn, type WalHeader } from '../sqlite/wal-format.ts';
import { startOfWal, type WalPosition } from '../sqlite/wal-scan.ts';
import type { WalAttachment } from './attachment.ts';
import { encodePlaces, encodeSome, sumSome } from './chunks.ts';
import { type CaptureContext, mtimeOf, nextTimestamp, nextTxid } from './context.ts';
import { type Attendance, judgeContinuity, type WalSight } from './continuity.ts';
import { followPages } from './follow-pages.ts';
import type { WalPlace } from './position.ts';
import type { Change } from './change.ts';
import { placesOf, viewWal } from './view.ts';
import { placeOf, readBatch, type WalBatch } from './wal-capture.ts';

/** A piece of log ends at the first commit after this many bytes; only the places of its pages are kept in memory. */
const PIECE_BYTES = 32 << 20;
/** So many bytes of pages are encoded here and now: writers may be waiting behind a barrier. */
const IN_PLACE_BYTES = 4 << 20;

/**
 * Captures everything that is in the log when the call begins (or up to `until`, bytes from the log's start) and
 * moves the read mark there. Afterwards the log is attended: see continuity.ts.
 */
export async function followLog(
  context: CaptureContext,
  attachment: WalAttachment,
  attendance: Attendance,
  until: number = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  await attachment.mark.advance(async () => {
    const verdict = judge(context, attachment, attendance);
    switch (verdict.kind) {
      case 'unchanged':
        return;
      case 'emptied':
        moveTo(context, attachment, { kind: 'empty' });
        return;
      case 'continue':
        await readPieces(context, attachment, captured(context, verdict.header), until);
        return;
      case 'restart':
        moveTo(context, attachment, placeOf(startOfWal(verdict.header)));
        await readPieces(context, attachment, startOfWal(verdict.header), until);
        return;
      case 'lost': {
        const view = viewWal(context.disk, attachment.file, attachment.wal);
        await followPages(context, attachment, view, verdict.reason);
        return;
      }
      default:
        assertNever(verdict);
    }
  });
}

function judge(
  context: CaptureContext,
  { file, wal }: WalAttachment,
  attendance: Attendance,
): ReturnType<typeof judgeContinuity> {
  const position = context.ledger.known?.position;
  if (position === undefined) return { kind: 'lost', reason: 'first look' };
  if (attendance === 'away' && position.wal.kind === 'at' && position.mtime !== mtimeOf(context, file.path)) {
    return { kind: 'lost', reason: 'the database file was written while nobody watched' };
  }
  if (!sameFile(position.identity, file.identity)) {
    return { kind: 'lost', reason: 'the file was replaced by another' };
  }
  const size = wal.size();
  const header = wal.header();
  if (header !== undefined && header.pageSize !== position.pageSize) {
    return { kind: 'lost', reason: 'the page size changed' };
  }
  const sight: WalSight = { header, size, sumsBefore: (offset) => sumsBefore(wal, header, offset) };
  return judgeContinuity(position.wal, sight, attendance);
}

function sumsBefore(
  wal: WalAttachment['wal'],
  header: WalHeader | undefined,
  offset: number,
): { s0: number; s1: number } | undefined {
  if (header === undefined) return undefined;
  return framesIn(offset, header.pageSize) === 0 ? header.sums : wal.sumsBefore(offset, header.pageSize);
}

function captured({ ledger }: CaptureContext, header: WalHeader): WalPosition {
  const place = ledger.known?.position.wal as WalPlace & { kind: 'at' };
  return { header, offset: place.offset, sums: { s0: place.s0, s1: place.s1 } };
}

async function readPieces(
  context: CaptureContext,
  attachment: WalAttachment,
  start: WalPosition,
  until: number,
): Promise<void> {
  // A writer may be as fast as we are: what comes after this moment is for the next look.
  const end = Math.min(until, attachment.wal.size());
  let from = start;
  for (;;) {
    const batch = nextBatch(context, attachment, from, end);
    if (batch === undefined) break;
    await captureBatch(context, attachment, batch);
    from = batch.end;
    if (!batch.more) break;
  }
}

function nextBatch(
  { disk, ledger }: CaptureContext,
  { file, wal }: WalAttachment,
  from: WalPosition,
  until: number,
): WalBatch | undefined {
  const commitBefore = ledger.known?.position.commit ?? 0;
  return readBatch(disk, file, wal, from, commitBefore, { bytes: PIECE_BYTES, until });
}

async function captureBatch(context: CaptureContext, { file }: WalAttachment, batch: WalBatch): Promise<void> {
  const { ledger, jobs } = context;
  const { pgnos, view, start, end } = batch;
  const small = pgnos.length * view.pageSize <= IN_PLACE_BYTES ? encodePlaces(placesOf(view, pgnos)) : undefined;
  const position = {
    txid: nextTxid(context),
    timestamp: nextTimestamp(context),
    pageSize: view.pageSize,
    commit: view.commit,
    identity: file.identity,
    mtime: mtimeOf(context, file.path),
    wal: placeOf(end),
  };
  const change: Change = {
    pgnos,
    sums: small?.sums ?? (await gatherSums(context, batch)),
    smallest: batch.smallest,
    position,
    wal: {
      offset: start.offset,
      size: end.offset - start.offset,
      salt1: end.header.salt1,
      salt2: end.header.salt2,
    },
  };
  const recorded = await ledger.record(change, () => (small === undefined ? encodeSome(jobs, view, pgnos) : [small]));
  context.onEvent({ kind: 'captured', ...recorded, way: 'log', commits: batch.commits, pages: pgnos.length });
}

async function gatherSums({ jobs }: CaptureContext, { view, pgnos }: WalBatch): Promise<Uint32Array> {
  const sums = new Uint32Array(2 * pgnos.length);
  let at = 0;
  for await (const chunk of sumSome(jobs, view, pgnos)) {
    sums.set(chunk.sums, at);
    at += chunk.sums.length;
  }
  return sums;
}

function moveTo(context: CaptureContext, { file }: WalAttachment, wal: WalPlace): void {
  context.ledger.move({ wal, identity: file.identity, mtime: mtimeOf(context, file.path) });
}
