// When to look at a database: the file system's events are a hint, a cheap look at every database is the truth.
//
// Hints come from watching folders, never files: a watch on a file dies with it, and on macOS holds a descriptor of
// it (engine/sqlite/owner.ts says why that must not be). While a database is written at full speed each commit makes
// several events, which cost both us and the app more than looking by the clock; its folder is then not watched, and
// the quiet databases in it are looked at every 25 ms instead; the busy one looks by its own pace.
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/events.ts';

/** Between two looks at the databases of a folder that is muted, or that cannot be watched, ms. */
const MUTED_MS = 25;
const UNWATCHABLE_MS = 250;
/** A look costs some microseconds for each database: where there are many, each is looked at less often, ms. */
const EACH_MS = 1;

export interface Watched {
  readonly path: string;
  /** Longest time between two looks, ms. */
  readonly interval: number;
  /** True if the databases' folder should not be watched now. */
  readonly busy: () => boolean;
  /** True if something is to be done. */
  readonly look: () => boolean;
  readonly onChange: () => void;
}

type Watch =
  | { readonly kind: 'watched'; readonly watcher: FSWatcher }
  /** Events would come too fast: looked at by the clock. */
  | { readonly kind: 'muted' }
  /** The system has no watch for it, or none left. */
  | { readonly kind: 'unwatchable' };

interface Folder {
  readonly members: Set<Watched>;
  /** By the names of their files: the system tells of names. */
  readonly names: Map<string, Watched>;
  watch: Watch;
}

export class Pulse {
  readonly #clock: Clock;
  readonly #folders = new Map<string, Folder>();
  readonly #stopping = new AbortController();
  #beating: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(watched: Watched): Unsubscribe {
    const dir = dirname(watched.path);
    const folder = this.#folders.get(dir) ?? { members: new Set(), names: new Map(), watch: { kind: 'muted' } };
    this.#folders.set(dir, folder);
    folder.members.add(watched);
    for (const name of namesOf(watched)) folder.names.set(name, watched);
    arrangeWatch(dir, folder, this.#hint);
    this.#beating ??= this.#beat();
    return () => {
      folder.members.delete(watched);
      for (const name of namesOf(watched)) if (folder.names.get(name) === watched) folder.names.delete(name);
      if (folder.members.size > 0) return;
      closeWatch(folder);
      this.#folders.delete(dir);
    };
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#beating;
    for (const folder of this.#folders.values()) closeWatch(folder);
    this.#folders.clear();
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      await this.#clock.sleep(this.#interval(), signal).catch(() => undefined);
      if (!isAborted(signal)) this.#lookAround();
    }
  }

  #interval(): number {
    let least = Number.MAX_SAFE_INTEGER;
    for (const { watch, members } of this.#folders.values()) {
      if (watch.kind === 'muted') least = Math.min(least, Math.max(MUTED_MS, members.size * EACH_MS));
      if (watch.kind === 'unwatchable') least = Math.min(least, Math.max(UNWATCHABLE_MS, members.size * EACH_MS));
      for (const { interval } of members) least = Math.min(least, interval);
    }
    return least;
  }

  #lookAround(): void {
    for (const [dir, folder] of this.#folders) {
      arrangeWatch(dir, folder, this.#hint);
      for (const watched of folder.members) {
        if (!watched.busy() && watched.look()) watched.onChange();
      }
    }
  }

  readonly #hint = (folder: Folder, name: string): void => {
    folder.names.get(name)?.onChange();
  };
}

/** Of the files that tell of a change. */
function namesOf({ path }: Watched): readonly string[] {
  const own = basename(path);
  return [own, `${own}-wal`, `${own}-journal`];
}

type OnHint = (folder: Folder, name: string) => void;

function arrangeWatch(dir: string, folder: Folder, onHint: OnHint): void {
  if ([...folder.members].some((member) => member.busy())) {
    closeWatch(folder);
    folder.watch = { kind: 'muted' };
  } else if (folder.watch.kind !== 'watched') {
    folder.watch = openWatch(dir, folder, onHint);
  }
}

function openWatch(dir: string, folder: Folder, onHint: OnHint): Watch {
  try {
    const watcher = watch(dir, { persistent: false }, (_event, name) => {
      if (name !== null) onHint(folder, name);
    });
    watcher.on('error', () => {
      closeWatch(folder);
      folder.watch = { kind: 'unwatchable' };
    });
    return { kind: 'watched', watcher };
  } catch {
    return { kind: 'unwatchable' };
  }
}

function closeWatch(folder: Folder): void {
  if (folder.watch.kind === 'watched') folder.watch.watcher.close();
}
