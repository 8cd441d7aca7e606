// The folders of one history at a WebDAV server, and whether they are there. The rules are those of folders
// (file/presence.ts): below the chosen folder everything may be created, and the folder itself, its parent never; and a tree
// that was there and is not there now is never created again.
import { TidemarkError } from '../../base/errors.ts';
import { levelName, TREE } from '../tree.ts';
import { lookAt, makeFolder, type Server } from './requests.ts';

export class Tree {
  readonly #url: string;
  #seen: 'never' | 'once' = 'never';

  constructor(url: string) {
    this.#url = url;
  }

  saw(): void {
    this.#seen = 'once';
  }

  /** Whether the tree exists (`there`) or may be created (`new`); else throws `destination-absent`, `destination-failed`. */
  async check(server: Server, signal: AbortSignal | undefined): Promise<'there' | 'new'> {
    if ((await lookAt(server, `${TREE}/`, signal)) !== undefined) {
      this.saw();
      return 'there';
    }
    if (this.#seen === 'once') throw this.#goneError();
    await requireParent(server, this.#url, signal);
    return 'new';
  }

  /** Creates a level's folder and what is missing above it, by the rules above. */
  async createLevel(server: Server, level: number, signal: AbortSignal | undefined): Promise<void> {
    if ((await makeFolder(server, levelName(level), signal)) === 'missing') {
      if ((await this.check(server, signal)) === 'new') {
        await this.#make(server, '', signal);
        await this.#make(server, TREE, signal);
      }
      await this.#make(server, levelName(level), signal);
    }
    this.saw();
  }

  async #make(server: Server, name: string, signal: AbortSignal | undefined): Promise<void> {
    if ((await makeFolder(server, name, signal)) === 'missing') throw noParentError(this.#url);
  }

  #goneError(): TidemarkError {
    return new TidemarkError('destination-absent', `the copies that were at ${this.#url} are not there now`, {
      hint:
        'The disk may not be mounted at the server. ' +
        `If you removed the copies on purpose, create the folder ${TREE} in it to begin afresh.`,
      retry: 'later',
    });
  }
}

/** Throws `destination-failed` when neither the folder nor the one it would be made in is there. */
export async function requireParent(server: Server, url: string, signal: AbortSignal | undefined): Promise<void> {
  if ((await lookAt(server, '', signal)) !== undefined) return;
  const parent = new URL('.', url).href;
  if (new URL(url).pathname === '/' || (await lookAt(server, '../', signal)) === undefined) throw noParentError(parent);
}

function noParentError(url: string): TidemarkError {
  return new TidemarkError('destination-failed', `there is no folder at ${url}`, {
    hint: 'Create the folder, or check the address: servers have WebDAV under a path of its own.',
  });
}
