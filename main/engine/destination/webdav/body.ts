// What is sent with a request: bytes at hand, which can be sent again, or a stream, which cannot once it was begun.
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { isAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Traffic } from '../traffic.ts';
import type { Batch } from '../batch.ts';

export type Body = BytesBody | StreamBody;

/** Told the bytes sent so far; never fewer than before. */
export type OnBytes = (bytes: number) => void;

class Counted {
  readonly #onBytes: OnBytes;
  #sent = 0;
  #told = 0;

  constructor(onBytes: OnBytes = () => undefined) {
    this.#onBytes = onBytes;
  }

  /** Bytes sent in the last try. */
  get sent(): number {
    return this.#sent;
  }

  begin(): void {
    this.#sent = 0;
  }

  count(bytes: number): void {
    this.#sent += bytes;
    if (this.#sent <= this.#told) return;
    this.#told = this.#sent;
    this.#onBytes(this.#sent);
  }
}

export class BytesBody extends Counted {
  readonly kind = 'bytes';
  readonly state = 'fresh';
  readonly #pieces: Batch;
  readonly size: number;

  constructor(pieces: Batch, onBytes?: OnBytes) {
    super(onBytes);
    this.#pieces = pieces;
    this.size = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** From the start, each time. */
  take(): Batch {
    this.begin();
    return this.#pieces;
  }

  static of(text: string): BytesBody {
    return new BytesBody([Buffer.from(text)]);
  }
}

export class StreamBody extends Counted {
  readonly kind = 'stream';
  readonly #source: AsyncIterable<Batch>;
  #state: 'fresh' | 'taken' = 'fresh';

  constructor(source: AsyncIterable<Batch>, onBytes?: OnBytes) {
    super(onBytes);
    this.#source = source;
  }

  get state(): 'fresh' | 'taken' {
    return this.#state;
  }

  async *take(): AsyncGenerator<Uint8Array> {
    this.#state = 'taken';
    for await (const batch of this.#source) yield* batch;
  }
}

export interface SendOptions {
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** `yes`: a stream is not begun before the server said that it will have it. */
  readonly expect: 'yes' | 'no';
}

/** Bytes in a write: what a bandwidth limit lets pass at a time. */
const PIECE = 64 * 1024;
/** How long a server may think about whether it will have a body, ms. Many do not know the question, and stay silent. */
const THINKING = 1000;

/** Sends the body, unless the server answers before: then what is left stays where it is. Throws what the source throws. */
export async function sendBody(outgoing: ClientRequest, body: Body, options: SendOptions): Promise<void> {
  const answered = new AbortController();
  outgoing.once('response', (incoming) => {
    answered.abort();
    // Cut off in the middle, the line is of no more use.
    if (!outgoing.writableEnded) incoming.once('end', () => outgoing.destroy());
  });
  outgoing.once('close', () => {
    answered.abort();
  });
  try {
    if (body.kind === 'stream' && options.expect === 'yes') await permission(outgoing, options, answered.signal);
    if (isAborted(answered.signal)) return;
    for await (const piece of body.take()) {
      await sendPiece(outgoing, body, piece, options, answered.signal);
      if (isAborted(answered.signal)) break;
    }
    if (!isAborted(answered.signal)) outgoing.end();
  } catch (error) {
    outgoing.destroy();
    throw error;
  }
}

async function permission(outgoing: ClientRequest, { clock }: SendOptions, answered: AbortSignal): Promise<void> {
  const asked = new AbortController();
  const both = AbortSignal.any([asked.signal, answered]);
  outgoing.flushHeaders();
  await Promise.race([once(outgoing, 'continue', { signal: both }), clock.sleep(THINKING, both)]).catch(
    () => undefined,
  );
  asked.abort();
}

async function sendPiece(
  outgoing: ClientRequest,
  body: Body,
  piece: Uint8Array,
  { traffic, signal }: SendOptions,
  answered: AbortSignal,
): Promise<void> {
  for (let at = 0; at < piece.length && !isAborted(answered); at += PIECE) {
    const part = piece.subarray(at, at + PIECE);
    await traffic.pass('up', part.length, signal);
    if (isAborted(answered)) return;
    const room = outgoing.write(part);
    traffic.moved('up', part.length);
    body.count(part.length);
    if (!room) await once(outgoing, 'drain', { signal: answered }).catch(() => undefined);
  }
}
