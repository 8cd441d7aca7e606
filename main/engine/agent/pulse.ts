// When to look at a database: the file system's events are a hint, a cheap look at every database is the truth.
//
// Hints come from watching folders, never files: a watch on a file dies with it, and on macOS holds a descriptor of
// it (engine/sqlite/owner.ts says why that must not be). While a database is written at full speed each commit makes
// several events, which cost both us and the app more than looking by the clock; its folder is then not watched, and
// the quiet databases in it are looked at every 25 ms instead; the busy one looks by its own pace.
//
// Looks at many databases that nobody writes to are what we cost an idle computer. So the longer one of a watched folder
// was quiet, the further apart its looks are, up to five seconds; a hint brings it back. Where hints prove not to come
// (shared folders that others write to, file systems without events) looks stay as close as they were asked for.
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isAborted } from '../base/abort.ts';
import { Alarm } from '../base/alarm.ts';
import type { Clock } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { Unsubscribe } from '../base/events.ts';

/** Between two looks at the databases of a folder that is muted, or that cannot be watched, ms. */
const MUTED_MS = 25;
const UNWATCHABLE_MS = 250;
/** A look costs some microseconds for each database: where there are many, each is looked at less often, ms. */
const EACH_MS = 1;
/** A folder in which much is due must not have us spin, ms. */
const LEAST_MS = 5;
/** The longest time between two looks where hints come, ms … */
const CALM_MS = 5000;
/** … which is reached bit by bit: a change of which no hint came is late by at most this share of the quiet before it. */
const CALM_SHARE = 1 / 8;
/** A look may be early by this share of its time, so that those that are due together are one waking. */
const EARLY = 1 / 4;
/** So many changes in a row that a look found and no hint told of: then hints do not come. One may be just on its way. */
const MISSES = 2;

/** What a look finds: nothing; something that was written; or that the database is not followed yet, so nobody knows. */
export type Look = 'same' | 'changed' | 'unknown';

export interface Watched {
  readonly path: string;
  /** Longest time between two looks while hints are not relied on, ms. */
  readonly interval: number;
  /** True if the databases' folder should not be watched now. */
  readonly busy: () => boolean;
  readonly look: () => Look;
  readonly onChange: () => void;
}

interface Member {
  readonly watched: Watched;
  /** Monotonic ms. */
  lookedAt: number;
  changedAt: number;
  /** Changes found by looks since the last hint. */
  misses: number;
}

type Watch =
  | { readonly kind: 'watched'; readonly watcher: FSWatcher }
  /** Events would come too fast: looked at by the clock. */
  | { readonly kind: 'muted' }
  /** The system has no watch for it, or none left. */
  | { readonly kind: 'unwatchable' };

interface Folder {
  readonly members: Set<Member>;
  /** By the names of their files: the system tells of names. */
  readonly names: Map<string, Member>;
  watch: Watch;
}

export class Pulse {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #folders = new Map<string, Folder>();
  readonly #stopping = new AbortController();
  #beating: Promise<void> | undefined;
  /** Monotonic ms of the next look around. */
  #next = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock);
  }

  add(watched: Watched): Unsubscribe {
    const dir = dirname(watched.path);
    const folder = this.#folders.get(dir) ?? { members: new Set(), names: new Map(), watch: { kind: 'muted' } };
    this.#folders.set(dir, folder);
    const now = this.#clock.monotonic();
    const member: Member = { watched, lookedAt: now, changedAt: now, misses: 0 };
    arrangeWatch(dir, folder, this.#hint);
    folder.members.add(member);
    for (const name of namesOf(watched)) folder.names.set(name, member);
    this.#beating ??= this.#beat();
    this.#hasten(folder, member);
    return () => {
      folder.members.delete(member);
      for (const name of namesOf(watched)) if (folder.names.get(name) === member) folder.names.delete(name);
      if (folder.members.size > 0) return;
      closeWatch(folder);
      this.#folders.delete(dir);
    };
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#alarm.ring();
    await this.#beating;
    for (const folder of this.#folders.values()) closeWatch(folder);
    this.#folders.clear();
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      const pause = this.#pause();
      this.#next = this.#clock.monotonic() + pause;
      await this.#alarm.wait(pause);
      if (!isAborted(signal)) this.#lookAround();
    }
  }

  /** Ms until the first database is to be looked at; until the alarm rings when there is none. */
  #pause(): number {
    const now = this.#clock.monotonic();
    let first = Number.MAX_SAFE_INTEGER;
    for (const folder of this.#folders.values()) {
      for (const member of folder.members) first = Math.min(first, member.lookedAt + gapOf(folder, member, now));
    }
    return Math.max(LEAST_MS, first - now);
  }

  #lookAround(): void {
    for (const [dir, folder] of this.#folders) {
      arrangeWatch(dir, folder, this.#hint);
      const now = this.#clock.monotonic();
      for (const member of folder.members) {
        if (now - member.lookedAt >= gapOf(folder, member, now) * (1 - EARLY)) look(member, now);
      }
    }
  }

  readonly #hint = (folder: Folder, name: string): void => {
    const member = folder.names.get(name);
    if (member === undefined) return;
    member.misses = 0;
    member.changedAt = this.#clock.monotonic();
    this.#hasten(folder, member);
    member.watched.onChange();
  };

  /** Has the next look around be in time for this one, whose looks have come closer. */
  #hasten(folder: Folder, member: Member): void {
    const now = this.#clock.monotonic();
    if (this.#next > now + gapOf(folder, member, now)) this.#alarm.ring();
  }
}

function look(member: Member, now: number): void {
  const { watched } = member;
  member.lookedAt = now;
  if (watched.busy()) {
    member.changedAt = now;
    return;
  }
  const found = watched.look();
  if (found === 'same') return;
  member.changedAt = now;
  if (found === 'changed') member.misses += 1;
  watched.onChange();
}

/** Ms between two looks. */
function gapOf({ watch, members }: Folder, { watched, changedAt, misses }: Member, now: number): number {
  const { interval } = watched;
  switch (watch.kind) {
    case 'muted':
      return Math.min(interval, Math.max(MUTED_MS, members.size * EACH_MS));
    case 'unwatchable':
      return Math.min(interval, Math.max(UNWATCHABLE_MS, members.size * EACH_MS));
    case 'watched':
      return misses >= MISSES ? interval : Math.max(interval, Math.min(CALM_MS, (now - changedAt) * CALM_SHARE));
    default:
      return assertNever(watch);
  }
}

/** Of the files that tell of a change. */
function namesOf({ path }: Watched): readonly string[] {
  const own = basename(path);
  return [own, `${own}-wal`, `${own}-shm`, `${own}-journal`];
}

type OnHint = (folder: Folder, name: string) => void;

function arrangeWatch(dir: string, folder: Folder, onHint: OnHint): void {
  if ([...folder.members].some(({ watched }) => watched.busy())) {
    closeWatch(folder);
    folder.watch = { kind: 'muted' };
  } else if (folder.watch.kind !== 'watched') {
    folder.watch = openWatch(dir, folder, onHint);
    // What was written just before nobody was told of.
    if (folder.watch.kind === 'watched') for (const member of folder.members) member.lookedAt = Number.NEGATIVE_INFINITY;
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
