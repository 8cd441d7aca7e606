// A bucket in memory that counts as the S3 destination does: a write for each file, a list for each thousand names, a
// delete for each thousand files, bytes of bodies both ways.
import { TidemarkError } from '../../../../main/engine/base/errors.ts';
import { headerFor } from '../../../../main/engine/destination/batch.ts';
import type {
  Destination,
  ListOptions,
  LtxInfo,
  LtxRef,
  OpenOptions,
  RemoveOptions,
  WriteOptions,
} from '../../../../main/engine/destination/destination.ts';
import type { Traffic } from '../../../../main/engine/destination/traffic.ts';
import { compareRanges, formatLtxName } from '../../../../main/engine/ltx/name.ts';

const PAGE = 1000;

interface Stored {
  readonly info: LtxInfo;
  readonly bytes: Uint8Array;
}

export class CountedStore implements Destination {
  readonly type = 's3';
  readonly url = 's3://bucket/app';
  readonly reading = 'costly';
  readonly storing = 'proved';
  readonly #traffic: Traffic;
  readonly #levels = new Map<number, Map<string, Stored>>();

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
  }

  /** Bytes of all that is there. */
  get stored(): number {
    const files = [...this.#levels.values()].flatMap((level) => [...level.values()]);
    return files.reduce((sum, { info }) => sum + info.size, 0);
  }

  /** The last transaction of a level; 0 for none. */
  newest(level: number): number {
    return [...this.#level(level).values()].reduce((most, { info }) => Math.max(most, Number(info.max)), 0);
  }

  expectHistory(): void {
    // A bucket is never empty by mistake.
  }

  list(level: number, { seek = 0n }: ListOptions = {}): Promise<LtxInfo[]> {
    const files = [...this.#level(level).values()].map(({ info }) => info).filter(({ min }) => min >= seek);
    for (let page = 0; page < Math.max(1, Math.ceil(files.length / PAGE)); page++) this.#traffic.request('list');
    return Promise.resolve(files.sort(compareRanges));
  }

  async *open(ref: LtxRef, { range }: OpenOptions = {}): AsyncGenerator<Uint8Array> {
    this.#traffic.request('read');
    await Promise.resolve();
    const found = this.#level(ref.level).get(formatLtxName(ref));
    if (found === undefined) throw new TidemarkError('object-missing', `${formatLtxName(ref)} is not there`);
    const { offset = 0, length = found.bytes.length } = range ?? {};
    const bytes = found.bytes.slice(offset, offset + length);
    this.#traffic.moved('down', bytes.length);
    yield bytes;
  }

  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, { permit, onBytes }: WriteOptions = {}): Promise<LtxInfo> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    const whole = Buffer.concat(pieces);
    await this.#traffic.pass('up', whole.length);
    permit?.();
    this.#traffic.request('write');
    this.#traffic.moved('up', whole.length);
    onBytes?.(whole.length);
    return this.#put(ref, whole);
  }

  remove(refs: readonly LtxRef[], { permit }: RemoveOptions = {}): Promise<void> {
    for (let at = 0; at < refs.length; at += PAGE) {
      permit?.();
      this.#traffic.request('delete');
      for (const ref of refs.slice(at, at + PAGE)) this.#level(ref.level).delete(formatLtxName(ref));
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #put({ level, min, max }: LtxRef, bytes: Buffer): LtxInfo {
    const name = formatLtxName({ min, max });
    if (this.#level(level).has(name)) throw new TidemarkError('object-exists', `${name} is there`);
    const createdAt = headerFor({ level, min, max }, [bytes]).timestamp;
    const info = { level, min, max, size: bytes.length, createdAt };
    this.#level(level).set(name, { info, bytes });
    return info;
  }

  #level(level: number): Map<string, Stored> {
    const known = this.#levels.get(level);
    if (known !== undefined) return known;
    const made = new Map<string, Stored>();
    this.#levels.set(level, made);
    return made;
  }
}
