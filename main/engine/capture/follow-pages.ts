// Following by comparing: the pages of a view against the page-sum table, and the difference as one transaction.
// Also the beginning of every history, when there is no table yet, and of a new one when the page size changed.
import { TidemarkError } from '../base/errors.ts';
import type { EncodedChunk } from '../ltx/encoder.ts';
import type { PageSums } from '../ltx/page-sums.ts';
import type { Attachment, RollbackAttachment, WalAttachment } from './attachment.ts';
import type { Change } from './change.ts';
import { encodeSome } from './chunks.ts';
import { DifferenceCollector, TableCollector } from './collect.ts';
import { type CaptureContext, mtimeOf, nextTimestamp, nextTxid } from './context.ts';
import { collectUnderLock, collectUnderMark, type PageReading } from './page-capture.ts';
import type { CapturePosition } from './position.ts';
import type { View } from './view.ts';
import { placeOf } from './wal-capture.ts';

type Collecting = TableCollector | DifferenceCollector;

/** Compares a WAL database as `view` shows it, under the read mark that the caller holds. */
export async function followPages(
  context: CaptureContext,
  attachment: WalAttachment,
  view: View,
  reason: string,
): Promise<void> {
  const collector = collectorFor(context, view);
  const reading = await collectUnderMark(context.jobs, view, collector, context);
  await settle(context, attachment, reading, reason);
}

/** Compares a rollback-journal database. Returns the change counter of the state that is now captured. */
export async function followFile(
  context: CaptureContext,
  attachment: RollbackAttachment,
  view: View,
  reason: string,
): Promise<number> {
  const { clock, signal, onProgress } = context;
  const collector = (): Collecting => collectorFor(context, view);
  const reading = await collectUnderLock({ clock, attachment, collector, signal, onProgress });
  if (reading.view.pageSize !== view.pageSize) throw moved(attachment);
  await settle(context, attachment, reading, reason);
  return reading.view.changeCounter;
}

function collectorFor({ ledger }: CaptureContext, view: View): Collecting {
  const { known } = ledger;
  const fresh = known === undefined || (view.commit > 0 && known.position.pageSize !== view.pageSize);
  return fresh ? new TableCollector(view.commit) : new DifferenceCollector(known.sums);
}

async function settle(
  context: CaptureContext,
  attachment: Attachment,
  { view, collected }: PageReading<Collecting>,
  reason: string,
): Promise<void> {
  if (collected instanceof TableCollector) {
    begin(context, attachment, view, collected.table, reason);
    return;
  }
  await recordDifference(context, attachment, view, collected);
  context.onEvent({ kind: 'compared', reason, pages: collected.pgnos.length });
}

function begin(context: CaptureContext, attachment: Attachment, view: View, sums: PageSums, reason: string): void {
  const { ledger, onEvent } = context;
  if (view.commit === 0) throw emptyDatabase(attachment);
  const position = { ...positionAfter(context, attachment, view), checksum: sums.checksum() };
  ledger.begin(position, sums);
  onEvent({ kind: 'baseline', position, reason });
}

async function recordDifference(
  context: CaptureContext,
  attachment: Attachment,
  view: View,
  { pgnos, sums }: DifferenceCollector,
): Promise<void> {
  const { ledger, jobs } = context;
  const { known } = ledger;
  if (known === undefined) throw new TidemarkError('bug', 'pages were compared with nothing');
  const position = positionAfter(context, attachment, view);
  if (pgnos.length === 0 && view.commit === known.position.commit) {
    ledger.move(position);
    return;
  }
  const pageSize = view.commit === 0 ? known.position.pageSize : view.pageSize;
  const smallest = Math.min(known.position.commit, view.commit);
  const change: Change = { pgnos, sums, smallest, position: { ...position, pageSize }, wal: undefined };
  const recorded = await ledger.record(change, () => provedChunks(encodeSome(jobs, view, pgnos), sums, attachment));
  context.onEvent({ kind: 'captured', ...recorded, way: 'pages', commits: undefined, pages: pgnos.length });
}

/** Pages are read a second time to be encoded; they must still be what was compared, or the change is not recorded. */
async function* provedChunks(
  chunks: AsyncIterable<EncodedChunk>,
  sums: Uint32Array,
  attachment: Attachment,
): AsyncGenerator<EncodedChunk> {
  let at = 0;
  for await (const chunk of chunks) {
    for (const half of chunk.sums) if (half !== sums[at++]) throw moved(attachment);
    yield chunk;
  }
}

function positionAfter(
  context: CaptureContext,
  { kind, file }: Attachment,
  view: View,
): Omit<CapturePosition, 'checksum'> {
  return {
    txid: nextTxid(context),
    timestamp: nextTimestamp(context),
    pageSize: view.pageSize,
    commit: view.commit,
    identity: file.identity,
    mtime: mtimeOf(context, file.path),
    wal: kind === 'wal' ? placeOf(view.end) : { kind: 'none' },
  };
}

function moved({ file }: Attachment): TidemarkError {
  return new TidemarkError('database-moved', `${file.path} was written while it was being compared`, {
    hint: 'Nothing is lost: Tidemark compares it again at once.',
    retry: 'now',
  });
}

function emptyDatabase({ file }: Attachment): TidemarkError {
  return new TidemarkError('database-empty', `${file.path} is empty`, {
    hint: 'There is nothing to copy yet. Copying begins with the first change.',
    retry: 'later',
  });
}
