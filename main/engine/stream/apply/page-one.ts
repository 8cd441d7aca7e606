// The first page, where a follower's file differs from its source: it is in rollback mode, so that no log is ever needed to
// read it, and its change counter moves with every transaction applied, so that programs which have it open look again.
// The source's own header is kept apart and put back wherever the source's page is meant (DESIGN §8).
import { DATABASE_HEADER_SIZE } from '../../sqlite/header.ts';

const WRITE_VERSION = 18;
const READ_VERSION = 19;
const COUNTER = 24;
const SIZE = 28;
const VALID_FOR = 92;
const ROLLBACK = 1;

export interface OurHeader {
  /** u32; another one after each transaction. */
  readonly counter: number;
  /** Pages. */
  readonly commit: number;
}

/** The source's first page, or ours of before, as it stands in the follower's file. */
export function asOurs(page: Uint8Array, { counter, commit }: OurHeader): Uint8Array<ArrayBuffer> {
  const ours = new Uint8Array(page);
  const view = new DataView(ours.buffer);
  ours[WRITE_VERSION] = ROLLBACK;
  ours[READ_VERSION] = ROLLBACK;
  view.setUint32(COUNTER, counter);
  view.setUint32(SIZE, commit);
  view.setUint32(VALID_FOR, counter);
  return ours;
}

/** The first page of the follower's file as it is at the source. */
export function asSource(page: Uint8Array, header: Uint8Array): Uint8Array<ArrayBuffer> {
  const source = new Uint8Array(page);
  source.set(header.subarray(0, DATABASE_HEADER_SIZE));
  return source;
}

/** Whether a header is one that `asOurs` wrote: somebody else's write moves the counter, or takes the file into WAL mode. */
export function isOurs(header: Uint8Array, { counter, commit }: OurHeader): boolean {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return (
    header[WRITE_VERSION] === ROLLBACK &&
    header[READ_VERSION] === ROLLBACK &&
    view.getUint32(COUNTER) === counter &&
    view.getUint32(SIZE) === commit &&
    view.getUint32(VALID_FOR) === counter
  );
}
