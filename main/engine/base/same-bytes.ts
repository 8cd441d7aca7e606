// Are two streams of bytes the same? Reads both once, a piece of each in memory.

export async function sameBytes(
  a: AsyncIterable<Uint8Array>,
  b: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const left = a[Symbol.asyncIterator]();
  const right = b[Symbol.asyncIterator]();
  try {
    return await compare(left, right);
  } finally {
    await left.return?.();
    await right.return?.();
  }
}

type Pieces = AsyncIterator<Uint8Array>;

async function compare(left: Pieces, right: Pieces): Promise<boolean> {
  let a = await nextPiece(left);
  let b = await nextPiece(right);
  while (a.length > 0 && b.length > 0) {
    const length = Math.min(a.length, b.length);
    if (Buffer.compare(a.subarray(0, length), b.subarray(0, length)) !== 0) return false;
    a = length < a.length ? a.subarray(length) : await nextPiece(left);
    b = length < b.length ? b.subarray(length) : await nextPiece(right);
  }
  return a.length === b.length;
}

/** The next piece that is not empty; an empty one at the end. */
async function nextPiece(pieces: Pieces): Promise<Uint8Array> {
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return new Uint8Array();
    if (next.value.length > 0) return next.value;
  }
}
