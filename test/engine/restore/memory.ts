// The reading side of a destination, in memory, with hooks to make reads fail, block or disappear.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { throwIfAborted } from '../../../main/engine/base/abort.ts';
import type {
  ListOptions,
  LtxInfo,
  LtxRef,
  OpenOptions,
} from '../../../main/engine/destination/destination.ts';
import { compareRanges, formatLtxName } from '../../../main/engine/ltx/name.ts';
import { decodeHeader } from '../../../main/engine/ltx/header.ts';
import type { HistorySource } from '../../../main/engine/restore/source.ts';

const PIECE = 64 * 1024;

export class MemoryDestination implements HistorySource {
  readonly type = 'memory';
  readonly files = new Map<string, { info: LtxInfo; bytes: Uint8Array }>();
  /** Called before a file is looked up. */
  onOpen: (ref: LtxRef) => void = () => undefined;
  /** Called before each piece of a file is given out. */
  onRead: (ref: LtxRef, piece: number) => void = () => undefined;

  expectHistory(): void {
    // Memory cannot be unplugged.
  }

  /** Holds what a replica in a folder holds. */
  static copyOf(replica: string): MemoryDestination {
    const destination = new MemoryDestination();
    for (const level of readdirSync(join(replica, 'ltx'))) {
      const folder = join(replica, 'ltx', level);
      for (const name of readdirSync(folder))
        destination.put(Number(level), readFileSync(join(folder, name)));
    }
    return destination;
  }

  put(level: number, bytes: Uint8Array): LtxInfo {
    const { min, max, timestamp } = decodeHeader(bytes);
    const info = { level, min, max, size: bytes.length, createdAt: timestamp };
    this.files.set(keyOf(info), { info, bytes });
    return info;
  }

  /** Replaces a file's content, whatever it is. */
  damage(ref: LtxRef, change: (bytes: Uint8Array) => Uint8Array): void {
    const { info, bytes } = this.files.get(keyOf(ref))!;
    const damaged = change(new Uint8Array(bytes));
    this.files.set(keyOf(ref), { info: { ...info, size: damaged.length }, bytes: damaged });
  }

  /** Removes a file, as somebody else might. */
  drop(ref: LtxRef): void {
    this.files.delete(keyOf(ref));
  }

  list(level: number, options: ListOptions = {}): Promise<LtxInfo[]> {
    throwIfAborted(options.signal, 'listing');
    const infos = [...this.files.values()].map(({ info }) => info).filter((info) => info.level === level);
    return Promise.resolve(infos.sort(compareRanges));
  }

  async *open(ref: LtxRef, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
    this.onOpen(ref);
    const file = this.files.get(keyOf(ref));
    if (file === undefined) throw new TidemarkError('object-missing', `no ${keyOf(ref)}`);
    for (let at = 0; at < file.bytes.length; at += PIECE) {
      await Promise.resolve();
      throwIfAborted(options.signal, 'reading');
      this.onRead(ref, at / PIECE);
      yield new Uint8Array(file.bytes.subarray(at, at + PIECE));
    }
  }
}

function keyOf(ref: LtxRef): string {
  return `${ref.level}/${formatLtxName(ref)}`;
}
