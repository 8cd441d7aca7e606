// One input of a merge: a file read page by page, with one run of pages in memory at a time.
import { ltxError } from './fault.ts';
import { LtxDecoder } from './decoder.ts';
import type { DecodedRun, FrameRun } from './decode-run.ts';
import type { LtxHeader } from './header.ts';
import { formatLtxName, type TxidRange } from './name.ts';
import type { LtxEnds } from './trailer.ts';

/** A file to be merged with others. */
export interface CompactionInput {
  /** The transactions its name says it holds. */
  readonly range: TxidRange;
  /** Its bytes in order. May be asked for once. */
  open(): AsyncIterable<Uint8Array>;
}

export type Decode = (run: FrameRun) => DecodedRun | Promise<DecodedRun>;

/** Runs are short here, since many files are open at the same time. */
const RUN_BYTES = 128 * 1024;
/** Comes after every page number. */
const PAST_THE_END = Infinity;

export class PageCursor {
  /** File name, for messages. */
  readonly name: string;
  readonly #range: TxidRange;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #decode: Decode;
  readonly #decoder: LtxDecoder;
  readonly #waiting: FrameRun[] = [];
  #run: DecodedRun | undefined;
  #at = 0;
  #ends: LtxEnds | undefined;

  constructor(input: CompactionInput, decode: Decode) {
    this.name = formatLtxName(input.range);
    this.#range = input.range;
    this.#source = input.open()[Symbol.asyncIterator]();
    this.#decode = decode;
    this.#decoder = new LtxDecoder({ name: this.name, runBytes: RUN_BYTES });
  }

  /** Reads the header, and goes to the first page. */
  async start(): Promise<LtxHeader> {
    await this.load();
    const { min, max } = this.header;
    if (min !== this.#range.min || max !== this.#range.max) {
      throw ltxError('ltx-header', `${this.name}: its header says ${formatLtxName({ min, max })}`);
    }
    return this.header;
  }

  /** Known once started. */
  get header(): LtxHeader {
    return this.#decoder.header!;
  }

  /** Header and trailer once the last page has been passed, and with it all of the file been proved sound. */
  get ends(): LtxEnds | undefined {
    return this.#ends;
  }

  /** Number of the page at hand; more than any page number past the last one. */
  get pgno(): number {
    return this.#run?.pgnos[this.#at] ?? PAST_THE_END;
  }

  /** The page at hand; a view that `load` leaves behind. */
  get page(): Uint8Array {
    const { pageSize } = this.header;
    return this.#run!.pages.subarray(this.#at * pageSize, (this.#at + 1) * pageSize);
  }

  /** The own sum of the page at hand, in halves. */
  get sum(): [hi: number, lo: number] {
    const { sums } = this.#run!;
    return [sums[2 * this.#at]!, sums[2 * this.#at + 1]!];
  }

  /** Goes to the next page of the run; false when `load` must be awaited to get there. */
  step(): boolean {
    this.#at++;
    return this.#at < this.#run!.pgnos.length;
  }

  /** Reads on to the next run, or to the proved end of the file. */
  async load(): Promise<void> {
    this.#run = undefined;
    this.#at = 0;
    const next = await this.#nextRun();
    if (next === undefined) {
      const trailer = this.#decoder.finish();
      this.#ends = { header: this.header, trailer };
      return;
    }
    this.#run = await this.#decode(next);
    this.#decoder.accept(this.#run);
  }

  async #nextRun(): Promise<FrameRun | undefined> {
    while (this.#waiting.length === 0) {
      const piece = await this.#source.next();
      if (piece.done === true) return undefined;
      this.#waiting.push(...this.#decoder.push(piece.value));
    }
    return this.#waiting.shift();
  }

  /** Lets go of the source, read to its end or not. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
