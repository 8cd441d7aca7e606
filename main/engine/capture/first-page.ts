// The header of a database as it was captured: what of its first page a file that follows it keeps apart (stream/apply).
import { DATABASE_HEADER_SIZE } from '../sqlite/header.ts';
import { type Attachment, withSharedLock } from './attachment.ts';
import type { CaptureContext } from './context.ts';
import { pagesFrom, placesOf, readPlaces, type View, viewFile, viewWal } from './view.ts';
import { placeOf } from './wal-capture.ts';

/** 100 bytes; undefined while what was captured is not what is there, or there is nothing. */
export async function headerAsCaptured(context: CaptureContext, attachment: Attachment): Promise<Uint8Array | undefined> {
  if (attachment.kind === 'rollback') {
    return withSharedLock(attachment, context.clock, () => headerOf(context, viewFile(attachment.file)));
  }
  const view = viewWal(context.disk, attachment.file, attachment.wal);
  const [here, captured] = [placeOf(view.end), context.ledger.known?.position.wal];
  const same = captured?.kind === 'at' && here.kind === 'at' ? captured.offset === here.offset && captured.salt1 === here.salt1 : captured?.kind === here.kind;
  return same ? headerOf(context, view) : undefined;
}

function headerOf({ disk }: CaptureContext, view: View): Uint8Array | undefined {
  if (view.commit === 0) return undefined;
  const page = new Uint8Array(view.pageSize);
  readPlaces(disk, placesOf(view, pagesFrom(view, 1, 1)), page);
  return page.subarray(0, DATABASE_HEADER_SIZE);
}
