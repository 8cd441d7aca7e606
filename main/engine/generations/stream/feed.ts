// What is sent to those who follow a copy live (FACTS D.5): from the log that they name on, or a snapshot first when that is not
// there any more or belongs to another generation; then every segment as it is stored there, for as long as they stay.
import type { Event } from '../../base/events.ts';
import { isAborted } from '../../base/abort.ts';
import type { GenerationClient, GenerationPos, SnapshotInfo } from '../client.ts';
import { decodeLz4 } from '../lz4/decode.ts';
import type { Standing } from '../write/standing.ts';
import { encodeRecord, streamError } from './record.ts';

/** A copy in generations that is being written here. */
export interface StreamedCopy {
  readonly client: GenerationClient;
  /** Undefined while no generation is known to be there. */
  readonly standing: Standing | undefined;
  /** After everything that was stored. */
  readonly changed: Event<unknown>;
}

/** Undefined for somebody who has nothing. The offset does not count: logs are sent from their beginning. */
export type StreamFrom = Pick<GenerationPos, 'generation' | 'index'> | undefined;

/** Ends when the signal fires; throws what the place throws, and then the receiver comes again. */
export async function* streamFeed(copy: StreamedCopy, from: StreamFrom, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const news = new News(copy, signal);
  try {
    let at = await startOf(copy, from, signal);
    for (;;) {
      const { standing } = copy;
      if (standing !== undefined) at = yield* bringUp(copy.client, standing, at, signal);
      if (!(await news.wait())) return;
    }
  } finally {
    news.end();
  }
}

async function* bringUp(
  client: GenerationClient,
  standing: Standing,
  at: GenerationPos | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, GenerationPos> {
  const from = at?.generation === standing.generation ? at : yield* snapshot(client, standing, signal);
  return hasMore(standing, from) ? yield* segments(client, from, signal) : from;
}

/** Undefined when a snapshot has to come first. */
async function startOf({ client, standing }: StreamedCopy, from: StreamFrom, signal: AbortSignal): Promise<GenerationPos | undefined> {
  if (standing === undefined || from?.generation !== standing.generation) return undefined;
  const { generation, index } = from;
  if (index === standing.index) return { generation, index, offset: 0 };
  const [first] = index < standing.index ? await client.walSegments(generation, { from: index, signal }) : [];
  return first?.index === index && first.offset === 0 ? { generation, index, offset: 0 } : undefined;
}

async function* snapshot(
  client: GenerationClient,
  { generation }: Standing,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, GenerationPos> {
  const newest = (await client.snapshots(generation, { signal })).at(-1);
  if (newest === undefined) throw streamError(`generation ${generation} has no snapshot`);
  const { index } = newest;
  const size = await sizeOf(client, newest, signal);
  yield encodeRecord({ kind: 'snapshot', generation, index, offset: 0, size });
  yield* exactly(decodeLz4(client.openSnapshot(generation, index, { signal }), 'the snapshot'), size);
  return { generation, index, offset: 0 };
}

/** The stream says how long a snapshot is before it comes; the place only knows how long it is compressed. */
async function sizeOf(client: GenerationClient, { generation, index }: SnapshotInfo, signal: AbortSignal): Promise<number> {
  let size = 0;
  for await (const piece of decodeLz4(client.openSnapshot(generation, index, { signal }), 'the snapshot')) size += piece.length;
  return size;
}

/** Not every step of a copy is a segment, and listing costs. */
function hasMore({ index, offsets }: Standing, at: GenerationPos): boolean {
  return index > at.index || (offsets.at(-1) ?? -1) >= at.offset;
}

/** All there are from `at` on; resolves to where the next will be looked for. */
async function* segments(client: GenerationClient, at: GenerationPos, signal: AbortSignal): AsyncGenerator<Uint8Array, GenerationPos> {
  let next = at;
  for (const segment of await client.walSegments(at.generation, { from: at.index, signal })) {
    const { generation, index, offset, size } = segment;
    if (index === next.index && offset < next.offset) continue;
    yield encodeRecord({ kind: 'segment', generation, index, offset, size });
    yield* exactly(client.openWalSegment(segment, { signal }), size);
    next = { generation, index, offset: offset + 1 };
  }
  return next;
}

/** A receiver counts on what was announced. */
async function* exactly(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  for await (const piece of bytes) {
    left -= piece.length;
    if (left < 0) throw streamError('there is more of an object than there was');
    yield piece;
  }
  if (left > 0) throw streamError('there is less of an object than there was');
}

/** Whether something was stored since it was last asked. */
class News {
  readonly #off: () => void;
  readonly #signal: AbortSignal;
  #some = false;
  #wake: (() => void) | undefined;

  constructor({ changed }: StreamedCopy, signal: AbortSignal) {
    this.#signal = signal;
    this.#off = changed.on(() => {
      this.#some = true;
      this.#wake?.();
    });
    signal.addEventListener('abort', this.#ring, { once: true });
  }

  readonly #ring = (): void => {
    this.#wake?.();
  };

  /** False when it is over. */
  async wait(): Promise<boolean> {
    while (!this.#some && !isAborted(this.#signal)) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#some = false;
    return !isAborted(this.#signal);
  }

  end(): void {
    this.#off();
    this.#signal.removeEventListener('abort', this.#ring);
  }
}
