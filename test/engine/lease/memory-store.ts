// A server of small objects that judges conditions, within the test: every step of a request can be held up, and answers lost.
import { createHash } from 'node:crypto';
import type { ConditionalStore, Expectation, TaggedObject } from '../../../main/engine/destination/conditional.ts';

export type Step = 'read' | 'write' | 'answer';

export interface MemoryServerOptions {
  /** Ms since the epoch; undefined for a server that does not tell. */
  readonly time?: () => number;
  /** Runs before a request is judged and before it is answered. What it throws is all that the asker learns. */
  readonly interfere?: (step: Step, signal: AbortSignal | undefined) => void | Promise<void>;
}

export class MemoryServer implements ConditionalStore {
  readonly url = 's3://bucket/db';
  readonly objects = new Map<string, Uint8Array>();
  readonly requests: string[] = [];
  readonly #options: MemoryServerOptions;

  constructor(options: MemoryServerOptions = {}) {
    this.#options = options;
  }

  async read(name: string, signal?: AbortSignal): Promise<TaggedObject | undefined> {
    this.requests.push('GET');
    await this.#options.interfere?.('read', signal);
    const bytes = this.objects.get(name);
    const serverTime = this.#options.time?.();
    await this.#options.interfere?.('answer', signal);
    if (bytes === undefined) return undefined;
    return { bytes, etag: etagOf(bytes), ...(serverTime === undefined ? {} : { serverTime }) };
  }

  async write(
    name: string,
    bytes: Uint8Array,
    expected: Expectation,
    signal?: AbortSignal,
  ): Promise<{ etag: string } | 'lost'> {
    this.requests.push('PUT');
    await this.#options.interfere?.('write', signal);
    const there = this.objects.get(name);
    const wanted = expected.kind === 'absent' ? undefined : expected.etag;
    const result = wanted === (there && etagOf(there)) ? { etag: etagOf(bytes) } : ('lost' as const);
    if (result !== 'lost') this.objects.set(name, bytes);
    await this.#options.interfere?.('answer', signal);
    return result;
  }
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
