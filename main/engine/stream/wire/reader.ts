// Reads the frames of a stream, of which nothing is believed: names are bounded, files pass through in pieces, and what is
// no frame ends it.
import { ByteReader } from './byte-reader.ts';
import { dechunked } from './chunks.ts';
import { protocolError } from './fault.ts';
import { decodeText, FRAME_TYPES, MAX_LEASE, MAX_NAME, requireLength, type StreamFrame } from './frame.ts';

export interface ReceivedFrame {
  readonly frame: StreamFrame;
  /** Of an LTX frame, the file; else nothing. What is not read of it is passed over before the next frame. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * The frames in order, until the bytes end between two of them. `stream-protocol` for anything that is none; memory is
 * bounded by the pieces that `bytes` comes in.
 */
export async function* readFrames(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReceivedFrame, void, undefined> {
  const reader = new ByteReader(bytes);
  try {
    while (!(await reader.atEnd())) {
      const frame = await readFrame(reader);
      const body = frame.kind === 'ltx' ? new Body(reader) : NO_BODY;
      yield { frame, body };
      await body.drain();
    }
  } finally {
    await reader.close();
  }
}

async function readFrame(reader: ByteReader): Promise<StreamFrame> {
  const type = (await reader.exactly(4)).getUint32(0);
  switch (type) {
    case FRAME_TYPES.ltx:
      return readLtx(reader);
    case FRAME_TYPES.ready:
      return { kind: 'ready' };
    case FRAME_TYPES.end:
      return { kind: 'end' };
    case FRAME_TYPES.handoff:
      return { kind: 'handoff', lease: await readText(reader, MAX_LEASE) };
    case FRAME_TYPES.hwm:
      return { kind: 'hwm', txid: (await reader.exactly(8)).getBigUint64(0), name: await readText(reader, MAX_NAME) };
    case FRAME_TYPES.heartbeat:
      return { kind: 'heartbeat', at: await readTime(reader) };
    default:
      throw protocolError(`there is no frame of type ${type}`);
  }
}

async function readLtx(reader: ByteReader): Promise<StreamFrame> {
  const size = (await reader.exactly(8)).getBigUint64(0);
  if (size !== 0n) throw protocolError(`a file says it has ${size} bytes; 0, for unknown, is expected`);
  return { kind: 'ltx', name: await readText(reader, MAX_NAME) };
}

async function readText(reader: ByteReader, most: number): Promise<string> {
  const length = (await reader.exactly(4)).getUint32(0);
  requireLength(length, most);
  const view = await reader.exactly(length);
  return decodeText(new Uint8Array(view.buffer));
}

async function readTime(reader: ByteReader): Promise<number> {
  const at = Number((await reader.exactly(8)).getBigInt64(0));
  if (!Number.isSafeInteger(at)) throw protocolError(`${at} is no time`);
  return at;
}

/** The file of one frame: may be read once, and to its end by whoever does not want it. */
class Body implements AsyncIterable<Uint8Array> {
  readonly #pieces: AsyncGenerator<Uint8Array>;

  constructor(reader: ByteReader) {
    this.#pieces = dechunked(reader);
  }

  /** A reader that stops early leaves the rest to `drain`. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#pieces.next() };
  }

  async drain(): Promise<void> {
    while ((await this.#pieces.next()).done !== true);
  }
}

const NO_BODY = {
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    // Frames without a file have no bytes.
  },
  drain: () => Promise.resolve(),
};
