// The cheap truth behind the hints of the file system: a few bytes read, no lock taken. Costs microseconds, so that
// hundreds of idle databases can be looked at every second.
import { type Disk, readFully } from '../base/disk.ts';
import { sameGeneration, WAL_FRAME_HEADER_SIZE } from '../sqlite/wal-format.ts';
import { type FileStamp, sameFile, sameStamp, stampOf } from '../sqlite/owner.ts';
import type { WalFile } from '../sqlite/wal-file.ts';
import { type Attachment, journalOf } from './attachment.ts';
import type { CapturePosition, WalPlace } from './position.ts';
import { viewFile } from './view.ts';

export type Glance =
  | 'same'
  /** Something was committed, or may have been. */
  | 'changed'
  /** The path leads to no file. */
  | 'missing';

/** What the last look found. */
export interface Seen {
  readonly position: CapturePosition | undefined;
  /** Of the captured state of a rollback-journal database. */
  readonly changeCounter: number | undefined;
  readonly stamp: FileStamp | undefined;
}

export function glanceAt(
  disk: Disk,
  path: string,
  attachment: Attachment | undefined,
  { position, changeCounter, stamp }: Seen,
): Glance {
  const now = stampOf(disk, path);
  if (now === undefined) return 'missing';
  if (attachment === undefined || position === undefined) return 'changed';
  if (!sameFile(now, attachment.file.identity) || !sameStamp(now, stamp)) return 'changed';
  if (attachment.kind === 'rollback') return glanceAtFile(attachment, position, changeCounter);
  return glanceAtLog(disk, attachment.wal, position.wal);
}

function glanceAtFile(
  { file }: Attachment,
  position: CapturePosition,
  changeCounter: number | undefined,
): Glance {
  if (journalOf(file) === 'wal') return 'changed';
  const view = viewFile(file);
  return view.changeCounter === changeCounter && view.commit === position.commit ? 'same' : 'changed';
}

/** New frames show either as a header with other salts or as a frame of these salts after the captured place. */
function glanceAtLog(disk: Disk, wal: WalFile, place: WalPlace): Glance {
  const header = wal.header();
  if (header === undefined) return place.kind === 'empty' || wal.size() === 0 ? 'same' : 'changed';
  if (place.kind !== 'at' || !sameGeneration(header, place)) return 'changed';
  const frame = new Uint8Array(WAL_FRAME_HEADER_SIZE);
  if (readFully(disk, wal.fd, frame, place.offset) < frame.length) return 'same';
  const view = new DataView(frame.buffer);
  const salts = { salt1: view.getUint32(8), salt2: view.getUint32(12) };
  return sameGeneration(salts, header) ? 'changed' : 'same';
}
