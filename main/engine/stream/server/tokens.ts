// Who may follow: one token for each computer that was let in. Only hashes of them are kept, in Tidemark's home.
import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

const TOKEN_BYTES = 32;
/** The oldest make room. */
const MOST = 256;

/** A computer that was let in. */
export interface Guest {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
  /** When it was let in, ms since the Unix epoch. */
  readonly at: number;
}

interface Kept extends Guest {
  /** SHA-256 of its token, hex. */
  readonly hash: string;
}

export interface TokenBookOptions {
  readonly dir: string;
  readonly disk: Disk;
  readonly random: Random;
}

export class TokenBook {
  readonly #options: TokenBookOptions;
  #kept: readonly Kept[];

  /** `refused` when what is kept there cannot be read: nobody is let in on a guess. */
  constructor(options: TokenBookOptions) {
    this.#options = options;
    this.#kept = readKept(options.disk, pathIn(options.dir));
  }

  get guests(): readonly Guest[] {
    return this.#kept.map(({ id, name, at }) => ({ id, name, at }));
  }

  /** Lets somebody in. The token is told once, and never again. */
  issue(name: string, at: number): { readonly id: string; readonly token: string } {
    const { random } = this.#options;
    const [id, token] = [random.token(8), random.token(TOKEN_BYTES)];
    this.#keep([...this.#kept, { id, name, at, hash: hashOf(token).toString('hex') }].slice(-MOST));
    return { id, token };
  }

  /** Whose token it is. Takes as long whatever the token is. */
  find(token: string): Guest | undefined {
    const hash = hashOf(token);
    let found: Kept | undefined;
    for (const kept of this.#kept) if (timingSafeEqual(Buffer.from(kept.hash, 'hex'), hash)) found = kept;
    return found;
  }

  revoke(id: string): void {
    this.#keep(this.#kept.filter((kept) => kept.id !== id));
  }

  #keep(kept: readonly Kept[]): void {
    const { dir, disk, random } = this.#options;
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    replaceText(disk, pathIn(dir), JSON.stringify({ version: 1, tokens: kept }), random.token(8));
    this.#kept = kept;
  }
}

/** Whether `token` is the secret that nodes share. Takes as long whatever it is. */
export function isShared(token: string, shared: string | undefined): boolean {
  return shared !== undefined && timingSafeEqual(hashOf(token), hashOf(shared));
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function pathIn(dir: string): string {
  return join(dir, 'tokens.json');
}

function readKept(disk: Disk, path: string): readonly Kept[] {
  try {
    const { tokens } = JSON.parse(disk.readFileSync(path, 'utf8')) as { readonly tokens: readonly Kept[] };
    if (!tokens.every(({ id, name, hash }) => typeof id === 'string' && typeof name === 'string' && /^[0-9a-f]{64}$/.test(hash)))
      throw new Error('not a list of tokens');
    return tokens;
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return [];
    throw new TidemarkError('refused', `${path} cannot be read, so it is not known who may follow`, {
      hint: 'Put it back from a copy, or remove it and pair the computers that follow anew.',
      cause,
    });
  }
}
