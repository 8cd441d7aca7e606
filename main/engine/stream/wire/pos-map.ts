// Where somebody is, for several databases at once (FACTS E.4): u32 count, then for each, in order of the names' bytes,
// u32 name length, name, u64 TXID, u64 checksum of the database after it. Big-endian.
import type { Pos } from '../../ltx/pos.ts';
import { protocolError } from './fault.ts';
import { decodeText, lengthAndText, MAX_NAME, requireLength, u32, u64 } from './frame.ts';

export const MAX_ENTRIES = 10_000;
/** Bytes of the longest map. */
export const MAX_POS_MAP = 4 + MAX_ENTRIES * (4 + MAX_NAME + 16);

export function encodePosMap(positions: ReadonlyMap<string, Pos>): Uint8Array<ArrayBuffer> {
  requireCount(positions.size);
  const entries = [...positions].map(([name, pos]) => ({ name: lengthAndText(name, MAX_NAME), pos }));
  entries.sort((a, b) => Buffer.compare(a.name[1], b.name[1]));
  const parts = entries.flatMap(({ name, pos }) => [...name, u64(pos.txid), u64(pos.postApplyChecksum)]);
  return Buffer.concat([u32(entries.length), ...parts]);
}

/** Exactly one map, as `encodePosMap` writes it, else `stream-protocol`. */
export function decodePosMap(bytes: Uint8Array): Map<string, Pos> {
  const cursor = new Cursor(bytes);
  const count = cursor.u32();
  requireCount(count);
  const positions = new Map<string, Pos>();
  let previous: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < count; i++) {
    const length = cursor.u32();
    requireLength(length, MAX_NAME);
    const name = cursor.take(length);
    if (Buffer.compare(previous, name) >= 0) throw protocolError('the names of a position map are not in order');
    previous = name;
    positions.set(decodeText(name), { txid: cursor.u64(), postApplyChecksum: cursor.u64() });
  }
  cursor.finish();
  return positions;
}

function requireCount(count: number): void {
  if (count > MAX_ENTRIES) throw protocolError(`a position map of ${count} databases; ${MAX_ENTRIES} are allowed`);
}

class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8));
  }

  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  finish(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw protocolError(`${left} bytes follow a position map`);
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw protocolError(`a position map ends after ${this.#bytes.length} bytes`);
    this.#at += length;
    return at;
  }
}
