// What was copied, summed up: one entry per database for five minutes of changes, not one per change.
import { isAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { OperationAbout } from './operation.ts';
import type { OperationLog } from './operation-log.ts';

/** Changes that are at a destination now. */
export interface CopiedChanges {
  /** How many transactions. */
  readonly changes: number;
  readonly bytes: number;
  /** Newest of them. */
  readonly txid: number;
}

/** The database must be told. With a destination, each is summed up on its own. */
export type CopiedAbout = OperationAbout & { readonly database: string };

interface Sum {
  /** When its first change was counted, monotonic ms. */
  readonly since: number;
  readonly about: CopiedAbout;
  readonly copied: CopiedChanges;
}

/** Between the first change that is counted and its entry, ms. */
const WHILE = 5 * 60 * 1000;

export class CopiedSummary {
  readonly #log: Pick<OperationLog, 'note'>;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #sums = new Map<string, Sum>();

  constructor(log: Pick<OperationLog, 'note'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Counts them in; written five minutes after the first of them at the latest. */
  add(about: CopiedAbout, copied: CopiedChanges): void {
    const key = JSON.stringify([about.database, about.destination ?? '']);
    const before = this.#sums.get(key);
    const since = before?.since ?? this.#clock.monotonic();
    this.#sums.set(key, { since, about, copied: before === undefined ? copied : sumOf(before.copied, copied) });
    if (before === undefined && !isAborted(this.#closing.signal)) void this.#writeLater(key, since);
  }

  /** Writes what has been counted: of that database, or of all. */
  async flush(database?: string): Promise<void> {
    const counted = [...this.#sums].filter(([, { about }]) => database === undefined || about.database === database);
    await Promise.all(counted.map(([key]) => this.#write(key)));
  }

  /** Writes everything. What is added after this is written by `flush` alone. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.flush();
  }

  /** Unless it was written before that. */
  async #writeLater(key: string, since: number): Promise<void> {
    const { signal } = this.#closing;
    await this.#clock.sleep(WHILE, signal).catch(() => undefined);
    if (!isAborted(signal) && this.#sums.get(key)?.since === since) await this.#write(key);
  }

  async #write(key: string): Promise<void> {
    const counted = this.#sums.get(key);
    if (counted === undefined) return;
    this.#sums.delete(key);
    await this.#log.note({ kind: 'copied', ...counted.copied }, counted.about);
  }
}

export function sumOf(a: CopiedChanges, b: CopiedChanges): CopiedChanges {
  return { changes: a.changes + b.changes, bytes: a.bytes + b.bytes, txid: Math.max(a.txid, b.txid) };
}
