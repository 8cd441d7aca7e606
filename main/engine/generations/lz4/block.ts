// One LZ4 block: sequences of literals and of copies from what was decoded before. Source: the LZ4 block format description.
//
//   token: literals in the high 4 bits, copied bytes less 4 in the low; 15 goes on with bytes that are added until one is not 255
//   literals | offset backwards 2, little-endian | more of the copied length; the last sequence ends behind its literals

const SHORTEST_COPY = 4;
const MORE = 15;

/**
 * Decodes `input` into `output` from `start` on; what lies before `start` may be copied from. The position behind the last byte,
 * or undefined for what is no block or does not fit into `output`.
 */
export function decodeBlock(input: Uint8Array, output: Uint8Array, start: number): number | undefined {
  let [from, to] = [0, start];
  for (;;) {
    const token = input[from++];
    if (token === undefined) return undefined;
    let literals = token >>> 4;
    if (literals === MORE) {
      for (let byte = 255; byte === 255; literals += byte) {
        if (from >= input.length) return undefined;
        byte = input[from++]!;
      }
    }
    if (from + literals > input.length || to + literals > output.length) return undefined;
    copyWithin(input, output, { from, to, length: literals });
    from += literals;
    to += literals;
    if (from === input.length) return to;
    if (from + 2 > input.length) return undefined;
    const offset = input[from]! | (input[from + 1]! << 8);
    from += 2;
    let length = token & MORE;
    if (length === MORE) {
      for (let byte = 255; byte === 255; length += byte) {
        if (from >= input.length) return undefined;
        byte = input[from++]!;
      }
    }
    length += SHORTEST_COPY;
    if (offset === 0 || offset > to || to + length > output.length) return undefined;
    copyBack(output, { offset, to, length });
    to += length;
  }
}

/** Up to so many bytes a loop is faster than a call. */
const SHORT = 24;

function copyWithin(
  input: Uint8Array,
  output: Uint8Array,
  { from, to, length }: { readonly from: number; readonly to: number; readonly length: number },
): void {
  if (length > SHORT) output.set(input.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) output[to + i] = input[from + i]!;
}

/** Byte by byte where the copy overlaps what it is made of. */
function copyBack(
  output: Uint8Array,
  { offset, to, length }: { readonly offset: number; readonly to: number; readonly length: number },
): void {
  if (length > SHORT && offset >= length) output.copyWithin(to, to - offset, to - offset + length);
  else for (let i = to, end = to + length; i < end; i++) output[i] = output[i - offset]!;
}
