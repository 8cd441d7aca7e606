// A place of objects in memory, for tests that make small histories or watch what is asked for.
import { randomBytes } from 'node:crypto';
import { compressSync } from 'lz4-napi';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { ObjectStore, StoredObject } from '../../../main/engine/destination/objects.ts';
import type { GenerationClient, GenerationNaming } from '../../../main/engine/generations/client.ts';
import { generationClient } from '../../../main/engine/generations/stored.ts';
import { xxh32 } from '../../../main/engine/generations/lz4/xxh32.ts';
import { collect } from '../destination/samples.ts';

export class MemoryObjects implements ObjectStore {
  readonly type = 'file';
  readonly url = 'memory:';
  readonly objects = new Map<string, { readonly bytes: Uint8Array; readonly modifiedAt: number }>();
  readonly opened: string[] = [];
  /** Runs before an object is read. */
  onOpen: (name: string) => Promise<void> | void = () => undefined;
  #clock = 1_700_000_000_000;

  put(name: string, bytes: Uint8Array, modifiedAt = (this.#clock += 1000)): void {
    this.objects.set(name, { bytes, modifiedAt });
  }

  folders(folder: string): Promise<string[]> {
    const below = [...this.objects.keys()].filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));
    return Promise.resolve([...new Set(below.filter((name) => name.includes('/')).map((name) => name.split('/')[0]!))].sort());
  }

  list(folder: string, { after = '' }: { readonly after?: string } = {}): Promise<StoredObject[]> {
    const names = [...this.objects.keys()].filter((name) => name.startsWith(`${folder}/`) && name > after).sort();
    return Promise.resolve(
      names.map((name) => {
        const { bytes, modifiedAt } = this.objects.get(name)!;
        return { name, size: bytes.length, modifiedAt };
      }),
    );
  }

  async *open(name: string): AsyncGenerator<Uint8Array> {
    this.opened.push(name);
    await this.onOpen(name);
    const object = this.objects.get(name);
    if (object === undefined) throw new TidemarkError('object-missing', `no ${name}`);
    for (let at = 0; at < object.bytes.length; at += 1000) yield object.bytes.slice(at, at + 1000);
  }

  async write(
    name: string,
    bytes: AsyncIterable<Uint8Array>,
    { modifiedAt }: { readonly modifiedAt?: number } = {},
  ): Promise<StoredObject> {
    if (this.objects.has(name)) throw new TidemarkError('object-exists', name);
    this.put(name, await collect(bytes), modifiedAt);
    return (await this.list(name.slice(0, name.lastIndexOf('/')))).find((object) => object.name === name)!;
  }

  remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.objects.delete(name);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function memoryClient(naming: GenerationNaming = 'flat-8'): { readonly store: MemoryObjects; readonly client: GenerationClient } {
  const store = new MemoryObjects();
  return { store, client: generationClient(store, { naming }) };
}

/** The bytes as one LZ4 frame of stored blocks, with content checksum: what decoders must take, made without an encoder. */
export function storedFrame(bytes: Uint8Array): Buffer {
  return frameOf(bytes, (block) => block);
}

/** As Litestream 0.3 writes it: independent blocks, and a checksum of the content. Of bytes that can be compressed. */
export function packedFrame(bytes: Uint8Array): Buffer {
  return frameOf(bytes, (block) => compressSync(Buffer.from(block)).subarray(4));
}

function frameOf(bytes: Uint8Array, pack: (block: Uint8Array) => Uint8Array): Buffer {
  const descriptor = Buffer.from([0x64, 0x40]);
  const parts: Uint8Array[] = [Buffer.from('04224d18', 'hex'), descriptor, Buffer.from([(xxh32(descriptor) >>> 8) & 255])];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const block = bytes.subarray(at, at + 65_536);
    const packed = pack(block);
    const isSmaller = packed.length < block.length;
    parts.push(word(isSmaller ? packed.length : (0x80000000 | block.length) >>> 0), isSmaller ? packed : block);
  }
  return Buffer.concat([...parts, word(0), word(xxh32(bytes))]);
}

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function noise(length: number): Buffer {
  return randomBytes(length);
}
