// A writer that the configuration names, once and for all: nothing is asked and nothing is written.
import { TidemarkError } from '../base/errors.ts';
import { LeaseHeldError, requiredError } from './errors.ts';
import type { Lease, Leaser } from './leaser.ts';
import type { LeaseRecord } from './record.ts';
import { NEVER } from './terms.ts';

/** The year 3000, as other programs put it. */
const FOREVER = Date.UTC(3000, 0, 1);

export interface StaticLeaserOptions {
  readonly holder: 'us' | 'other';
  /** Who it is, for people. */
  readonly owner: string;
  /** Where it can be followed. */
  readonly url?: string;
}

export function staticLeaser(options: StaticLeaserOptions): Leaser {
  return new StaticLeaser(options);
}

class StaticLeaser implements Leaser {
  readonly type = 'static';
  readonly url = 'this history, by configuration';
  readonly maxTtl = Infinity;
  readonly #holder: 'us' | 'other';
  readonly #record: LeaseRecord;

  constructor({ holder, owner, url }: StaticLeaserOptions) {
    this.#holder = holder;
    this.#record = { generation: 1, expiresAt: FOREVER, owner, ...(url === undefined ? {} : { url }) };
  }

  acquire(): Promise<Lease> {
    if (this.#holder === 'other') return Promise.reject(new LeaseHeldError(this.url, this.#record));
    return Promise.resolve({ ...this.#record, nonce: 'static', etag: 'static', renewAt: NEVER, stopAt: NEVER });
  }

  renew(lease: Lease | undefined): Promise<Lease> {
    return lease === undefined ? Promise.reject(requiredError(this.url)) : this.acquire();
  }

  resume(): Promise<Lease> {
    return this.acquire();
  }

  release(lease: Lease | undefined): Promise<void> {
    return lease === undefined ? Promise.reject(requiredError(this.url)) : Promise.resolve();
  }

  read(): Promise<LeaseRecord> {
    return Promise.resolve(this.#record);
  }

  seize(): Promise<Lease> {
    return this.#holder === 'us' ? this.acquire() : Promise.reject(this.#refusal());
  }

  break(): Promise<void> {
    return Promise.reject(this.#refusal());
  }

  #refusal(): TidemarkError {
    return new TidemarkError('refused', 'who writes this history is set in the configuration', {
      hint: 'Change it there, on every machine that has it.',
    });
  }
}
