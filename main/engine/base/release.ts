// Memory given back now instead of when the garbage collector gets to it: gigabytes of pages go through the process in
// buffers that live for milliseconds, and what waits to be collected counts as the process's size.

/** Frees the memory under `bytes`, which is empty afterwards. Only for who owns the whole buffer. */
export function release(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.buffer.transfer(0);
}

/** As `release`, for bytes that somebody gave away: where they are part of a larger buffer, that is left alone. */
export function releaseWhole({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
