// Page capture: reading the sum of every page of a consistent state. The way for rollback-journal databases, and for
// WAL databases whenever it is not certain that the log's frames follow on what was captured.
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { OnProgress } from '../base/progress.ts';
import type { JobRunner } from '../jobs/job.ts';
import { type RollbackAttachment, withSharedLock } from './attachment.ts';
import { pagesPerChunk, sumAll, sumPlaces } from './chunks.ts';
import type { Collector } from './collect.ts';
import { pagesFrom, placesOf, type View, viewFile } from './view.ts';

/** How long the app's writers may be kept waiting by one slice of reading, ms. */
const SLICE_MS = 40;
/** After this many interrupted attempts the lock is kept to the end. */
const MAX_INTERRUPTIONS = 3;

export interface PageReading<C extends Collector> {
  readonly view: View;
  readonly collected: C;
}

/** Who is told of the reading, and may end it. */
export interface Reader {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

const DOING = 'comparing the pages';

/** Reads all pages of a view that a read mark keeps in place. Blocks nobody. */
export async function collectUnderMark<C extends Collector>(
  jobs: JobRunner,
  view: View,
  collected: C,
  { signal, onProgress }: Reader,
): Promise<PageReading<C>> {
  let done = 0;
  for await (const chunk of sumAll(jobs, view)) {
    throwIfAborted(signal, DOING);
    collected.add(chunk);
    done += chunk.pgnos.length * view.pageSize;
    onProgress({ step: 'read', done, total: view.commit * view.pageSize });
  }
  return { view, collected };
}

export interface LockedReading<C extends Collector> extends Reader {
  readonly clock: Clock;
  readonly attachment: RollbackAttachment;
  readonly collector: () => C;
}

/**
 * Reads all pages of a rollback-journal database under SQLite's SHARED lock, letting go every 40 ms so that writers
 * are not held up. If one of them committed in between, as the change counter tells, reading starts over; after
 * three such interruptions the lock is kept to the end.
 */
export async function collectUnderLock<C extends Collector>(reading: LockedReading<C>): Promise<PageReading<C>> {
  const { attachment, clock, signal } = reading;
  for (let attempt = 0; attempt < MAX_INTERRUPTIONS; attempt++) {
    const pass = new LockedPass(reading);
    for (;;) {
      const step = await withSharedLock(attachment, clock, () => pass.slice(SLICE_MS));
      if (step === 'interrupted') break;
      if (step === 'done') return pass.result();
      throwIfAborted(signal, DOING);
      await clock.sleep(1);
    }
  }
  const pass = new LockedPass(reading);
  await withSharedLock(attachment, clock, () => pass.slice(Number.POSITIVE_INFINITY));
  return pass.result();
}

class LockedPass<C extends Collector> {
  readonly #reading: LockedReading<C>;
  readonly #collected: C;
  #view: View | undefined;
  #next = 1;

  constructor(reading: LockedReading<C>) {
    this.#reading = reading;
    this.#collected = reading.collector();
  }

  /** Reads for about `ms`; the caller holds the lock. */
  slice(ms: number): 'more' | 'done' | 'interrupted' {
    const { clock, attachment } = this.#reading;
    const now = viewFile(attachment.file);
    this.#view ??= now;
    if (now.changeCounter !== this.#view.changeCounter || now.commit !== this.#view.commit) return 'interrupted';
    const deadline = clock.monotonic() + ms;
    while (this.#next <= now.commit) {
      if (clock.monotonic() > deadline) return 'more';
      this.#readChunk(now);
    }
    return 'done';
  }

  result(): PageReading<C> {
    return { view: this.#view!, collected: this.#collected };
  }

  #readChunk(view: View): void {
    const pgnos = pagesFrom(view, this.#next, pagesPerChunk(view.pageSize));
    this.#collected.add(sumPlaces(placesOf(view, pgnos)));
    this.#next = (pgnos.at(-1) ?? view.commit) + 1;
    this.#reading.onProgress({
      step: 'read',
      done: Math.min(this.#next - 1, view.commit) * view.pageSize,
      total: view.commit * view.pageSize,
    });
  }
}
