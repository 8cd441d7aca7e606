// LZ4 frames, decoded as they come and with bounded memory: one block and the 64 KiB before it. All frames of the stream, each proved by
// all the checksums it has. Source: the LZ4 frame format description. Numbers are little-endian.
//
//   04 22 4d 18 | FLG | BD | [content size 8] | [dictionary 4] | HC
//   block size 4 (high bit: stored as it is) | block | [block checksum 4]      … until a size of 0
//   [content checksum 4]                                                      … more frames, or ones to be skipped: 5x 2a 4d 18
import { TidemarkError } from '../../base/errors.ts';
import { decodeBlock } from './block.ts';
import { BytesAhead } from '../../base/bytes-ahead.ts';
import { Xxh32, xxh32 } from './xxh32.ts';

const MAGIC = 0x184d2204;
const SKIPPED = 0x184d2a50;
const AGE = Buffer.from('age-encryption.org/v1');
const STORED = 0x80000000;
/** How far back a block may copy from. */
const WINDOW = 65536;
/** By the three bits of BD. */
const BLOCK_SIZES: ReadonlyMap<number, number> = new Map([
  [4, 1 << 16],
  [5, 1 << 18],
  [6, 1 << 20],
  [7, 1 << 22],
]);

interface Descriptor {
  readonly blocks: 'independent' | 'linked';
  readonly blockChecksum: 'has' | 'none';
  readonly contentChecksum: 'has' | 'none';
  /** Bytes of the frame's content, where it says so. */
  readonly contentSize: number | undefined;
  readonly maxBlock: number;
}

/**
 * What the frames hold, in pieces that are the receiver's to keep. `what` names the object in messages. Throws `restore-damaged`,
 * also where the stream ends too soon or goes on behind the frames, and `unsupported` for what is encrypted.
 */
export async function* decodeLz4(source: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = new BytesAhead(source);
  try {
    for (let frames = 0; ; frames++) {
      const magic = await bytes.take(4);
      if (magic.length === 0 && frames > 0) return;
      if (frames === 0) await requirePlain(magic, bytes, what);
      const word = magic.length < 4 ? 0 : readWord(magic, 0);
      if (word === MAGIC) yield* new Frame(bytes, what).content();
      else if ((word & ~15) >>> 0 === SKIPPED) await skip(bytes, what);
      else if (magic.length < 4) throw damaged(what, 'it ends too soon');
      else throw damaged(what, frames === 0 ? 'it does not begin as an LZ4 frame' : 'something follows the LZ4 frame');
    }
  } finally {
    await bytes.close();
  }
}

class Frame {
  readonly #bytes: BytesAhead;
  readonly #what: string;
  readonly #hash = new Xxh32();
  #size = 0;

