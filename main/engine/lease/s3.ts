// The pen as one small object beside the history, at a server that judges conditions by itself: S3 and what speaks like it
// (FACTS B.19, C.5). It is `lock.json`, where Litestream's leaser looks as well.
import { isTidemarkError } from '../base/errors.ts';
import type { ConditionalStore, Expectation } from '../destination/conditional.ts';
import type { Leaser } from './leaser.ts';
import { encodeRecord, type LeaseRecord, parseRecord } from './record.ts';
import { LOST, type LeaseStore, type Standing, type Swapped, unknownGeneration } from './store.ts';
import { type LeaserOptions, StoredLeaser } from './stored.ts';
import { leaseTerms } from './terms.ts';

const NAME = 'lock.json';

export interface ObjectLeaserOptions extends LeaserOptions {
  readonly store: ConditionalStore;
}

/** Throws `lease-ttl` when the terms leave no room. */
export function objectLeaser({ store, ...options }: ObjectLeaserOptions): Leaser {
  return new StoredLeaser({ ...options, store: new LeaseObject(store, options.clock), terms: leaseTerms(options) });
}

class LeaseObject implements LeaseStore {
  readonly type = 's3';
  readonly url: string;
  readonly #store: ConditionalStore;
  readonly #clock: LeaserOptions['clock'];

  constructor(store: ConditionalStore, clock: LeaserOptions['clock']) {
    this.url = store.url;
    this.#store = store;
    this.#clock = clock;
  }

  async read(_want: 'timed' | 'plain', signal?: AbortSignal): Promise<Standing> {
    const object = await this.#store.read(NAME, signal);
    if (object === undefined) return { kind: 'none', generation: 0 };
    const { etag, serverTime } = object;
    const time = serverTime === undefined ? {} : { time: serverTime };
    const parsed = parseRecord(object.bytes);
    if (parsed.kind === 'lease') {
      const { record } = parsed;
      return { kind: 'lease', record, etag, generation: record.generation, ...time };
    }
    const generation = unknownGeneration(serverTime ?? this.#clock.now());
    return { kind: 'unreadable', problem: parsed.problem, age: 'settled', etag, generation, ...time };
  }

  succeed(record: LeaseRecord, etag: string | undefined, signal?: AbortSignal): Promise<Swapped> {
    return this.#write(record, etag === undefined ? { kind: 'absent' } : { kind: 'same', etag }, signal);
  }

  replace(record: LeaseRecord, etag: string, signal?: AbortSignal): Promise<Swapped> {
    return this.#write(record, { kind: 'same', etag }, signal);
  }

  async #write(record: LeaseRecord, expected: Expectation, signal: AbortSignal | undefined): Promise<Swapped> {
    try {
      const written = await this.#store.write(NAME, encodeRecord(record), expected, signal);
      return written === 'lost' ? LOST : { kind: 'won', etag: written.etag };
    } catch (error) {
      // A server may say that there is nothing to replace instead of that it is not the same.
      if (isTidemarkError(error, 'object-missing')) return LOST;
      throw error;
    }
  }
}
