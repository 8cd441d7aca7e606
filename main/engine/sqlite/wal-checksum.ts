// The running checksum of a write-ahead log: two 32-bit sums over pairs of 32-bit words, each frame continuing from
// the one before, so that the sums after a frame vouch for everything from the start of the log.
// Source: the WAL format chapter of SQLite's documentation.

/** Both sums are kept as signed 32-bit integers; compare with `===` only against values made the same way. */
export interface WalSums {
  s0: number;
  s1: number;
}

const hostIsLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Words are little-endian when the log's magic is 0x377f0682, big-endian when it is 0x377f0683. */
export type WordOrder = 'little' | 'big';

/**
 * Adds `length` bytes (a multiple of 8) of `buffer` from `offset` (a multiple of 4) to `sums`, in place.
 * The words are read in `order`, whatever the machine's own order.
 */
export function addWalChecksum(
  sums: WalSums,
  order: WordOrder,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): void {
  const words = new Int32Array(buffer, offset, length >>> 2);
  if ((order === 'little') === hostIsLittleEndian) addWords(sums, words);
  else addSwappedWords(sums, words);
}

function addWords(sums: WalSums, words: Int32Array): void {
  let { s0, s1 } = sums;
  for (let i = 0; i < words.length; i += 2) {
    s0 = (s0 + words[i]! + s1) | 0;
    s1 = (s1 + words[i + 1]! + s0) | 0;
  }
  sums.s0 = s0;
  sums.s1 = s1;
}

function addSwappedWords(sums: WalSums, words: Int32Array): void {
  let { s0, s1 } = sums;
  for (let i = 0; i < words.length; i += 2) {
    s0 = (s0 + swap(words[i]!) + s1) | 0;
    s1 = (s1 + swap(words[i + 1]!) + s0) | 0;
  }
  sums.s0 = s0;
  sums.s1 = s1;
}

function swap(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
