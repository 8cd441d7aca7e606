// The journal in a bucket: nothing that is there is written anew. Each group of entries is an object of its own, named by the LSN
// of the first, made only if nothing has that name; so two writers who know nothing of each other want the same name, and the
// second one is refused.
//
//   wal-00042/00000000000000001234   records from LSN 1234
//   wal-00042/00000000000000001301   empty: the segment has ended, and that LSN is in the next one
//   wal-00042.checkpoint             empty: a checkpoint behind its last entry
//   wal-00042.damaged                empty: it is known that entries are missing or unsound
//   position/00000000000000000007    how far the consumer is; the highest number counts
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import { type JournalObjects, readObject } from './objects.ts';
import { parseSegmentName, type SegmentName, stemOf } from './segment-name.ts';
import type { AppendAt, JournalStore, StoredSegment } from './store.ts';

interface Piece {
  readonly name: string;
  readonly size: number;
}

const POSITION = 'position';
const PIECE = /^(wal-\d{5,15})\/(\d{20})$/;
const POSITION_NAME = /^position\/(\d{20})$/;
const NOTHING = new Uint8Array(0);

export class ObjectStore implements JournalStore {
  readonly type: string;
  readonly appends = 'whole';
  readonly #objects: JournalObjects;
  /** By segment, in the order of their LSNs. */
  readonly #pieces = new Map<number, Piece[]>();
  readonly #marks = new Map<number, string[]>();
  /** Of the newest position; 0 for none. */
  #positionNumber = 0n;
  #oldPosition: string | undefined;

  constructor(objects: JournalObjects) {
    this.type = objects.type;
    this.#objects = objects;
  }

  /** A bucket's folders need not be made. */
  async open(): Promise<void> {
    return Promise.resolve();
  }

  /** Asks once for all there is. */
  async list(): Promise<StoredSegment[]> {
    const objects = (await this.#objects.list('')).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.#pieces.clear();
    this.#marks.clear();
    for (const { name, size } of objects) this.#file(name, size);
    const numbers = new Set([...this.#pieces.keys(), ...this.#marks.keys()]);
    return [...numbers].map((number) => this.#segment(number));
  }

  async read(segment: SegmentName, length: number): Promise<Uint8Array> {
    const bytes: Uint8Array[] = [];
    let left = length;
    for (const { name, size } of this.#pieces.get(segment.number) ?? []) {
      if (left <= 0) break;
      if (size > 0) bytes.push(await readObject(this.#objects, name));
      left -= size;
    }
    return Buffer.concat(bytes).subarray(0, length);
  }

  async append({ number }: SegmentName, { lsn }: AppendAt, bytes: Uint8Array): Promise<void> {
    await this.#add(number, lsn, bytes);
  }

  async end({ number }: SegmentName, next: bigint): Promise<void> {
    await this.#add(number, next, NOTHING);
  }

  async create({ number, mark, condition }: SegmentName): Promise<void> {
    if (mark === 'checkpoint') await this.#mark(number, 'checkpoint');
    if (condition === 'damaged') await this.#mark(number, 'damaged');
  }

  async rename(segment: SegmentName, renamed: SegmentName): Promise<void> {
    if (segment.mark !== renamed.mark) await this.#mark(renamed.number, 'checkpoint');
    if (segment.condition !== renamed.condition) await this.#mark(renamed.number, 'damaged');
  }

  cut(): Promise<void> {
    throw new Error('objects are whole');
  }

  /** Its marks go last, so that what is left of it after a crash is still known as what it was. */
  async remove({ number }: SegmentName): Promise<void> {
    await this.#objects.remove((this.#pieces.get(number) ?? []).map(({ name }) => name));
    await this.#objects.remove(this.#marks.get(number) ?? []);
    this.#pieces.delete(number);
    this.#marks.delete(number);
  }

  async readPosition(): Promise<Uint8Array | undefined> {
    return this.#oldPosition === undefined ? undefined : readObject(this.#objects, this.#oldPosition);
  }

  async replacePosition(bytes: Uint8Array): Promise<void> {
    const number = this.#positionNumber + 1n;
    const name = `${POSITION}/${digits(number)}`;
    await this.#put(name, bytes);
    const old = this.#oldPosition;
    this.#positionNumber = number;
    this.#oldPosition = name;
    if (old !== undefined) await this.#objects.remove([old]);
  }

  /** It keeps its name: the next one has a higher number. */
  async setPositionApart(): Promise<string> {
    const keptAs = this.#oldPosition ?? POSITION;
    this.#oldPosition = undefined;
    return Promise.resolve(keptAs);
  }

  close(): Promise<void> {
    return this.#objects.close();
  }

  #file(name: string, size: number): void {
    const piece = PIECE.exec(name);
    const position = POSITION_NAME.exec(name);
    const segment = parseSegmentName(piece?.[1] ?? name);
    if (position !== null) {
      this.#positionNumber = BigInt(position[1]!);
      this.#oldPosition = name;
    } else if (segment !== undefined) {
      const things: (Piece | string)[] = piece === null ? listIn(this.#marks, segment.number) : listIn(this.#pieces, segment.number);
      things.push(piece === null ? name : { name, size });
    }
  }

  #segment(number: number): StoredSegment {
    const pieces = this.#pieces.get(number) ?? [];
    const marks = this.#marks.get(number) ?? [];
    const has = (mark: string): boolean => marks.includes(`${stemOf(number)}.${mark}`);
    return {
      number,
      mark: has('checkpoint') ? 'checkpoint' : 'log',
      condition: has('damaged') ? 'damaged' : 'intact',
      size: pieces.reduce((sum, { size }) => sum + size, 0),
      torn: 0,
      state: pieces.some(({ size }) => size === 0) ? 'ended' : 'open',
    };
  }

  async #add(number: number, lsn: bigint, bytes: Uint8Array): Promise<void> {
    const name = `${stemOf(number)}/${digits(lsn)}`;
    await this.#put(name, bytes);
    const pieces = listIn(this.#pieces, number);
    if (pieces.at(-1)?.name !== name) pieces.push({ name, size: bytes.length });
  }

  async #mark(number: number, mark: 'checkpoint' | 'damaged'): Promise<void> {
    const name = `${stemOf(number)}.${mark}`;
    await this.#put(name, NOTHING);
    listIn(this.#marks, number).push(name);
  }

  /** An answer that was lost, or an earlier try that came through after all, shows in what is there. */
  async #put(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#objects.write(name, pieceOf(bytes));
    } catch (error) {
      const there = await readObject(this.#objects, name).catch(() => undefined);
      if (there === undefined) throw error;
      if (Buffer.compare(there, bytes) === 0) return;
      if (isTidemarkError(error, 'object-exists')) throw writtenByAnother(name, error);
      throw error;
    }
  }
}

function writtenByAnother(name: string, cause: unknown): TidemarkError {
  return new TidemarkError('destination-conflict', `the journal's object ${name} is there already, and says something else`, {
    hint: 'Somebody else writes this journal, or entries came through that seemed lost. Open it again to see what is there.',
    cause,
  });
}

function listIn<T>(lists: Map<number, T[]>, number: number): T[] {
  const list = lists.get(number) ?? [];
  lists.set(number, list);
  return list;
}

function digits(number: bigint): string {
  return number.toString().padStart(20, '0');
}

async function* pieceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
}
