// Is the disk there? An unplugged /mnt/backup leaves an empty directory behind, and whoever creates missing
// directories without a second thought fills the system disk with a copy that protects from nothing.
//
// Two rules:
// - Below the chosen folder everything may be created, and the folder itself; its parent never.
// - Once the replica's tree (`<path>/ltx`, or what holds the objects) has been seen, it is never created again: a tree that was
//   there and is not there now is a disk that was taken away. Looking for the tree and not for the folder also
//   covers a folder that *is* the mount point. The agent remembers across restarts where it kept a history, and
//   says so (`expectHistory`). Creating the empty tree by hand is how a person says to begin afresh.
import { dirname, relative, resolve, sep } from 'node:path';
import { errnoOf, TidemarkError, unlessMissing } from '../../base/errors.ts';
import { type FileSystem, syncDirectory } from '../folder-calls.ts';
import { absentError, destinationError, notAFolderError } from '../folder-errors.ts';

export interface Rooted {
  /** The chosen folder, absolute. */
  readonly path: string;
  /** What all that is kept lies in: the folder itself, or one below it. */
  readonly tree: string;
}

export class Presence {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #treePath: string;
  #seen: 'never' | 'once' = 'never';
  /** Device and inode of the tree when it was last listed; undefined if there was none. */
  #tree: string | undefined;

  constructor(fs: FileSystem, { path, tree }: Rooted) {
    this.#fs = fs;
    this.#path = path;
    this.#treePath = tree;
  }

  /** Notes that the tree is there, or was. */
  saw(): void {
    this.#seen = 'once';
  }

  /** Whether the tree exists (`there`) or may be created (`new`); else throws `destination-absent`. */
  async check(): Promise<'there' | 'new'> {
    if (await this.#exists(this.#treePath)) {
      this.saw();
      return 'there';
    }
    if (this.#seen === 'once') throw this.#goneError();
    if (await this.#exists(dirname(this.#path))) return 'new';
    throw this.#parentMissingError();
  }

  /** Creates a directory in the tree and what is missing above it, durably and by the rules above. */
  async createFolder(folder: string): Promise<void> {
    if ((await this.check()) === 'new') {
      await this.#createDirectory(this.#path);
      await this.#createDirectory(this.#treePath);
    }
    for (const dir of between(this.#treePath, folder)) await this.#createDirectory(dir);
    this.saw();
  }

  /** Notes which tree a listing is of. */
  async note(): Promise<void> {
    this.#tree = await this.#identity();
  }

  /**
   * What a listing said holds for the tree that was listed only: another disk may have been mounted at the path since,
   * or the tree been made anew. Then it has to be listed again before anything is added to it (`destination-failed`,
   * retry `now`).
   */
  async requireSame(): Promise<void> {
    const identity = await this.#identity();
    if (this.#tree === undefined || identity === undefined) this.#tree = identity;
    if (this.#tree === identity) return;
    this.#tree = identity;
    throw new TidemarkError('destination-failed', `${this.#path} is not the same folder as at the last look`, {
      hint: 'Another disk may have taken its place. Tidemark looks at what it holds and goes on from there.',
      retry: 'now',
    });
  }

  async #identity(): Promise<string | undefined> {
    const stats = await unlessMissing(this.#fs.stat(this.#treePath));
    return stats && `${stats.dev}:${stats.ino}`;
  }

  /** Runs calls on the folder; a failure is put into words. `doing` reads as in "cannot <doing>". */
  async during<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await this.explain(error, doing);
    }
  }

  /** The words for what `fs` threw. One missing name may mean that all is missing, so ENOENT looks again. */
  async explain(error: unknown, doing: string): Promise<TidemarkError> {
    if (errnoOf(error) === 'ENOTDIR') return notAFolderError(this.#path, error);
    if (errnoOf(error) !== 'ENOENT') return destinationError(error, `${doing} in ${this.#path}`);
    try {
      await this.check();
      return destinationError(error, `${doing} in ${this.#path}`);
    } catch (worse) {
      return destinationError(worse, `${doing} in ${this.#path}`);
    }
  }

  async #createDirectory(path: string): Promise<void> {
    try {
      await this.#fs.mkdir(path, { mode: 0o700 });
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return;
      throw error;
    }
    await syncDirectory(this.#fs, dirname(path));
  }

  async #exists(path: string): Promise<boolean> {
    return (await unlessMissing(this.#fs.stat(path))) !== undefined;
  }

  #goneError(): TidemarkError {
    return absentError(
      this.#path,
      'the copies that were here are not here now',
      'Connect the disk again. ' +
        `If you removed the copies on purpose, create the folder ${this.#treePath} to begin afresh.`,
    );
  }

  #parentMissingError(): TidemarkError {
    return absentError(
      this.#path,
      `${dirname(this.#path)} is not there`,
      'Connect the disk, or create that folder.',
    );
  }
}

/** The directories below `tree` on the way to `folder`, and that itself. */
function between(tree: string, folder: string): string[] {
  const names = relative(tree, folder).split(sep).filter((name) => name !== '');
  return names.map((_, i) => resolve(tree, ...names.slice(0, i + 1)));
}
