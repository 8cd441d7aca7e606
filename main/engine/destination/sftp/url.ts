// `sftp://user@host:port/path?hostKey=…`: the path is absolute, or begins with `~` for the folder the server puts the user in.
import { domainToASCII } from 'node:url';
import { TidemarkError } from '../../base/errors.ts';
import type { SftpLocation } from '../location.ts';
import { parseHostKey } from './host-key.ts';

const DEFAULT_PORT = 22;
const HOME = '/~';

/** Throws `config`. The text is not repeated: it may hold a password, which is refused. */
export function parseSftpUrl(text: string): SftpLocation {
  const url = asUrl(text);
  if (url.password !== '') throw configError('passwords do not belong into URLs: they would show up in lists and logs');
  if (url.username === '') throw configError('the URL does not say as which user to sign in');
  if (url.hash !== '') throw configError('the URL has a part after "#"; write %23 for that character');
  const hostKey = hostKeyOf(url);
  return {
    kind: 'sftp',
    host: hostOf(url),
    port: portOf(url),
    user: decoded(url.username),
    path: pathOf(url),
    ...(hostKey === undefined ? {} : { hostKey }),
  };
}

/** `parseSftpUrl` gives the same location again. */
export function formatSftpUrl(location: SftpLocation): string {
  const { host, port, user, path, hostKey } = location;
  const place = `${encodeURIComponent(user)}@${host.includes(':') ? `[${host}]` : host}`;
  const at = port === DEFAULT_PORT ? '' : `:${port}`;
  const pinned = hostKey === undefined ? '' : `?hostKey=${encodeURIComponent(hostKey)}`;
  return `sftp://${place}${at}${encodedPath(path)}${pinned}`;
}

function asUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'sftp:' || !/^sftp:\/\//i.test(text))
    throw configError('this is not the URL of an SFTP server');
  return url;
}

function hostOf(url: URL): string {
  const { hostname } = url;
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  const host = domainToASCII(decoded(hostname));
  if (host === '') throw configError('the URL names no server');
  return host;
}

function portOf({ port }: URL): number {
  if (port === '') return DEFAULT_PORT;
  if (port === '0') throw configError('there is no port 0');
  return Number(port);
}

/** A literal `~` at the start of an absolute path is written `%7E`. */
function pathOf({ pathname }: URL): string {
  if (pathname === HOME || pathname.startsWith(`${HOME}/`)) return tidy(decoded(pathname.slice(HOME.length + 1)));
  const path = tidy(decoded(pathname));
  return path === '' ? '/' : path;
}

function tidy(path: string): string {
  if (path.includes('\0')) throw configError('the path holds a NUL character');
  return path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
}

function encodedPath(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return encoded.replace(/^\/~/, '/%7E');
  return path === '' ? HOME : `${HOME}/${encoded}`;
}

/** Not URLSearchParams: those take the `+` of base64 for a space. */
function hostKeyOf({ search }: URL): string | undefined {
  let hostKey: string | undefined;
  for (const part of search
    .slice(1)
    .split('&')
    .filter((text) => text !== '')) {
    const [name = '', ...value] = part.split('=');
    if (name !== 'hostKey' || hostKey !== undefined)
      throw configError(`"${name}" is no option here, or is given twice; there is only hostKey`);
    hostKey = decoded(value.join('='));
  }
  return hostKey === undefined ? undefined : parseHostKey(hostKey).text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw configError('the URL holds a "%" that encodes nothing');
  }
}

function configError(message: string): TidemarkError {
  return new TidemarkError('config', message, {
    hint:
      "Write it as sftp://user@host/folder, or sftp://user@host/~/folder for one in the user's home. " +
      'The password is asked for on its own.',
  });
}
