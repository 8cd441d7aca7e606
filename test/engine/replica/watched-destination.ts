// A destination whose calls a test can count, hold, fail, or lose the answers of.
import type {
  Destination,
  ListOptions,
  LtxInfo,
  LtxRef,
  OpenOptions,
  RemoveOptions,
  WriteOptions,
} from '../../../main/engine/destination/destination.ts';

/** `list 0`, `open 0/3-3`, `write 9/1-7`, `remove`. */
export type Call = string;

export type Step = (call: Call) => void | Promise<void>;

export class WatchedDestination implements Destination {
  readonly #inner: Destination;
  readonly calls: Call[] = [];
  /** Runs before a call; what it throws is the call's failure, and the call is not made. */
  before: Step = () => undefined;
  /** Runs after a call that worked; what it throws is what the caller gets instead of the answer. */
  after: Step = () => undefined;
  /** Other than what it is, when a test says so. */
  readingAs: Destination['reading'] | undefined;
  /** As it was given to the last call that writes. */
  permit: (() => void) | undefined;

  constructor(inner: Destination) {
    this.#inner = inner;
  }

  get type(): string {
    return this.#inner.type;
  }

  get reading(): Destination['reading'] {
    return this.readingAs ?? this.#inner.reading;
  }

  get storing(): Destination['storing'] {
    return this.#inner.storing;
  }

  get url(): string {
    return this.#inner.url;
  }

  /** The writes, in the order in which they began. */
  get writes(): Call[] {
    return this.calls.filter((call) => call.startsWith('write')).map((call) => call.slice('write '.length));
  }

  expectHistory(): void {
    this.#inner.expectHistory();
  }

  list(level: number, options?: ListOptions): Promise<LtxInfo[]> {
    return this.#call(`list ${level}`, () => this.#inner.list(level, options));
  }

  async *open(ref: LtxRef, options?: OpenOptions): AsyncGenerator<Uint8Array> {
    await this.#call(`open ${nameOf(ref)}`, () => Promise.resolve());
    yield* this.#inner.open(ref, options);
  }

  write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<LtxInfo> {
    this.permit = options?.permit;
    return this.#call(`write ${nameOf(ref)}`, () => this.#inner.write(ref, bytes, options));
  }

  remove(refs: readonly LtxRef[], options?: RemoveOptions): Promise<void> {
    return this.#call('remove', () => this.#inner.remove(refs, options));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #call<T>(call: Call, make: () => Promise<T>): Promise<T> {
    this.calls.push(call);
    await this.before(call);
    const result = await make();
    await this.after(call);
    return result;
  }
}

function nameOf({ level, min, max }: LtxRef): string {
  return `${level}/${min}-${max}`;
}
