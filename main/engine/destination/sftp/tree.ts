// The folders of one history at an SFTP server, and whether they are there. An unmounted disk leaves an empty folder behind;
// the rules are those of folders (file/presence.ts): below the chosen folder everything may be created, and the folder itself,
// its parent never; and a tree that was there and is not there now is never created again.
import { TidemarkError } from '../../base/errors.ts';
import { levelName, TREE } from '../tree.ts';
import { makeFolder, statPath } from './requests.ts';
import type { Session } from './session.ts';
import { statusOf } from './status.ts';

export class Tree {
  readonly #path: string;
  #seen: 'never' | 'once' = 'never';

  /** `path` as in the location: absolute, or relative to where the server puts the user. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Where the history is, as the server is told. */
  get root(): string {
    return this.#path === '' ? '.' : this.#path;
  }

  /** Of a name as in `destination/tree.ts`. */
  at(name: string): string {
    if (this.#path === '') return name;
    return this.#path.endsWith('/') ? `${this.#path}${name}` : `${this.#path}/${name}`;
  }

  saw(): void {
    this.#seen = 'once';
  }

  /** Whether the tree exists (`there`) or may be created (`new`); else throws `destination-absent`. */
  async check(session: Session): Promise<'there' | 'new'> {
    if ((await statPath(session, this.at(TREE))) !== undefined) {
      this.saw();
      return 'there';
    }
    if (this.#seen === 'once') throw this.#goneError();
    await requireParent(session, this.#path);
    return 'new';
  }

  /** Creates a level's folder and what is missing above it, by the rules above. */
  async createLevel(session: Session, level: number): Promise<void> {
    if ((await this.check(session)) === 'new') {
      await ensureFolder(session, this.root);
      await ensureFolder(session, this.at(TREE));
    }
    await ensureFolder(session, this.at(levelName(level)));
    this.saw();
  }

  #goneError(): TidemarkError {
    return new TidemarkError('destination-absent', `the copies that were in ${this.root} are not there now`, {
      hint:
        'The disk may not be mounted at the server. ' +
        `If you removed the copies on purpose, create the folder ${this.at(TREE)} to begin afresh.`,
      retry: 'later',
    });
  }
}

/** Throws `destination-absent` when neither the folder nor the one it would be made in is there. */
export async function requireParent(session: Session, path: string): Promise<void> {
  const parent = parentOf(path);
  if (
    parent === undefined ||
    (await statPath(session, path)) !== undefined ||
    (await statPath(session, parent)) !== undefined
  )
    return;
  throw new TidemarkError('destination-absent', `there is no folder ${parent} at the server`, {
    hint: 'Mount the disk there, or create that folder.',
    retry: 'later',
  });
}

/** Undefined for where the server puts the user, and for the root. */
function parentOf(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  const above = parts.slice(0, -1).join('/');
  if (path.startsWith('/')) return `/${above}`;
  return above === '' ? '.' : above;
}

/** Version 3 does not tell "already there" from other failures. Returns whether it was made now. */
export async function ensureFolder(session: Session, path: string): Promise<'made' | 'there'> {
  try {
    await makeFolder(session, path);
    return 'made';
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    const stats = await statPath(session, path);
    if (stats?.isDirectory() === true) return 'there';
    if (stats === undefined) throw error;
    throw new TidemarkError('destination-failed', `${path} is not a folder`, {
      hint: 'Name a folder for the copies: a new one is created.',
      cause: error,
    });
  }
}
