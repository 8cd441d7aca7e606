// Unsigned numbers as protobuf writes them: LEB128, seven bits a byte, lowest first, top bit set on all but the last.
// Only the shortest form of a number is read: then one record has one form, and no bit of it can change unseen.

/** Bytes of the longest: 2^64 − 1. */
export const MAX_UVARINT_SIZE = 10;
/** So many bytes hold at most 49 bits, which a number carries exactly. */
const EXACT_SIZE = 7;
const MAX_VALUE = 2n ** 64n - 1n;

/** Puts `value`, 0 … 2^64 − 1, at `at`; returns the offset behind it. */
export function putUvarint(bytes: Uint8Array, at: number, value: bigint | number): number {
  let end = at;
  let high = BigInt(value);
  for (; high > Number.MAX_SAFE_INTEGER; high >>= 7n) bytes[end++] = Number(high & 127n) | 128;
  let rest = Number(high);
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[end++] = rest % 128 | 128;
  bytes[end++] = rest;
  return end;
}

export interface ReadUvarint {
  readonly value: bigint;
  /** Offset behind it. */
  readonly end: number;
}

/** The number at `at`, or undefined when there is none: too long, not in its shortest form, or cut off. */
export function readUvarint(bytes: Uint8Array, at: number): ReadUvarint | undefined {
  const end = endOf(bytes, at);
  if (end === undefined || (bytes[end - 1] === 0 && end - at > 1)) return undefined;
  const value = end - at <= EXACT_SIZE ? BigInt(shortValue(bytes, at, end)) : longValue(bytes, at, end);
  return value > MAX_VALUE ? undefined : { value, end };
}

function endOf(bytes: Uint8Array, at: number): number | undefined {
  for (let n = at; n < Math.min(bytes.length, at + MAX_UVARINT_SIZE); n++) if (bytes[n]! < 128) return n + 1;
  return undefined;
}

function shortValue(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let n = end - 1; n >= at; n--) value = value * 128 + (bytes[n]! & 127);
  return value;
}

function longValue(bytes: Uint8Array, at: number, end: number): bigint {
  let value = 0n;
  for (let n = end - 1; n >= at; n--) value = (value << 7n) | BigInt(bytes[n]! & 127);
  return value;
}
