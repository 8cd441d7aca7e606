// Keeps up with a directory: databases that come are taken on, those that are gone are let go.
//
// Hints come from watching folders, never files; a look through them all now and then is the truth. Neither is trusted at
// once: a file that is being made has no header yet, and one that is being replaced is missing for a moment.
import { type FSWatcher, watch } from 'node:fs';
import { throwIfAborted } from '../../engine/base/abort.ts';
import { Alarm } from '../../engine/base/alarm.ts';
import type { Clock } from '../../engine/base/clock.ts';
import type { Found, Scanner } from './scan.ts';

/** From the first hint to the look, ms (as Litestream, FACTS B.17). */
const SETTLE = 250;
/** Between two looks without a hint, ms; where a folder cannot be watched, the shorter one. */
const PATIENCE = 60_000;
const UNWATCHED_PATIENCE = 5000;
/** A database that was missing once is looked for again after this, ms. */
const DOUBT = 1000;

export interface FollowerOptions {
  readonly scanner: Pick<Scanner, 'scan' | 'concerns'>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Resolves to `later` for one that could not be taken on, which is tried again. */
  readonly takeOn: (found: Found) => Promise<'taken' | 'later'>;
  readonly letGo: (found: Found) => Promise<void>;
  /** Bounds how many are begun at the same time, over all directories. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
}

export class DirectoryFollower {
  readonly #options: FollowerOptions;
  readonly #alarm: Alarm;
  readonly #stopping = new AbortController();
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #taken = new Map<string, Found>();
  readonly #missing = new Set<string>();
  #unwatched: 'some' | 'none' = 'none';
  #running: Promise<void> | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock as Clock);
  }

  has(path: string): boolean {
    return this.#taken.has(path);
  }

  /** Takes on all that is there now; resolves when each was tried. */
  async lookNow(): Promise<void> {
    const { scanner, takeOn, inTurn } = this.#options;
    const { databases, folders, complete } = await scanner.scan();
    const names = new Set(databases.map(({ path }) => path));
    const come = databases.filter(({ path }) => !this.#taken.has(path));
    await Promise.all([
      ...come.map((found) =>
        inTurn(async () => {
          if (!this.#stopping.signal.aborted && (await takeOn(found)) === 'taken') this.#taken.set(found.path, found);
        }),
      ),
      ...[...this.#taken.values()]
        .filter(({ path }) => complete === 'yes' && !names.has(path))
        .map((found) => this.#miss(found)),
    ]);
    for (const path of names) this.#missing.delete(path);
    if (this.#running !== undefined) this.#watch(folders);
  }

  /** From now on, until `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#alarm.ring();
    await this.#running;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      // What came before the folders were watched is seen now.
      for (;;) {
        await this.lookNow();
        throwIfAborted(signal, 'looking for databases');
        await this.#alarm.wait(this.#patience());
        await this.#options.clock.sleep(SETTLE, signal);
      }
    } catch {
      // Stopped: nothing else is thrown here.
    }
  }

  #patience(): number {
    if (this.#missing.size > 0) return DOUBT;
    return this.#unwatched === 'some' ? UNWATCHED_PATIENCE : PATIENCE;
  }

  async #miss(found: Found): Promise<void> {
    if (!this.#missing.has(found.path)) {
      this.#missing.add(found.path);
      return;
    }
    this.#missing.delete(found.path);
    this.#taken.delete(found.path);
    await this.#options.inTurn(() => this.#options.letGo(found));
  }

  #watch(folders: readonly string[]): void {
    const wanted = new Set(folders);
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    this.#unwatched = 'none';
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watchOne(folder);
  }

  #watchOne(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        const news = event === 'rename' ? 'name' : 'content';
        if (name === null || this.#options.scanner.concerns(folder, name, news)) this.#alarm.ring();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
        this.#unwatched = 'some';
      });
      this.#watchers.set(folder, watcher);
    } catch {
      this.#unwatched = 'some';
    }
  }
}
