// The pen in a folder: on a disk, or shared by several machines (FACTS C.3 and C.4, option A). Files have no compare-and-swap.
// What they have is link(), which gives a name to one of all who try, so every change of holder is a new name.
//
// How the races of FACTS C.3 are closed:
//   1  two take what has expired: both link the same next claim, one gets it, and looks again before it believes so
//   2  a holder renews while another takes: it writes only over its own claim, looks again, and StoredLeaser does not count a
//      renewal that was not there before its time was over; who looked before that saw it unexpired and did not take
//   3  a release that comes late writes a tombstone over its own claim, which is not the highest any more
//   4, 5  nothing is shown before it is whole: temp, fsync, then link or rename
//   6  every body has a nonce, and the tag is a digest of the body
//   7  the time is that of the machine that holds the folder, read off a temp file
//   8  a holder stops before its expiry (holder.ts), and what it sends late collides with exclusive create
//   9  the look that decides comes after our temp was created, which makes network file systems look anew; the repeat of a
//      link whose answer was lost is recognised; where there are no hard links the folder is refused
//   10 fsync of the file, then the name, then fsync of the directory
//   11 owners are never compared
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { errnoOf, TidemarkError, unlessMissing } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { type FileSystem, syncDirectory, systemFiles } from '../../destination/folder-calls.ts';
import { destinationError } from '../../destination/folder-errors.ts';
import { HISTORY_FOLDERS } from '../../destination/tree.ts';
import type { Leaser } from '../leaser.ts';
import { encodeRecord, type LeaseRecord } from '../record.ts';
import { LOST, type LeaseStore, type Standing, type Swapped, tagOf } from '../store.ts';
import { type LeaserOptions, StoredLeaser } from '../stored.ts';
import { leaseTerms } from '../terms.ts';
import { claimPath, type Claims, isOfOthers, LOCK, lookAt, standingOf, tempPath } from './claims.ts';
import { linkNew, readSmall, timeOf, writeNew } from './system.ts';

/** Claims below the highest that stay, for readers that are just looking at them. */
const KEPT = 1;

/** Ms. A temp this old has no writer: it is held for a few calls. */
const TEMP_LIFE = 3_600_000;

/** Copies of the highest claim that are made because it changed during the last one. */
const COPIES = 8;


export interface FileLeaserOptions extends LeaserOptions {
  /** The history's folder, which holds `ltx/` or `generations/`, or will. A relative path starts at the working directory. */
  readonly dir: string;
  readonly fs?: FileSystem;
  /** Whether a history was kept here before: then a folder without either is that of a disk that is not there. */
  readonly history?: () => 'expected' | 'unknown';
}

/** Throws `lease-ttl` when the terms leave no room. Nothing is looked at or created before the first call. */
export function fileLeaser(options: FileLeaserOptions): Leaser {
  return new StoredLeaser({ ...options, store: new LeaseFolder(options), terms: leaseTerms(options) });
}

class LeaseFolder implements LeaseStore {
  readonly type = 'file';
  readonly url: string;
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #history: () => 'expected' | 'unknown';

