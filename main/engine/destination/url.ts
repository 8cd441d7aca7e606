// From what a person writes for a place (a path, `~/…`, or a URL) to a location, and back. One of the two places that know
// the kinds there are; the other one opens them (open.ts).
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { assertNever, messageOf, TidemarkError } from '../base/errors.ts';
import type { DestinationLocation } from './location.ts';
import { formatS3Url, parseS3Url } from './s3/url.ts';
import { formatSftpUrl, parseSftpUrl } from './sftp/url.ts';
import { formatWebdavUrl, parseWebdavUrl } from './webdav/url.ts';

/** What `~` and relative paths start at. */
export interface PathBase {
  readonly home: string;
  readonly cwd: string;
}

/** Two letters at least: `c:` is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
/** As scp takes it: `me@nas:/backup`. */
const SCP = /^([^/\\:@\s]+)@([^/\\:@\s]+):(\/?)(.*)$/;

const systemBase = (): PathBase => ({ home: homedir(), cwd: process.cwd() });

/** A path (`/mnt/backup`, `~/backup`, `backup`) or a URL (`file:`, `s3:`, `sftp:`, `webdav:`, `webdavs:`); else throws `config`. */
export function parseDestination(text: string, base: PathBase = systemBase()): DestinationLocation {
  if (text.trim() === '' || text.includes('\0')) throw configError('the destination is empty');
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      refuseScp(text);
      return { kind: 'folder', path: resolve(base.cwd, expandHome(text, base.home)) };
    case 'file':
      return { kind: 'folder', path: pathOfFileUrl(text) };
    case 's3':
      return parseS3Url(text);
    case 'sftp':
      return parseSftpUrl(text);
    case 'webdav':
    case 'webdavs':
      return parseWebdavUrl(text);
    case 'http':
    case 'https':
      throw new TidemarkError('config', `"${scheme}:" alone does not say what kind of server it is`, { hint: hintForWeb(text, scheme) });
    default:
      // The text itself is not repeated: such URLs may hold secrets.
      throw configError(`"${scheme}:" destinations are not supported`);
  }
}

/** The URL that names a place again, without any secret. */
export function formatDestination(location: DestinationLocation): string {
  switch (location.kind) {
    case 'folder':
      return pathToFileURL(location.path).href;
    case 's3':
      return formatS3Url(location);
    case 'sftp':
      return formatSftpUrl(location);
    case 'webdav':
      return formatWebdavUrl(location);
    default:
      return assertNever(location);
  }
}

/** As people read it: a folder's path, else the URL. */
export function showDestination(location: DestinationLocation): string {
  return location.kind === 'folder' ? location.path : formatDestination(location);
}

/** The folder that a place's URL names; none for a server. */
export function folderOf(url: string): readonly string[] {
  return url.startsWith('file:') ? [fileURLToPath(url)] : [];
}

/** As `showDestination`, of a URL that is all there is. */
export function shownUrl(url: string): string {
  return folderOf(url)[0] ?? url;
}

/** What makes a place the same one, however it is used: the same text for the same place. */
export function placeId(location: DestinationLocation): string {
  switch (location.kind) {
    case 'folder':
      return `folder:${location.path}`;
    case 's3':
      return `s3:${location.endpoint ?? ''}/${location.bucket}/${location.path}`;
    case 'sftp':
      return `sftp:${location.user}@${location.host}:${location.port}/${location.path}`;
    case 'webdav':
      return `webdav:${location.user ?? ''}@${location.url}`;
    default:
      return assertNever(location);
  }
}

/** Whether two URLs, both as `formatDestination` writes them, name the same place, however it is used. */
export function isSamePlace(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.split('?', 1)[0] !== b.split('?', 1)[0]) return false;
  return placeId(parseDestination(a)) === placeId(parseDestination(b));
}

/** The place of that name in a place. */
export function placeIn(location: DestinationLocation, name: string): DestinationLocation {
  switch (location.kind) {
    case 'folder':
      return { ...location, path: join(location.path, name) };
    case 's3':
    case 'sftp':
      return { ...location, path: joined(location.path, name) };
    case 'webdav':
      return { ...location, url: joined(location.url, encodeURIComponent(name)) };
    default:
      return assertNever(location);
  }
}

/** The place that a place is in, and its name there; undefined for one that is in none. */
export function placeAround(location: DestinationLocation): { readonly around: DestinationLocation; readonly name: string } | undefined {
  switch (location.kind) {
    case 'folder': {
      const around = resolve(location.path, '..');
      if (around === location.path) return undefined;
      return { around: { ...location, path: around }, name: location.path.slice(around.length).replace(/^[/\\]+/, '') };
    }
    case 's3':
    case 'sftp': {
      const split = /^(.*?)\/*([^/]+)\/*$/.exec(location.path);
      return split === null ? undefined : { around: { ...location, path: split[1]! }, name: split[2]! };
    }
    case 'webdav': {
      const split = /^(https?:\/\/[^/]+(?:\/.*?)?)\/+([^/]+)\/*$/i.exec(location.url);
      return split === null ? undefined : { around: { ...location, url: split[1]! }, name: decodeURIComponent(split[2]!) };
    }
    default:
      return assertNever(location);
  }
}

function joined(path: string, name: string): string {
  const before = path.replace(/\/+$/, '');
  return before === '' && !path.startsWith('/') ? name : `${before}/${name}`;
}

function expandHome(text: string, home: string): string {
  if (!text.startsWith('~')) return text;
  if (/^~(?:$|[/\\])/.test(text)) return join(home, text.slice(1));
  throw configError(`"${text}" names another user's home, which is not supported`);
}

function pathOfFileUrl(text: string): string {
  try {
    const url = new URL(text);
    if (/^file:\/\//i.test(text) && url.search === '' && url.hash === '') return resolve(fileURLToPath(url));
  } catch (error) {
    throw configError(`"${text}" is not a folder's URL: ${messageOf(error)}`);
  }
  throw configError(`"${text}" is not a folder's URL`);
}

/** Whether it is meant as an address, right or wrong, and not as a path. */
export function isAddress(text: string): boolean {
  return SCHEME.test(text) || SCP.test(text);
}

function refuseScp(text: string): void {
  const [, user, host = '', slash, path = ''] = SCP.exec(text) ?? [];
  if (user === undefined) return;
  throw new TidemarkError('config', `${text} is neither a path nor a URL`, {
    hint: `For that folder over SSH write sftp://${user}@${host}${slash === '/' ? '/' : '/~/'}${path}. A path with such a name needs ./ before it.`,
  });
}

/** Nextcloud and others show the address of their WebDAV so. Repeated only if nothing in it can be a secret. */
function hintForWeb(text: string, scheme: 'http' | 'https'): string {
  const url = URL.parse(text);
  const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  const at = isPlain ? `${url.host}${url.pathname}` : 'host/path';
  const server = `${scheme}://${isPlain ? url.host : 'host'}`;
  return `For WebDAV write ${scheme === 'http' ? 'webdav' : 'webdavs'}://${at}, for an S3 bucket s3://bucket/path?endpoint=${server}.`;
}

function configError(message: string): TidemarkError {
  return new TidemarkError('config', message, {
    hint:
      'Give a folder, for example /mnt/backup/app, or a URL: s3://bucket/path, sftp://user@host/path, webdavs://host/path. ' +
      'A name with a colon needs ./ before it.',
  });
}
