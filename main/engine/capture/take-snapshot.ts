// Taking a snapshot: a hold of its own on the database, capture brought exactly to what that hold sees, and the
// stream of the whole. Capture goes on while the snapshot is sent.
//
// A WAL database stays readable at the held state for as long as it takes. A rollback-journal database does not, and
// its writers must not wait for a slow destination: its pages are read without a lock, each proved against the
// captured sums; if writers spoil that twice, the file is written to the local disk first, under the lock.
import { TidemarkError } from '../base/errors.ts';
import { sameGeneration } from '../sqlite/wal-format.ts';
import type { Txid } from '../ltx/txid.ts';
import {
  attach,
  type Attachment,
  detach,
  type RollbackAttachment,
  type WalAttachment,
  withSharedLock,
} from './attachment.ts';
import type { CaptureContext } from './context.ts';
import type { CapturePosition, WalPlace } from './position.ts';
import { encodeSnapshot, type SnapshotSource } from './snapshot.ts';
import { type View, viewFile, viewWal } from './view.ts';
import { placeOf } from './wal-capture.ts';

export interface TakenSnapshot {
  readonly max: Txid;
  /** Bytes of the database. */
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  dispose(): void;
}

export interface SnapshotRequest {
  readonly path: string;
  /** Captures, up to that offset of the log. */
  readonly followTo: (until: number) => Promise<void>;
  /** `staged`: a rollback-journal database is copied to the local disk under its lock before it is sent. */
  readonly way: 'streamed' | 'staged';
}

/** How often a new look is taken when the log is started anew between the look and its capture. */
const MAX_LOOKS = 5;

export async function takeSnapshot(context: CaptureContext, request: SnapshotRequest): Promise<TakenSnapshot> {
  const attachment = attach(context.disk, request.path);
  try {
    if (attachment.kind === 'wal') return await streamLog(context, attachment, request);
    return request.way === 'staged'
      ? await stageFile(context, attachment, request)
      : await streamFile(context, attachment, request);
  } catch (error) {
    detach(attachment, 'as reader');
    throw error;
  }
}

async function streamLog(
  context: CaptureContext,
  attachment: WalAttachment,
  { followTo }: SnapshotRequest,
): Promise<TakenSnapshot> {
  for (let look = 0; look < MAX_LOOKS; look++) {
    const view = viewWal(context.disk, attachment.file, attachment.wal);
    await followTo(view.end?.offset ?? Number.MAX_SAFE_INTEGER);
    const position = context.ledger.known?.position;
    if (position !== undefined && samePlace(position.wal, placeOf(view.end))) {
      return snapshotOf(sourceOf(context, attachment, view), () => {
        detach(attachment, 'as reader');
      });
    }
  }
  throw new TidemarkError('database-moved', `${attachment.file.path} is written too fast for a snapshot just now`, {
    hint: 'Nothing is lost: changes go on being captured, and the snapshot is tried again.',
    retry: 'later',
  });
}

function samePlace(a: WalPlace, b: WalPlace): boolean {
  if (a.kind !== 'at' || b.kind !== 'at') return a.kind === b.kind;
  return sameGeneration(a, b) && a.offset === b.offset;
}

async function streamFile(
  context: CaptureContext,
  attachment: RollbackAttachment,
  { followTo }: SnapshotRequest,
): Promise<TakenSnapshot> {
  await followTo(Number.MAX_SAFE_INTEGER);
  return snapshotOf(sourceOf(context, attachment, viewFile(attachment.file)), () => {
    detach(attachment, 'as reader');
  });
}

async function stageFile(
  context: CaptureContext,
  attachment: RollbackAttachment,
  { followTo }: SnapshotRequest,
): Promise<TakenSnapshot> {
  const { clock, ledger } = context;
  const taken = await withSharedLock(attachment, clock, async () => {
    await followTo(Number.MAX_SAFE_INTEGER);
    const source = sourceOf(context, attachment, viewFile(attachment.file));
    const staged = await ledger.spool.stage(encodeSnapshot(source));
    return { ...snapshotOf(source, staged.remove), bytes: staged.bytes() };
  });
  detach(attachment, 'as reader');
  return taken;
}

function sourceOf(context: CaptureContext, { file }: Attachment, view: View): SnapshotSource {
  const { known } = context.ledger;
  if (known === undefined) throw new TidemarkError('bug', `${file.path} has no captured state`);
  return { jobs: context.jobs, view, position: known.position, sums: known.sums.clone(), path: file.path };
}

function snapshotOf(source: SnapshotSource, dispose: () => void): TakenSnapshot {
  const { position } = source;
  return { max: position.txid, size: sizeOf(position), bytes: encodeSnapshot(source), dispose };
}

function sizeOf({ commit, pageSize }: CapturePosition): number {
  return commit * pageSize;
}
