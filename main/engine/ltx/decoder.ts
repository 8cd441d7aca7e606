// Reads one LTX file from its bytes in order and proves it sound (FACTS A.10, and stricter).
import { assertNever, TidemarkError } from '../base/errors.ts';
import { type DecodedRun, decodeRun, type FrameRun } from './decode-run.ts';
import { ltxError, naming } from './fault.ts';
import { decodeHeader, HEADER_SIZE, type LtxHeader } from './header.ts';
import { Proof } from './proof.ts';
import { FrameSplitter } from './splitter.ts';
import { TailReader } from './tail.ts';
import { type LtxEnds, type LtxTrailer, validateTrailer } from './trailer.ts';

export interface DecoderOptions {
  /** The file, for messages. */
  readonly name?: string;
  /** A run ends as soon as its pages, decompressed, are this many bytes or more. Default 1 MiB. */
  readonly runBytes?: number;
}

const DEFAULT_RUN_BYTES = 1024 * 1024;
/** Larger pushes are taken in slices, so that what is held does not grow with them. */
const SLICE = 64 * 1024;

type State =
  | { readonly kind: 'header'; readonly bytes: Uint8Array; used: number }
  | { readonly kind: 'pages'; readonly header: LtxHeader; readonly splitter: FrameSplitter }
  | {
      readonly kind: 'tail';
      readonly header: LtxHeader;
      readonly splitter: FrameSplitter;
      readonly tail: TailReader;
    }
  | { readonly kind: 'closed'; readonly header: LtxHeader; readonly trailer: LtxTrailer };

/**
 * Push the bytes as they come; decode each run that comes out (`decodeRun`, here or in another thread) and
 * hand it back to `accept` in the same order; then `finish`. No page is proved before `finish` has returned.
 */
export class LtxDecoder {
  readonly #name: string | undefined;
  readonly #runBytes: number;
  readonly #proof = new Proof();
  #state: State = { kind: 'header', bytes: new Uint8Array(HEADER_SIZE), used: 0 };

  constructor(options: DecoderOptions = {}) {
    this.#name = options.name;
    this.#runBytes = options.runBytes ?? DEFAULT_RUN_BYTES;
  }

  /** The header, as soon as 100 bytes have come. */
  get header(): LtxHeader | undefined {
    return this.#state.kind === 'header' ? undefined : this.#state.header;
  }

  /**
   * Takes the next bytes, keeping none of them; gives the runs they complete, the last one with the end
   * marker.
   */
  push(bytes: Uint8Array): FrameRun[] {
    const runs: FrameRun[] = [];
    naming(this.#name, () => {
      for (let at = 0; at < bytes.length; at += SLICE) this.#feed(bytes.subarray(at, at + SLICE), runs);
    });
    return runs;
  }

  #feed(bytes: Uint8Array, runs: FrameRun[]): void {
    const state = this.#state;
    switch (state.kind) {
      case 'header': {
        const taken = bytes.subarray(0, HEADER_SIZE - state.used);
        state.bytes.set(taken, state.used);
        state.used += taken.length;
        if (state.used === HEADER_SIZE) this.#openPages(state.bytes, bytes.subarray(taken.length), runs);
        return;
      }
      case 'pages':
        state.splitter.push(bytes, runs);
        this.#openTail(state.header, state.splitter);
        return;
      case 'tail':
        state.tail.push(bytes);
        return;
      case 'closed':
        throw new TidemarkError('bug', 'an LTX decoder was given bytes after it had finished');
      default:
        assertNever(state);
    }
  }

  #openPages(bytes: Uint8Array, rest: Uint8Array, runs: FrameRun[]): void {
    const header = decodeHeader(bytes);
    this.#proof.addHeader(bytes);
    const splitter = new FrameSplitter(header, { runBytes: this.#runBytes, name: this.#name });
    this.#state = { kind: 'pages', header, splitter };
    this.#feed(rest, runs);
  }

  /** Once the end marker has come. */
  #openTail(header: LtxHeader, splitter: FrameSplitter): void {
    if (splitter.rest === undefined) return;
    const tail = new TailReader(splitter.index.bytes());
    tail.push(splitter.rest);
    this.#state = { kind: 'tail', header, splitter, tail };
  }

  /** Takes back the next run, decoded. */
  accept(run: DecodedRun): void {
    this.#proof.addRun(run);
  }

  /** After the last byte: proves the file sound and whole, or says what is wrong with it. */
  finish(): LtxTrailer {
    return naming(this.#name, () => this.#finish());
  }

  #finish(): LtxTrailer {
    const state = this.#state;
    switch (state.kind) {
      case 'header':
        decodeHeader(state.bytes.subarray(0, state.used));
        throw new TidemarkError('bug', 'a whole header was not decoded');
      case 'pages':
        throw ltxError(
          'ltx-truncated',
          `the file ends after ${state.splitter.order.count} pages, before its index`,
        );
      case 'tail': {
        const end = state.tail.finish();
        validateTrailer(state.header, end.trailer);
        this.#proof.finish(state.header, state.splitter.order, end);
        this.#state = { kind: 'closed', header: state.header, trailer: end.trailer };
        return end.trailer;
      }
      case 'closed':
        return state.trailer;
      default:
        return assertNever(state);
    }
  }
}

export interface DecodeOptions extends DecoderOptions {
  /** Decodes a run somewhere else, such as in a worker thread. Default: `decodeRun`, here. */
  readonly decode?: (run: FrameRun) => DecodedRun | Promise<DecodedRun>;
}

/**
 * Gives the pages run by run, and the file's two ends once all of it is proved sound. Until then the pages
 * are only what the file claims: keep them apart, and throw them away when an error comes.
 */
export async function* decodeLtx(
  source: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<DecodedRun, LtxEnds, undefined> {
  const decode = options.decode ?? decodeRun;
  const decoder = new LtxDecoder(options);
  for await (const bytes of source) {
    for (const run of decoder.push(bytes)) {
      const decoded = await decode(run);
      decoder.accept(decoded);
      yield decoded;
    }
  }
  return endsOf(decoder);
}

export interface VerifiedLtx extends LtxEnds {
  /** Number of pages in the file. */
  readonly pages: number;
}

/** Reads the file to its end and proves it sound. */
export async function verifyLtx(
  source: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): Promise<VerifiedLtx> {
  const runs = decodeLtx(source, options);
  for (let pages = 0; ;) {
    const next = await runs.next();
    if (next.done === true) return { ...next.value, pages };
    pages += next.value.pgnos.length;
  }
}

/** A file decoded in one piece. */
export interface DecodedLtx extends LtxEnds, DecodedRun {}

const NO_PAGES: FrameRun = { bytes: new Uint8Array(0), count: 0, pageSize: 512 };

/** Decodes and proves a small file that is in memory; takes memory for all its pages. */
export function decodeLtxBytes(bytes: Uint8Array, options: Pick<DecoderOptions, 'name'> = {}): DecodedLtx {
  const decoder = new LtxDecoder({ ...options, runBytes: Infinity });
  const [run = NO_PAGES] = decoder.push(bytes);
  const decoded = decodeRun(run);
  decoder.accept(decoded);
  return { ...decoded, ...endsOf(decoder) };
}

function endsOf(decoder: LtxDecoder): LtxEnds {
  const trailer = decoder.finish();
  return { header: decoder.header!, trailer };
}
