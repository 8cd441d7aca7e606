// Following a destination: no server is needed, only what somebody else keeps putting there.
import { isAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { asTidemarkError } from '../../base/errors.ts';
import type { LtxInfo } from '../../destination/destination.ts';
import { formatLtxName } from '../../ltx/name.ts';
import type { Copy } from './copy.ts';
import type { Feed, FeedListener } from './feed.ts';
import { type ReadableStore, shortWayOn, type WayOn, wayOn } from './way-on.ts';

export interface DestinationFeedOptions {
  readonly store: ReadableStore;
  /** For people; no secrets. */
  readonly source: string;
  /** Between looks, ms. */
  readonly interval: number;
  readonly clock: Clock;
}

/** So often at least all levels are looked at, ms: what was merged and removed since is not among the single changes. */
const FULL_LOOK = 60_000;

export class DestinationFeed implements Feed {
  readonly source: string;
  readonly #options: DestinationFeedOptions;
  /** Files that proved damaged; others may lead around them. */
  readonly #bad = new Set<string>();
  /** Monotonic ms. */
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DestinationFeedOptions) {
    this.#options = options;
    this.source = options.source;
  }

  async run(copy: Copy, listener: FeedListener, signal: AbortSignal): Promise<void> {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    while (!isAborted(signal)) {
      const way = await this.#look(copy, signal);
      listener.connected();
      if (way.files.length > 0) await this.#bring(way, copy, listener, signal);
      else await this.#rest(copy, listener, signal);
    }
  }

  async #rest(copy: Copy, listener: FeedListener, signal: AbortSignal): Promise<void> {
    const { clock, interval } = this.#options;
    if (copy.head() !== undefined) {
      listener.level();
      listener.ready();
    }
    await clock.sleep(interval, signal).catch(() => undefined);
  }

  async #look(copy: Copy, signal: AbortSignal): Promise<WayOn> {
    const { store, clock } = this.#options;
    const at = copy.head();
    const isFullDue = clock.monotonic() - this.#lookedAt >= FULL_LOOK;
    const short = at === undefined || isFullDue ? undefined : await shortWayOn(store, at, signal);
    if (short !== undefined) return short;
    const way = await wayOn(store, at, (file) => this.#bad.has(nameOf(file)), signal);
    if (way.files.length === 0) this.#lookedAt = clock.monotonic();
    return way;
  }

  async #bring({ files, kinship }: WayOn, copy: Copy, listener: FeedListener, signal: AbortSignal): Promise<void> {
    for (const [i, file] of files.entries()) {
      if (isAborted(signal)) return;
      listener.behind(files.length - i);
      await this.#take(file, () => copy.take(this.#options.store.open(file, { signal }), kinship, signal));
    }
  }

  async #take(file: LtxInfo, take: () => Promise<unknown>): Promise<void> {
    try {
      await take();
    } catch (error) {
      const { code } = asTidemarkError(error);
      if (code.startsWith('ltx-') && code !== 'ltx-not-contiguous') this.#bad.add(nameOf(file));
      throw error;
    }
  }
}

function nameOf(file: LtxInfo): string {
  return `${file.level}/${formatLtxName(file)}`;
}
