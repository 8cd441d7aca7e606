// Walking over a generation's segments while more are added: what is listed first, then what `append` tells of (FACTS D.8). It ends when it
// is drained and goes on after an addition: consumers take until there is nothing, wait for `added`, and take again.
import { TidemarkError } from '../base/errors.ts';
import { compareGenerationPos } from './pos.ts';
import type { Generation, WalSegmentInfo } from './client.ts';
import { formatIndex, formatOffset } from './names.ts';

export interface WalSegmentIterator {
  /** Undefined when there is nothing more for now. Throws the first error, again and again. */
  next(): Promise<WalSegmentInfo | undefined>;
  /** Throws the stored error, if there is one. */
  close(): Promise<void>;
}

export interface LiveSegmentsOptions {
  readonly generation: Generation;
  /** Logs that are known to be there, in order; their segments are asked for when their turn comes. */
  readonly indexes: readonly number[];
  /** The segments of one log, in order of offset. None when it is empty or gone. */
  readonly load: (index: number) => Promise<readonly WalSegmentInfo[]>;
}

export class LiveSegments implements WalSegmentIterator {
  readonly generation: Generation;
  readonly #load: LiveSegmentsOptions['load'];
  readonly #pending: number[];
  #infos: WalSegmentInfo[] = [];
  /** The last one that was given or is waiting. */
  #last: WalSegmentInfo | undefined;
  /** The last log whose segments were asked for. */
  #lastIndex: number | undefined;
  /** The log whose segments are being asked for, and those of it that were told of meanwhile: the answer may lack them. */
  #loading: { readonly index: number; readonly arrived: WalSegmentInfo[] } | undefined;
  #failure: { readonly error: unknown } | undefined;
  #added = Promise.withResolvers<undefined>();
  #signalled: 'no' | 'yes' = 'no';

  constructor({ generation, indexes, load }: LiveSegmentsOptions) {
    this.generation = generation;
    this.#pending = [...indexes];
    this.#load = load;
  }

  /** Logs whose segments were not asked for yet. */
  get indexes(): readonly number[] {
    return this.#pending;
  }

  async next(): Promise<WalSegmentInfo | undefined> {
    this.#check();
    try {
      while (this.#infos.length === 0) {
        const index = this.#pending[0];
        if (index === undefined) return undefined;
        await this.#take(index);
      }
      return this.#infos.shift();
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /**
   * Tells of a segment that was stored. It must go on where the last known one is: in a pending log, which will be read then, in the log
   * that is being read, or in the one that follows. `refused` for anything else, and nothing is remembered.
   */
  append(info: WalSegmentInfo): void {
    this.#check();
    if (info.generation !== this.generation) throw refusal(info, `another generation than ${this.generation}`);
    const max = this.#pending.at(-1);
    if (max !== undefined) this.#appendTo(info, max);
    else this.#appendBehind(info);
    this.#signal();
  }

  /** Resolves once something was added, or an error stored, since it was asked last. */
  async added(): Promise<void> {
    await this.#added.promise;
    this.#added = Promise.withResolvers<undefined>();
    this.#signalled = 'no';
  }

  /** What `next` throws from now on; the first one stays. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#signal();
  }

  close(): Promise<void> {
    return Promise.resolve().then(() => {
      this.#check();
    });
  }

  /** It stays pending while it is loaded, so that what is told of meanwhile is judged by it. */
  async #take(index: number): Promise<void> {
    const arrived: WalSegmentInfo[] = [];
    this.#loading = { index, arrived };
    const loaded = await this.#load(index);
    this.#loading = undefined;
    this.#pending.shift();
    this.#lastIndex = index;
    const end = loaded.at(-1)?.offset ?? -1;
    this.#infos = [...loaded, ...arrived.filter(({ offset }) => offset > end)];
    this.#last = this.#infos.at(-1) ?? this.#last;
  }

  #appendTo(info: WalSegmentInfo, max: number): void {
    if (info.index < max) throw refusal(info, `it is below the log ${formatIndex(max, 8)} that is waiting`);
    if (info.index > max + 1) throw refusal(info, `it skips the log ${formatIndex(max + 1, 8)}`);
    if (info.index === max + 1) this.#pending.push(info.index);
    else if (this.#loading?.index === info.index) this.#loading.arrived.push(info);
  }

  #appendBehind(info: WalSegmentInfo): void {
    const last = this.#last;
    const lastIndex = this.#lastIndex ?? last?.index;
    if (lastIndex === undefined) {
      this.#keep(info);
      return;
    }
    if (info.index < lastIndex) throw refusal(info, `it is below the log ${formatIndex(lastIndex, 8)}`);
    if (info.index > lastIndex + 1) throw refusal(info, `it skips the log ${formatIndex(lastIndex + 1, 8)}`);
    if (info.index === lastIndex + 1) {
      this.#pending.push(info.index);
      return;
    }
    const order = last?.index === info.index ? compareGenerationPos(info, last) : 1;
    if (order < 0) throw refusal(info, `it is below the last offset ${formatOffset(last?.offset ?? 0, 8)}`);
    if (order === 0) throw refusal(info, 'it was told of before');
    this.#keep(info);
  }

  #keep(info: WalSegmentInfo): void {
    this.#infos.push(info);
    this.#last = info;
    this.#lastIndex = info.index;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #signal(): void {
    if (this.#signalled === 'yes') return;
    this.#signalled = 'yes';
    this.#added.resolve(undefined);
  }
}

/** Looking at the next one without taking it. */
export class PeekedSegments implements WalSegmentIterator {
  readonly #inner: WalSegmentIterator;
  #peeked: { readonly info: WalSegmentInfo } | undefined;

  constructor(inner: WalSegmentIterator) {
    this.#inner = inner;
  }

  /** The same until it is taken. Undefined when there is nothing more for now. */
  async peek(): Promise<WalSegmentInfo | undefined> {
    if (this.#peeked !== undefined) return this.#peeked.info;
    const info = await this.#inner.next();
    if (info !== undefined) this.#peeked = { info };
    return info;
  }

  next(): Promise<WalSegmentInfo | undefined> {
    const peeked = this.#peeked;
    this.#peeked = undefined;
    return peeked === undefined ? this.#inner.next() : Promise.resolve(peeked.info);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** All there are for now. Closed however it ends. */
export async function drainSegments(iterator: WalSegmentIterator): Promise<WalSegmentInfo[]> {
  const found: WalSegmentInfo[] = [];
  try {
    for (let info = await iterator.next(); info !== undefined; info = await iterator.next()) found.push(info);
  } catch (error) {
    await iterator.close().catch(() => undefined);
    throw error;
  }
  await iterator.close();
  return found;
}

function refusal({ generation, index, offset }: WalSegmentInfo, why: string): TidemarkError {
  const name = `${generation}/${formatIndex(index, 8)}:${formatOffset(offset, 8)}`;
  return new TidemarkError('refused', `the segment ${name} does not follow: ${why}`, {
    hint: 'Segments are told of in the order they were stored.',
  });
}
