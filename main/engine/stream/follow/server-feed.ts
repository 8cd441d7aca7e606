// Following a server: one stream that it keeps open (FACTS E.4), and word back of what is applied.
import type { IncomingMessage } from 'node:http';
import { isAborted, throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { Coalescer } from '../../base/coalescer.ts';
import { asTidemarkError, assertNever, messageOf, TidemarkError } from '../../base/errors.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { Kinship } from '../apply/replica-file.ts';
import { requestJson, requestStream } from '../node/peer-request.ts';
import { encodePosMap } from '../wire/pos-map.ts';
import { readFrames, type ReceivedFrame } from '../wire/reader.ts';
import type { Copy } from './copy.ts';
import type { Feed, FeedListener } from './feed.ts';

export interface ServerFeedOptions {
  /** `https://host:port`, or `http://` on loopback. */
  readonly address: string;
  readonly token: string;
  /** `sha256:…` of the certificate there; absent on loopback. */
  readonly pin?: string;
  /** Of the database, as the server has it. */
  readonly name: string;
  /** `any`: also from a node that only follows itself. */
  readonly from?: 'primary' | 'any';
  /** This node: 16 upper-case hex digits, and what people call it. */
  readonly node: { readonly id: string; readonly name: string };
  readonly clock: Clock;
  /** How long the other side may be silent, ms; it sends a heartbeat every second. Default 10 s. */
  readonly silence?: number;
}

/** Ms. */
const SILENCE = 10_000;
/** At most so often word of what is applied is sent, ms. */
const WORD_EVERY = 100;
const WORD_PATIENCE = 5000;

export class ServerFeed implements Feed {
  readonly source: string;
  readonly #options: ServerFeedOptions;

  constructor(options: ServerFeedOptions) {
    this.#options = options;
    this.source = `${options.address}/${options.name}`;
  }

  async run(copy: Copy, listener: FeedListener, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const response = await this.#connect(copy.head(), signal);
    const word = new Coalescer(clock, WORD_EVERY, () => void this.#acknowledge(copy));
    let other: 'there' | 'gone' = 'there';
    try {
      listener.connected();
      const session = new Session(copy, listener, () => {
        word.mark();
      }, this.#options.name);
      word.mark();
      for await (const received of readFrames(this.#unlessSilent(response, signal))) {
        if ((await session.on(received, signal)) === 'over') return;
        throwIfAborted(signal, 'following');
      }
      throw silentError(this.#options.address, 'closed the connection');
    } catch (error) {
      if (isAborted(signal)) return;
      other = 'gone';
      throw error;
    } finally {
      response.destroy();
      word.stop();
      if (other === 'there') await this.#acknowledge(copy);
    }
  }

  get #silence(): number {
    return this.#options.silence ?? SILENCE;
  }

  #connect(at: Pos | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    const { name, from = 'primary' } = this.#options;
    const query = new URLSearchParams({ filter: encodeURIComponent(name), ...(from === 'any' ? { from: 'follower' } : {}) });
    return requestStream({ ...this.#request(`/stream?${query.toString()}`, at), patience: this.#silence, signal });
  }

  /** Loses nothing when it fails: the next one says more. */
  async #acknowledge(copy: Copy): Promise<void> {
    const at = copy.head();
    if (at === undefined) return;
    await requestJson({ ...this.#request('/acknowledge', at), patience: WORD_PATIENCE }).catch(() => undefined);
  }

  #request(path: string, at: Pos | undefined): Omit<Parameters<typeof requestStream>[0], 'patience'> {
    const { address, token, pin, name, node } = this.#options;
    const body = encodePosMap(at === undefined ? new Map() : new Map([[name, at]]));
    const headers = { 'litefs-id': node.id, 'tidemark-name': encodeURIComponent(node.name), 'content-type': 'application/octet-stream' };
    return { address, token, ...(pin === undefined ? {} : { pin }), method: 'POST', path, headers, body };
  }

  /** `stream-absent` when nothing comes for too long, though the connection looks well. */
  async *#unlessSilent(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { clock, address } = this.#options;
    const patience = this.#silence;
    const pieces = (response as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    for (;;) {
      const timer = new AbortController();
      const silence = clock.sleep(patience, AbortSignal.any([timer.signal, signal])).then(() => 'silent' as const);
      try {
        const next = await Promise.race([pieces.next().catch((error: unknown) => broken(address, error)), silence]);
        if (next === 'silent') throw silentError(address, `said nothing for ${patience / 1000} s`);
        if (next.done === true) return;
        yield next.value;
      } finally {
        timer.abort();
        silence.catch(() => undefined);
      }
    }
  }
}

/** What the frames of one connection mean for the copy. */
class Session {
  readonly #copy: Copy;
  readonly #listener: FeedListener;
  readonly #applied: () => void;
  readonly #name: string;
  /** Our position is known to be of the history that is sent. */
  #kinship: Kinship = 'unknown';

  constructor(copy: Copy, listener: FeedListener, applied: () => void, name: string) {
    this.#copy = copy;
    this.#listener = listener;
    this.#applied = applied;
    this.#name = name;
  }

  async on({ frame, body }: ReceivedFrame, signal: AbortSignal): Promise<'more' | 'over'> {
    switch (frame.kind) {
      case 'ltx':
        if (frame.name === this.#name) await this.#take(body, signal);
        return 'more';
      case 'ready':
        this.#listener.level();
        this.#listener.ready();
        return 'more';
      case 'heartbeat':
        this.#listener.heard(frame.at);
        return 'more';
      case 'hwm':
        // Right before a snapshot: what we have, up to there, is part of it.
        if (frame.name === this.#name && frame.txid >= (this.#copy.head()?.txid ?? 0n)) this.#kinship = 'same';
        return 'more';
      case 'handoff':
        this.#listener.handOff(frame.lease);
        return 'more';
      case 'end':
        return 'over';
      default:
        return assertNever(frame);
    }
  }

  async #take(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    this.#listener.behind(1);
    await this.#copy.take(body, this.#kinship, signal);
    this.#kinship = 'unknown';
    this.#applied();
    this.#listener.level();
  }
}

function broken(address: string, error: unknown): never {
  throw silentError(address, `broke off (${messageOf(asTidemarkError(error).cause ?? error)})`);
}

function silentError(address: string, what: string): TidemarkError {
  return new TidemarkError('stream-absent', `${address} ${what}`, {
    hint: 'It is tried again by itself. Check that Tidemark runs there.',
    retry: 'later',
  });
}
