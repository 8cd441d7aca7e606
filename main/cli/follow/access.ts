// How a server lets this computer in: by a token from a file, by a code that is shown there, or as it did the last time.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { replaceText } from '../../engine/base/disk.ts';
import { errnoOf, TidemarkError } from '../../engine/base/errors.ts';
import { isLoopback } from '../../engine/base/listen.ts';
import { pairWith } from '../../engine/stream/pairing/pair.ts';
import type { Context } from '../context.ts';
import { absolutePath } from '../text/paths.ts';

export interface AccessFlags {
  readonly pair: string | undefined;
  readonly 'token-file': string | undefined;
  readonly pin: string | undefined;
  readonly name: string | undefined;
}

export interface Access {
  readonly address: string;
  readonly token: string;
  readonly pin?: string;
}

export interface ServerPlace {
  readonly address: string;
  /** Of the database there. */
  readonly name: string;
}

/**
 * `https://host:port/name`; undefined for what is no address of a server, `usage` for one that names no database, and for plain
 * HTTP that others could hear.
 */
export function parseServer(word: string): ServerPlace | undefined {
  if (!/^https?:\/\//i.test(word)) return undefined;
  const url = URL.canParse(word) ? new URL(word) : undefined;
  const name = decodedName(url?.pathname.slice(1) ?? '');
  if (url?.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) throw overheardError(word);
  const isPlain = url?.search === '' && url.username === '';
  if (isPlain && name !== '') return { address: `${url.protocol}//${url.host}`, name };
  throw new TidemarkError('usage', `"${word}" does not say which database to follow`, {
    hint: 'Write it as https://HOST:PORT/NAME, as in https://10.0.0.2:7674/shop.db.',
  });
}

/** Empty for what is no text. */
function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function overheardError(word: string): TidemarkError {
  return new TidemarkError('usage', `others could read along on the way to ${word}`, {
    hint: 'Off this computer only https is spoken: write it as https://HOST:PORT/NAME.',
  });
}

export function nodeName({ name }: Pick<AccessFlags, 'name'>): string {
  return name ?? hostname();
}

/** What was paired is kept in `dir`. `usage` when nothing lets us in. */
export async function findAccess({ address }: ServerPlace, dir: string, flags: AccessFlags, context: Context): Promise<Access> {
  const pin = readPin(flags.pin);
  if (flags.pair !== undefined) return pair(address, flags.pair, dir, flags, context);
  if (flags['token-file'] !== undefined) {
    const token = readToken(absolutePath(flags['token-file'], context.cwd));
    return requirePinned({ address, token, ...(pin === undefined ? {} : { pin }) });
  }
  const kept = readKept(dir, context);
  if (kept?.address === address) return { ...kept, ...(pin === undefined ? {} : { pin }) };
  throw new TidemarkError('usage', `${address} does not know this computer yet`, {
    hint: 'Have it show a code (`tidemark pair` there), and give that with -pair, once for each file that follows; or give -token-file.',
  });
}

/** Over a network nothing is sent to a computer that has not shown who it is. */
function requirePinned(access: Access): Access {
  if (access.pin !== undefined || access.address.startsWith('http:')) return access;
  throw new TidemarkError('usage', 'which certificate must the other computer show?', {
    hint: 'Give -pin sha256:…, as that computer shows it; or pair the two with -pair CODE.',
  });
}

async function pair(address: string, code: string, dir: string, flags: AccessFlags, { disk, random }: Context): Promise<Access> {
  const { token, pin } = await pairWith({ address, code, name: nodeName(flags) });
  const access = { address, token, ...(pin === undefined ? {} : { pin }) };
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  replaceText(disk, join(dir, ACCESS_FILE), `${JSON.stringify(access)}\n`, random.token(8));
  return access;
}

const ACCESS_FILE = 'access.json';

function readKept(dir: string, { disk }: Pick<Context, 'disk'>): Access | undefined {
  const path = join(dir, ACCESS_FILE);
  return disk.existsSync(path) ? (JSON.parse(disk.readFileSync(path, 'utf8')) as Access) : undefined;
}

function readPin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const pin = text.toLowerCase();
  if (/^sha256:[0-9a-f]{64}$/.test(pin)) return pin;
  throw new TidemarkError('usage', `"${text}" is not the digest of a certificate`, { hint: 'Write sha256: and 64 hex digits.' });
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const what = `${path} cannot be read (${errnoOf(cause) ?? 'unknown error'})`;
    throw new TidemarkError('usage', what, { hint: 'Check the name of the file.', cause });
  }
}