  constructor(bytes: BytesAhead, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  async *content(): AsyncGenerator<Uint8Array> {
    const descriptor = await this.#descriptor();
    let before: Uint8Array = new Uint8Array(0);
    for (;;) {
      const header = readWord(await this.#take(4), 0);
      if (header === 0) break;
      const output = await this.#block(header, descriptor, before);
      if (descriptor.contentChecksum === 'has') this.#hash.update(output);
      this.#size += output.length;
      if (descriptor.contentSize !== undefined && this.#size > descriptor.contentSize) break;
      if (descriptor.blocks === 'linked') before = lastOf(before, output);
      yield output;
    }
    await this.#end(descriptor);
  }

  async #descriptor(): Promise<Descriptor> {
    const start = Buffer.from(await this.#take(2));
    const [flags, sizes] = [start[0]!, start[1]!];
    const maxBlock = BLOCK_SIZES.get((sizes >>> 4) & 7);
    if (flags >>> 6 !== 1 || (flags & 0x02) !== 0 || (sizes & 0x8f) !== 0 || maxBlock === undefined) {
      throw damaged(this.#what, 'its LZ4 frame is of no known kind');
    }
    const contentSizeLength = (flags & 0x08) === 0 ? 0 : 8;
    const rest = Buffer.from(await this.#take(contentSizeLength + ((flags & 0x01) === 0 ? 0 : 4)));
    const [sum] = await this.#take(1);
    const expected = (xxh32(Buffer.concat([start, rest])) >>> 8) & 255;
    if (expected !== sum) throw damaged(this.#what, 'the header of its LZ4 frame is not as written');
    if ((flags & 0x01) !== 0) throw damaged(this.#what, 'its LZ4 frame needs a dictionary');
    return {
      blocks: (flags & 0x20) === 0 ? 'linked' : 'independent',
      blockChecksum: (flags & 0x10) === 0 ? 'none' : 'has',
      contentChecksum: (flags & 0x04) === 0 ? 'none' : 'has',
      contentSize: contentSizeLength === 0 ? undefined : Number(rest.readBigUInt64LE(0)),
      maxBlock,
    };
  }

  async #block(header: number, { maxBlock, blockChecksum }: Descriptor, before: Uint8Array): Promise<Uint8Array> {
    const length = (header & ~STORED) >>> 0;
    if (length > maxBlock) throw damaged(this.#what, `a block of its LZ4 frame has ${length} bytes, where ${maxBlock} is the most`);
    const input = Buffer.from(await this.#take(length));
    if (blockChecksum === 'has' && xxh32(input) !== readWord(await this.#take(4), 0)) {
      throw damaged(this.#what, 'a block of its LZ4 frame is not as written');
    }
    if (header >= STORED) return input;
    const output = new Uint8Array(before.length + maxBlock);
    output.set(before);
    const end = decodeBlock(input, output, before.length);
    if (end === undefined) throw damaged(this.#what, 'a block of its LZ4 frame cannot be decoded');
    return output.slice(before.length, end);
  }

  async #end({ contentSize, contentChecksum }: Descriptor): Promise<void> {
    if (contentSize !== undefined && this.#size !== contentSize) {
      const held = this.#size < contentSize ? String(this.#size) : 'more';
      throw damaged(this.#what, `its LZ4 frame promises ${contentSize} bytes and holds ${held}`);
    }
    if (contentChecksum === 'none') return;
    const stored = readWord(await this.#take(4), 0);
    if (stored !== this.#hash.digest()) throw damaged(this.#what, 'its content is not as written: the checksum differs');
  }

  async #take(count: number): Promise<Uint8Array> {
    const taken = await this.#bytes.take(count);
    if (taken.length < count) throw damaged(this.#what, 'it ends too soon');
    return taken;
  }
}

async function requirePlain(magic: Uint8Array, bytes: BytesAhead, what: string): Promise<void> {
  if (!AGE.subarray(0, 4).equals(magic)) return;
  const rest = await bytes.take(AGE.length - 4);
  if (!AGE.subarray(4).equals(rest)) return;
  throw new TidemarkError('unsupported', `${what} is encrypted with age`, {
    hint:
      'Tidemark does not hold age keys. Decrypt the objects into a folder with the age tool (`age --decrypt -i KEYFILE`), under the ' +
      'same names, or restore with Litestream 0.3 and the key.',
  });
}

async function skip(bytes: BytesAhead, what: string): Promise<void> {
  const size = await bytes.take(4);
  if (size.length < 4) throw damaged(what, 'it ends too soon');
  for (let left = readWord(size, 0); left > 0;) {
    const { length } = await bytes.take(Math.min(left, WINDOW));
    if (length === 0) throw damaged(what, 'it ends too soon');
    left -= length;
  }
}

/** What the next block may copy from. */
function lastOf(before: Uint8Array, output: Uint8Array): Uint8Array {
  if (output.length >= WINDOW) return output.slice(-WINDOW);
  return Buffer.concat([before, output]).subarray(-WINDOW);
}

/** `restore-damaged`: `why` ends the sentence about it. */
export function damaged(what: string, why: string): TidemarkError {
  return new TidemarkError('restore-damaged', `${what} is damaged: ${why}`, {
    hint: 'Restore another point: `tidemark snapshots` and `tidemark wal` list what there is. Nothing was changed.',
  });
}

/** Unsigned. */
function readWord(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
