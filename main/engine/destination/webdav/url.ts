// `webdav://user@host/path` is http, `webdavs://user@host/path` is https.
import { TidemarkError } from '../../base/errors.ts';
import type { WebdavLocation } from '../location.ts';

const SCHEMES: Readonly<Record<string, string>> = { 'webdav:': 'http:', 'webdavs:': 'https:' };

/** Throws `config`. The text is not repeated: it may hold a password, which is refused. */
export function parseWebdavUrl(text: string): WebdavLocation {
  const scheme = /^([a-z]+:)\/\/+/i.exec(text);
  const protocol = SCHEMES[scheme?.[1]?.toLowerCase() ?? ''];
  if (scheme === null || protocol === undefined) throw configError('this is not the URL of a WebDAV server');
  const url = asUrl(`${protocol}//${text.slice(scheme[0].length)}`);
  if (url.password !== '') throw configError('passwords do not belong into URLs: they would show up in lists and logs');
  if (url.search !== '') throw configError('there are no options after "?" for WebDAV; write %3F for that character');
  if (url.hash !== '') throw configError('the URL has a part after "#"; write %23 for that character');
  const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  checkPath(path);
  const user = decoded(url.username);
  return { kind: 'webdav', url: `${url.origin}${path}`, ...(user === '' ? {} : { user }) };
}

/** `parseWebdavUrl` gives the same location again. */
export function formatWebdavUrl({ url, user }: WebdavLocation): string {
  const { protocol, host, pathname } = new URL(url);
  const scheme = protocol === 'http:' ? 'webdav' : 'webdavs';
  const at = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  return `${scheme}://${at}${host}${pathname.replace(/\/$/, '')}`;
}

function asUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') throw configError('the URL names no server');
  return url;
}

function checkPath(path: string): void {
  if (decoded(path).includes('\0')) throw configError('the path holds a NUL character');
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
    hint: 'Write it as webdavs://user@host/folder, or webdav:// without encryption. The password is asked for on its own.',
  });
}
