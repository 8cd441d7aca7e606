// LZ4 frames, read as they come: independent blocks of up to 4 MiB, checked by all the checksums that they carry.
// Source: the LZ4 frame format specification.
import { uncompressSync } from 'lz4-napi';
import { messageOf, TidemarkError } from '../base/errors.ts';
import { Xxh32, xxh32 } from './xxh32.ts';

const MAGIC = 0x184d2204;
const STORED = 0x80000000;
const NAPI_PREFIX = 4;
const BLOCK_SIZES: Readonly<Record<number, number>> = { 4: 64 << 10, 5: 256 << 10, 6: 1 << 20, 7: 4 << 20 };

interface Descriptor {
  readonly largest: number;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
}

/** The content of one frame, block by block. `ltx-truncated` or `ltx-page` for what is no sound frame. */
export async function* readLz4Frame(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Input(source);
  try {
    const descriptor = await readDescriptor(input);
    const hash = new Xxh32();
    for (;;) {
      const block = await readBlock(input, descriptor);
      if (block === undefined) break;
      hash.update(block);
      yield block;
    }
    if (descriptor.hasContentChecksum && (await input.u32()) !== hash.digest()) damaged('its content is not what was written');
    if (!(await input.isAtEnd())) damaged('bytes follow its end');
  } finally {
    await input.close();
  }
}

async function readDescriptor(input: Input): Promise<Descriptor> {
  if ((await input.u32()) !== MAGIC) damaged('it begins with other bytes');
  const [flags = 0, sizes = 0] = await input.take(2);
  if ((flags & 0xc0) !== 0x40 || (flags & 0x01) !== 0) damaged(`flags 0x${flags.toString(16)} are not known`);
  if ((flags & 0x20) === 0) damaged('its blocks lean on each other, which is not known here');
  const largest = BLOCK_SIZES[(sizes >>> 4) & 7];
  if (largest === undefined) damaged(`blocks of kind ${sizes} are not known`);
  const size = (flags & 0x08) !== 0 ? await input.take(8) : new Uint8Array();
  const [sum] = await input.take(1);
  if (((xxh32(Uint8Array.of(flags, sizes, ...size)) >>> 8) & 0xff) !== sum) damaged('its head is damaged');
  return { largest, hasBlockChecksums: (flags & 0x10) !== 0, hasContentChecksum: (flags & 0x04) !== 0 };
}

async function readBlock(input: Input, { largest, hasBlockChecksums }: Descriptor): Promise<Uint8Array | undefined> {
  const word = await input.u32();
  if (word === 0) return undefined;
  const size = word & ~STORED;
  if (size > largest) damaged(`a block has ${size} bytes of ${largest} at most`);
  const packed = await input.take(size);
  if (hasBlockChecksums && (await input.u32()) !== xxh32(packed)) damaged('a block is damaged');
  return word >>> 31 === 1 ? packed : unpack(packed, largest);
}

function unpack(packed: Uint8Array, largest: number): Uint8Array {
  const bytes = new Uint8Array(NAPI_PREFIX + packed.length);
  new DataView(bytes.buffer).setUint32(0, largest, true);
  bytes.set(packed, NAPI_PREFIX);
  try {
    return uncompressSync(bytes);
  } catch (error) {
    return damaged(messageOf(error));
  }
}

function damaged(what: string): never {
  throw new TidemarkError('ltx-page', `this is no sound LZ4 frame: ${what}`);
}

/** Bytes in the amounts that they are asked for in. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      const next = await this.#source.next();
      if (next.done === true) throw new TidemarkError('ltx-truncated', 'an LZ4 frame ends before its end');
      this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async u32(): Promise<number> {
    const bytes = await this.take(4);
    return (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  }

  async isAtEnd(): Promise<boolean> {
    if (this.#held.length > 0) return false;
    for (;;) {
      const next = await this.#source.next();
      if (next.done === true) return true;
      if (next.value.length > 0) return false;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
