// The LTX replica that a history is taken over into. Each file is written under its own name, or found there as it should be;
// nothing there is replaced, and nothing is put below what is there.
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { readHeader } from '../../destination/batch.ts';
import { type Destination, LEVELS, type LtxInfo, type LtxRef, type SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import { ChunkedSink, LtxEncoder } from '../../ltx/encoder.ts';
import { HEADER_SIZE, type LtxHeader } from '../../ltx/header.ts';
import { formatLtxName } from '../../ltx/name.ts';
import type { Txid } from '../../ltx/txid.ts';

export interface ImportFile {
  readonly level: 0 | typeof SNAPSHOT_LEVEL;
  readonly header: LtxHeader;
  readonly pgnos: readonly number[];
  readonly page: (pgno: number) => Uint8Array;
}

export class ImportTarget {
  readonly #destination: Destination;
  readonly #permit: () => void;
  readonly #held: Map<string, LtxInfo>;
  #newest: Txid;
  #written = 0;
  #found = 0;

  private constructor(destination: Destination, permit: () => void, files: readonly LtxInfo[]) {
    this.#destination = destination;
    this.#permit = permit;
    this.#held = new Map(files.map((file) => [nameOf(file), file]));
    this.#newest = files.reduce((newest, { max }) => (max > newest ? max : newest), 0n);
  }

  static async open(destination: Destination, permit: () => void, signal: AbortSignal): Promise<ImportTarget> {
    const files: LtxInfo[] = [];
    for (const level of LEVELS) files.push(...(await destination.list(level, { signal })));
    return new ImportTarget(destination, permit, files);
  }

  get written(): number {
    return this.#written;
  }

  get found(): number {
    return this.#found;
  }

  /** `destination-conflict` when something else is there. */
  async put(file: ImportFile, signal: AbortSignal): Promise<void> {
    const ref: LtxRef = { level: file.level, min: file.header.min, max: file.header.max };
    if (this.#held.has(nameOf(ref))) {
      await this.#requireSame(ref, file.header, signal);
      this.#found += 1;
      return;
    }
    if (ref.max < this.#newest) throw this.#conflict(`it lacks ${formatLtxName(ref)}, but holds what follows it`);
    try {
      const written = await this.#destination.write(ref, encode(file), { signal, permit: this.#permit });
      this.#held.set(nameOf(ref), written);
      this.#written += 1;
    } catch (error) {
      if (!isTidemarkError(error, 'object-exists')) throw error;
      await this.#requireSame(ref, file.header, signal);
      this.#found += 1;
    }
    this.#newest = ref.max;
  }

  async #requireSame(ref: LtxRef, ours: LtxHeader, signal: AbortSignal): Promise<void> {
    const theirs = await readHeader(this.#destination.open(ref, { range: { offset: 0, length: HEADER_SIZE }, signal }));
    const same =
      theirs.rolling?.post === ours.rolling?.post &&
      theirs.rolling?.pre === ours.rolling?.pre &&
      theirs.commit === ours.commit &&
      theirs.pageSize === ours.pageSize;
    if (!same) throw this.#conflict(`another ${formatLtxName(ref)} is there`);
  }

  #conflict(what: string): TidemarkError {
    return new TidemarkError('destination-conflict', `${this.#destination.url} holds another history: ${what}`, {
      hint: 'Take the history over into a place of its own. Nothing that is there was changed.',
    });
  }
}

function nameOf(ref: LtxRef): string {
  return `${ref.level}/${formatLtxName(ref)}`;
}

/** Pages are read one after the other: memory holds a piece of the file. */
// eslint-disable-next-line @typescript-eslint/require-await -- pages are on the local disk; receivers are not
async function* encode({ header, pgnos, page }: ImportFile): AsyncGenerator<Uint8Array> {
  const sink = new ChunkedSink();
  const encoder = new LtxEncoder(sink, header);
  for (const pgno of pgnos) {
    encoder.page(pgno, page(pgno));
    yield* sink.take();
  }
  encoder.finish();
  yield* sink.take();
}
