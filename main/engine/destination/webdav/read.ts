// Streaming a file, or part of it. Servers that know nothing of ranges send it all, and what nobody asked for is skipped.
import type { ByteRange } from '../destination.ts';
import { type DavResponse, letGo } from './http.ts';
import { received, refused, type Server } from './requests.ts';

/** Nothing has that name. */
export class MissingFile extends Error {}

/** The bytes of `range`, clipped to the file. Throws `MissingFile`. */
export async function* readRange(
  server: Server,
  name: string,
  range: ByteRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const response = await server.http.send({ method: 'GET', name, headers: rangeHeader(range), signal });
  const { status } = response;
  if (status === 404 || status === 410) {
    letGo(response);
    throw new MissingFile(name);
  }
  // Begins behind the end.
  if (status === 416) {
    letGo(response);
    return;
  }
  if (status !== 200 && status !== 206) throw refused(server, response, `read "${name}"`);
  const part = status === 206;
  const skip = part ? range.offset - startOf(response, range) : range.offset;
  // What comes behind a part is its end, and a line that was read to the end can be used again.
  yield* clipped(received(server, response, signal), {
    skip,
    length: range.length ?? Infinity,
    behind: part ? 'read' : 'leave',
  });
}

function rangeHeader({ offset, length }: ByteRange): Record<string, string> {
  if (offset === 0 && length === undefined) return {};
  return { Range: `bytes=${offset}-${length === undefined ? '' : Math.max(offset, offset + length - 1)}` };
}

/** Where the part that came begins; a server may send more than was asked for. */
function startOf({ headers }: DavResponse, { offset }: ByteRange): number {
  const start = /^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1];
  return start === undefined ? offset : Number(start);
}

interface Clip {
  readonly skip: number;
  readonly length: number;
  readonly behind: 'read' | 'leave';
}

async function* clipped(
  source: AsyncIterable<Uint8Array>,
  { skip, length, behind }: Clip,
): AsyncGenerator<Uint8Array, void, undefined> {
  let [before, left] = [skip, length];
  for await (const piece of source) {
    const part = piece.subarray(Math.min(before, piece.length)).subarray(0, left);
    before = Math.max(0, before - piece.length);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left <= 0 && behind === 'leave') return;
  }
}
