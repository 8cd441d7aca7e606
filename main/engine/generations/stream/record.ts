// The head of a record in the live stream of Litestream 0.4 (FACTS D.5): 40 bytes, big-endian.
//
//    0  4  type: 1 snapshot, 2 segment      16  8  index
//    4  4  flags, 0                         24  8  offset
//    8  8  generation                       32  8  size of the payload that follows
import { TidemarkError } from '../../base/errors.ts';
import type { GenerationPos } from '../client.ts';
import { GENERATION_NAME_LENGTH, MAX_INDEX } from '../constants.ts';

export const RECORD_HEADER_SIZE = 40;
export const PAGE_SIZE_HEADER = 'Litestream-page-size';

export interface StreamRecord extends GenerationPos {
  /** `snapshot`: the database file as it is. `segment`: LZ4 frames, as stored. */
  readonly kind: 'snapshot' | 'segment';
  /** Bytes of the payload. */
  readonly size: number;
}

const TYPES = { snapshot: 1, segment: 2 } as const;

export function encodeRecord({ kind, generation, index, offset, size }: StreamRecord): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEADER_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, TYPES[kind]);
  view.setBigUint64(8, BigInt(`0x${generation}`));
  view.setBigUint64(16, BigInt(index));
  view.setBigUint64(24, BigInt(offset));
  view.setBigUint64(32, BigInt(size));
  return bytes;
}

/** `restore-damaged` for what is no head of a record, or has numbers that nothing here can have. */
export function decodeRecord(bytes: Uint8Array): StreamRecord {
  if (bytes.length < RECORD_HEADER_SIZE) throw streamError(`it ends after ${bytes.length} of ${RECORD_HEADER_SIZE} bytes of a head`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, RECORD_HEADER_SIZE);
  const kind = kindOf(view.getUint32(0));
  if (view.getUint32(4) !== 0) throw streamError(`flags ${view.getUint32(4)} are not known`);
  const generation = view.getBigUint64(8).toString(16).padStart(GENERATION_NAME_LENGTH, '0');
  const [index, offset, size] = [16, 24, 32].map((at) => Number(view.getBigUint64(at))) as [number, number, number];
  if (index > MAX_INDEX || !Number.isSafeInteger(offset) || !Number.isSafeInteger(size)) {
    throw streamError(`index ${index}, offset ${offset} and size ${size} are not possible`);
  }
  return { kind, generation, index, offset, size };
}

function kindOf(type: number): StreamRecord['kind'] {
  if (type === TYPES.snapshot) return 'snapshot';
  if (type === TYPES.segment) return 'segment';
  throw streamError(`records of type ${type} are not known`);
}

export function streamError(what: string): TidemarkError {
  return new TidemarkError('restore-damaged', `this is not the stream of a database: ${what}`, {
    hint: 'Check the address: a Litestream 0.4 or a Tidemark must answer there.',
    retry: 'later',
  });
}