  constructor({ dir, fs = systemFiles, clock, random, history = () => 'unknown' }: FileLeaserOptions) {
    this.#dir = resolve(dir);
    this.url = pathToFileURL(this.#dir).href;
    this.#fs = fs;
    this.#clock = clock;
    this.#random = random;
    this.#history = history;
  }

  read(want: 'timed' | 'plain', signal?: AbortSignal): Promise<Standing> {
    return this.#during(signal, async () => {
      if (want === 'plain') return this.#look();
      await this.#requireFolder();
      const time = await this.#time();
      return { ...(await this.#look()), time };
    });
  }

  succeed(record: LeaseRecord, etag: string | undefined, signal?: AbortSignal): Promise<Swapped> {
    return this.#during(signal, async () => {
      await this.#requireFolder();
      const taken = await this.#withTemp(encodeRecord(record), async (temp, now) => {
        const claims = await lookAt(this.#fs, this.#dir);
        if (tagOf(standingOf(claims, this.#clock)) !== etag) return undefined;
        // The number hangs on what is replaced alone: all who replace the same thing want the same name.
        const linked = await linkNew(this.#fs, temp, claimPath(this.#dir, claims.number + 1));
        return linked === 'won' ? { now, claims } : undefined;
      });
      if (taken === undefined) return LOST;
      // What another program wrote may last longer than ours, when a person takes over: then it counts while it is there.
      if (isOfOthers(taken.claims, this.#clock)) await this.#copyHighest();
      return this.#settle(record, taken.now);
    });
  }

  replace(record: LeaseRecord, etag: string, signal?: AbortSignal): Promise<Swapped> {
    return this.#during(signal, async () => {
      const written = await this.#withTemp(encodeRecord(record), async (temp, now) => {
        const claims = await lookAt(this.#fs, this.#dir);
        if (tagOf(standingOf(claims, this.#clock)) !== etag) return undefined;
        await this.#fs.rename(temp, claimPath(this.#dir, claims.number));
        return now;
      });
      return written === undefined ? LOST : this.#settle(record, written);
    });
  }

  /** Makes the new claim durable and looks whether it is the one that counts. Only then is it shown to others. */
  async #settle({ nonce }: LeaseRecord, now: number): Promise<Swapped> {
    await syncDirectory(this.#fs, this.#dir);
    const claims = await lookAt(this.#fs, this.#dir);
    const standing = standingOf(claims, this.#clock);
    if (standing.kind !== 'lease' || standing.record.nonce !== nonce) return LOST;
    await this.#copyHighest();
    await this.#tidy(claims, now);
    return { kind: 'won', etag: standing.etag };
  }

  /** Until both are the same: who copied before us may have been overtaken in between, and so may we. */
  async #copyHighest(): Promise<void> {
    for (let copy = 0; copy < COPIES; copy++) {
      const { claim, lock } = await lookAt(this.#fs, this.#dir);
      if (claim === undefined || (lock !== undefined && Buffer.compare(claim.bytes, lock.bytes) === 0)) return;
      await this.#withTemp(claim.bytes, (temp) => this.#fs.rename(temp, join(this.#dir, LOCK)));
      await syncDirectory(this.#fs, this.#dir);
    }
  }

  /** Tidying only: what fails is left for the next time. */
  async #tidy({ number, numbers, temps }: Claims, now: number): Promise<void> {
    const old = numbers.filter((other) => other < number - KEPT).map((other) => claimPath(this.#dir, other));
    for (const path of old) await this.#unlinkQuietly(path);
    for (const path of temps.map((name) => join(this.#dir, name))) {
      const file = await readSmall(this.#fs, path).catch(() => undefined);
      if (file !== undefined && now - file.touchedAt > TEMP_LIFE) await this.#unlinkQuietly(path);
    }
  }

  async #look(): Promise<Standing> {
    return standingOf(await lookAt(this.#fs, this.#dir), this.#clock);
  }

  /** Runs `work` with a file of its own that holds `bytes`, and the place's time at which it was written, ms. */
  async #withTemp<T>(bytes: Uint8Array, work: (temp: string, now: number) => Promise<T>): Promise<T> {
    const temp = tempPath(this.#dir, this.#random.token(8));
    try {
      return await work(temp, await writeNew(this.#fs, temp, bytes));
    } finally {
      await this.#unlinkQuietly(temp);
    }
  }

  async #time(): Promise<number> {
    const probe = tempPath(this.#dir, this.#random.token(8));
    try {
      return await timeOf(this.#fs, probe);
    } finally {
      await this.#unlinkQuietly(probe);
    }
  }

  /** As destinations do: the folder may be created, its parent never, for that may be where a disk belongs. */
  async #requireFolder(): Promise<void> {
    if (this.#history() === 'expected' && !(await this.#hasHistory())) throw this.#absentError(this.#dir);
    if (await this.#exists(this.#dir)) return;
    const parent = dirname(this.#dir);
    if (!(await this.#exists(parent))) throw this.#absentError(parent);
    try {
      await this.#fs.mkdir(this.#dir, { mode: 0o700 });
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    await syncDirectory(this.#fs, parent);
  }

  async #hasHistory(): Promise<boolean> {
    for (const name of HISTORY_FOLDERS) if (await this.#exists(join(this.#dir, name))) return true;
    return false;
  }

  async #exists(path: string): Promise<boolean> {
    return (await unlessMissing(this.#fs.stat(path))) !== undefined;
  }

  async #unlinkQuietly(path: string): Promise<void> {
    await this.#fs.unlink(path).catch(() => undefined);
  }

  async #during<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    throwIfAborted(signal, `looking at the pen in ${this.#dir}`);
    try {
      return await work();
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' && !(await this.#exists(this.#dir).catch(() => false))) throw this.#absentError(this.#dir);
      throw destinationError(error, `take or look at the pen in ${this.#dir}`);
    }
  }

  #absentError(path: string): TidemarkError {
    return new TidemarkError('destination-absent', `${path} is not there, or not as it was`, {
      hint: 'Connect the disk or server.',
      retry: 'later',
    });
  }
}
