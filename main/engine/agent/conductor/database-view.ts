// One database as every face sees it.
import type { Disk } from '../../base/disk.ts';
import { shownUrl } from '../../destination/url.ts';
import type { CopyRow, UndoRow } from '../catalogue/rows.ts';
import type { ReplicaStatus } from '../status.ts';
import type { CopyView, DatabaseChoices, DatabaseView, MarkView, PenView, ProgressView } from '../views.ts';
import type { KeptFacts } from './kept-facts.ts';
import type { ManagedDatabase } from './managed-database.ts';
import { copyStateView } from './phase.ts';

export interface DatabaseViewParts {
  readonly managed: ManagedDatabase;
  readonly app: string | undefined;
  readonly facts: KeptFacts;
  readonly own: Partial<DatabaseChoices>;
  readonly effective: DatabaseChoices;
  readonly marks: readonly MarkView[];
  readonly undo: UndoRow | undefined;
  readonly disk: Disk;
  /** Who may write there now. */
  readonly penOf: (copy: CopyRow) => PenView;
}

export function databaseView(parts: DatabaseViewParts): DatabaseView {
  const { managed, facts, disk } = parts;
  const { id, path, name, addedAt, since, agent } = managed;
  const status = agent?.status();
  const seen = agent?.facts();
  const followed = seen?.mode === 'unknown' ? undefined : seen;
  const copies = managed.copies.map((copy) => copyView(copy, parts, status?.destinations));
  const progress = worstProgress(managed, copies);
  const captured = status !== undefined && status.txid > 0n ? status : undefined;
  return {
    id,
    path,
    name,
    ...(parts.app === undefined ? {} : { app: parts.app }),
    size: followed?.size ?? sizeOf(disk, path),
    pageSize: captured?.pageSize ?? facts.pageSize,
    mode: followed?.mode ?? facts.mode,
    state: managed.state(),
    since,
    txid: Number(captured?.txid ?? facts.txid),
    changedAt: followed?.changedAt ?? facts.changedAt,
    copies,
    ...(progress === undefined ? {} : { progress }),
    pulse: managed.gauges.pulse(),
    own: parts.own,
    effective: parts.effective,
    marks: parts.marks,
    addedAt,
    ...undoOf(parts.undo),
  };
}

function undoOf(row: UndoRow | undefined): Pick<DatabaseView, 'undo'> {
  if (row === undefined) return {};
  const { operation, at, until, point } = row;
  return { undo: { operation, at, until, point } };
}

function copyView(
  copy: CopyRow,
  { managed, facts, penOf }: DatabaseViewParts,
  statuses: readonly ReplicaStatus[] | undefined,
): CopyView {
  const { destination, url } = copy;
  const status = statuses?.find((one) => one.url === url);
  const kept = facts.held.get(url);
  const state = copyStateView(managed.phase, status);
  const progress = state.kind === 'uploading' ? managed.gauges.progress(url) : undefined;
  return {
    destination,
    url: shownUrl(url),
    state,
    txid: Math.max(Number(status?.txid ?? 0n), Number(kept?.txid ?? 0n)),
    safeAt: status?.safeAt ?? kept?.safeAt ?? 0,
    ...(progress === undefined ? {} : { progress }),
    pen: penOf(copy),
  };
}

/** Of what is done to the database itself, else of the copy that is furthest behind. */
function worstProgress(managed: ManagedDatabase, copies: readonly CopyView[]): ProgressView | undefined {
  const left = ({ done, total }: ProgressView): number => (total ?? done) - done;
  const uploads = copies.flatMap(({ progress }) => (progress === undefined ? [] : [progress]));
  return managed.gauges.progress() ?? uploads.sort((a, b) => left(b) - left(a))[0];
}

/** 0 for one that is missing, or cannot be looked at now. */
export function sizeOf(disk: Disk, path: string): number {
  try {
    return disk.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
