// The frames of a stream (FACTS E.4). All numbers big-endian; each frame is a type as u32, then
//
//   1 LTX        u64 size (0: unknown), u32 name length, name, then the file in chunks (chunks.ts)
//   2 Ready      nothing
//   3 End        nothing
//   5 Handoff    u32 length, lease id
//   6 HWM        u64 TXID, u32 name length, name
//   7 Heartbeat  i64 wall clock of the sender, ms since the Unix epoch
import { assertNever } from '../../base/errors.ts';
import type { Txid } from '../../ltx/txid.ts';
import { protocolError } from './fault.ts';

export type StreamFrame =
  /** The next file of the database `name` follows, as the frame's body. */
  | { readonly kind: 'ltx'; readonly name: string }
  /** The receiver has everything there was when it asked. */
  | { readonly kind: 'ready' }
  /** The sender closes the stream on purpose. */
  | { readonly kind: 'end' }
  /** The receiver is to take over the lease with this id. */
  | { readonly kind: 'handoff'; readonly lease: string }
  /** Everything up to `txid` is safe elsewhere. */
  | { readonly kind: 'hwm'; readonly txid: Txid; readonly name: string }
  /** The sender is there; `at` is its wall clock, ms since the Unix epoch. */
  | { readonly kind: 'heartbeat'; readonly at: number };

/** Longest name of a database, bytes of UTF-8. */
export const MAX_NAME = 255;
/** Longest lease id, bytes of UTF-8. */
export const MAX_LEASE = 1024;

export const FRAME_TYPES = { ltx: 1, ready: 2, end: 3, handoff: 5, hwm: 6, heartbeat: 7 } as const satisfies Record<
  StreamFrame['kind'],
  number
>;

/** The frame up to its body. `stream-protocol` for a name or a lease that no reader would take. */
export function encodeFrame(frame: StreamFrame): Uint8Array<ArrayBuffer> {
  const type = u32(FRAME_TYPES[frame.kind]);
  switch (frame.kind) {
    case 'ltx':
      return Buffer.concat([type, u64(0n), ...lengthAndText(frame.name, MAX_NAME)]);
    case 'ready':
    case 'end':
      return type;
    case 'handoff':
      return Buffer.concat([type, ...lengthAndText(frame.lease, MAX_LEASE)]);
    case 'hwm':
      return Buffer.concat([type, u64(frame.txid), ...lengthAndText(frame.name, MAX_NAME)]);
    case 'heartbeat':
      return Buffer.concat([type, u64(BigInt.asUintN(64, BigInt(Math.round(frame.at))))]);
    default:
      return assertNever(frame);
  }
}

/** A text of 1 to `most` bytes behind its length. */
export function lengthAndText(text: string, most: number): [Uint8Array, Uint8Array] {
  const bytes = new TextEncoder().encode(text);
  requireLength(bytes.length, most);
  return [u32(bytes.length), bytes];
}

/** `stream-protocol` unless a text may have so many bytes. */
export function requireLength(length: number, most: number): void {
  if (length >= 1 && length <= most) return;
  throw protocolError(`a name of ${length} bytes came over the wire; 1 to ${most} are allowed`);
}

/** `stream-protocol` for what is no UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw protocolError(`a name of ${bytes.length} bytes that came over the wire is no UTF-8`);
  }
}

export function u32(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function u64(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}
