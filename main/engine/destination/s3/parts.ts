// Cutting a stream into parts of one exact size, as S3 wants them (Cloudflare: all but the last alike), and as resuming needs
// them: the same file gives the same parts, however its pieces come.

/** Each of `size` bytes but the last; none for an empty stream. Each is the receiver's to keep. */
export async function* cutParts(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let gathered = 0;
  for await (const piece of source) {
    let rest = piece;
    while (gathered + rest.length >= size) {
      const head = rest.subarray(0, size - gathered);
      yield joined([...pieces, head]);
      rest = rest.subarray(head.length);
      pieces = [];
      gathered = 0;
    }
    if (rest.length === 0) continue;
    pieces.push(rest);
    gathered += rest.length;
  }
  if (gathered > 0) yield joined(pieces);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
