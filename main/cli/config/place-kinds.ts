// Each kind of destination from the keys of a replica: what Litestream calls it, checked by the same rules as its URL.
import { TidemarkError } from '../../engine/base/errors.ts';
import type { DestinationLocation, S3Location, SecretName, Secrets, SftpLocation } from '../../engine/destination/location.ts';
import { type Draft, PARAMETERS } from '../../engine/destination/s3/parameters.ts';
import { checkedLocation, formatS3Url, parseS3Url } from '../../engine/destination/s3/url.ts';
import { parseHostKey } from '../../engine/destination/sftp/host-key.ts';
import { placeIn } from '../../engine/destination/url.ts';
import { lacking, type PlaceParts, type WhereAndKeys } from './place-parts.ts';

export function folderPlace(parts: PlaceParts): WhereAndKeys | undefined {
  const { draft, tools, url } = parts;
  if (url !== undefined) return { location: url, secrets: {} };
  if (draft.path === undefined) throw lacking('path', 'Add "path:" with a folder.');
  const location = tools.problems.attempt(draft.path.at, () => tools.parse(draft.path!.value));
  if (location === undefined) return undefined;
  if (location.kind === 'folder') return { location, secrets: {} };
  tools.problems.add(draft.path.at, 'this path is a URL', 'Write it as "url:".');
  return undefined;
}

export function s3Place(parts: PlaceParts): WhereAndKeys | undefined {
  const { draft, tools } = parts;
  const base = parts.url ?? bucketOf(parts);
  if (base?.kind !== 's3') return undefined;
  const options = s3Options(parts, base);
  const encryption = encryptionOf(parts, { ...base, ...options });
  if (encryption === 'wrong') return undefined;
  const whole: S3Location = { ...base, ...options, ...(encryption === undefined ? {} : { encryption }) };
  const location = tools.problems.attempt(draft.at, () => checkedLocation(whole));
  return location && { location, secrets: s3Secrets(parts, location) };
}

function bucketOf(parts: PlaceParts): DestinationLocation | undefined {
  const { draft, tools, get } = parts;
  const bucket = get('bucket');
  if (bucket === undefined) throw lacking('bucket', 'Add "bucket:", or name it in "url: s3://bucket/path".');
  const path = (draft.path?.value ?? '').replace(/^\/+|\/+$/g, '');
  const text = formatS3Url({ kind: 's3', bucket: bucket.value, path });
  return tools.problems.attempt(bucket.at, () => parseS3Url(text));
}

/** What a URL says goes before what is said for all; said for this replica as well, it is a problem. */
function s3Options({ draft, tools, get, read, url }: PlaceParts, base: S3Location): Draft {
  let options: Draft = {};
  if (url !== undefined) noSecondPlace(draft.values.get('bucket')?.at, 'bucket', tools);
  for (const { name, expects, parse, format } of PARAMETERS) {
    const key = kebabCase(name);
    const inUrl = url !== undefined && format(base) !== undefined;
    if (inUrl && get(key)?.from === 'replica') {
      tools.problems.add(get(key)!.at, `${key} is in the url already`, 'Remove one of them.');
    }
    if (inUrl) continue;
    const parsed = read(key, (value) => parse(value) ?? wrong(value, expects));
    options = { ...options, ...parsed };
  }
  return options;
}

function encryptionOf({ tools, get }: PlaceParts, { encryption }: S3Location): S3Location['encryption'] | 'wrong' {
  const key = get('sse-customer-key') ?? get('sse-customer-key-path');
  const kms = get('sse-kms-key-id');
  if (kms !== undefined && (key !== undefined || get('sse-customer-algorithm') !== undefined)) {
    tools.problems.add(kms.at, 'sse-kms-key-id and sse-customer-key exclude each other', 'Remove one of them.');
    return 'wrong';
  }
  if (key !== undefined) return { kind: 'customer' };
  if (encryption?.kind !== 'customer') return encryption;
  const at = get('sse-customer-algorithm')?.at;
  if (at !== undefined) tools.problems.add(at, 'there is no sse-customer-key', 'Add it, or sse-customer-key-path.');
  return at === undefined ? encryption : 'wrong';
}

function s3Secrets(parts: PlaceParts, { encryption }: S3Location): Secrets {
  const { tools, get } = parts;
  const [id, secret] = [get('access-key-id'), get('secret-access-key')];
  const half = id === undefined ? secret : secret === undefined ? id : undefined;
  if (half !== undefined) {
    const missing = id === undefined ? 'access-key-id' : 'secret-access-key';
    tools.problems.add(half.at, `there is no ${missing} with it`, 'Give both, or neither.');
  }
  return {
    ...secretsOf(parts, { 'access-key-id': 'access-key-id', 'secret-access-key': 'secret-access-key', 'session-token': 'session-token' }),
    ...(encryption?.kind === 'customer' ? textOrFile(parts, 'customer-key', 'sse-customer-key') : {}),
  };
}

export function sftpPlace(parts: PlaceParts): WhereAndKeys | undefined {
  const base = parts.url ?? hostOf(parts);
  if (base?.kind !== 'sftp') return undefined;
  const { draft, tools, url, read } = parts;
  if (url !== undefined) {
    noSecondPlace(draft.values.get('host')?.at, 'host', tools);
    noSecondPlace(draft.values.get('user')?.at, 'user', tools);
  }
  const hostKey = base.hostKey ?? read('host-key', (text) => parseHostKey(text).text);
  const location: SftpLocation = { ...base, ...(hostKey === undefined ? {} : { hostKey }) };
  const key = fileOf(parts, 'private-key', 'key-path');
  return { location, secrets: { ...key, ...secretsOf(parts, { password: 'password', passphrase: 'passphrase' }) } };
}

const HOST = /^(\[[0-9a-f:.]+\]|[^\s:@/]+)(?::(\d{1,5}))?$/i;

function hostOf(parts: PlaceParts): SftpLocation | undefined {
  const { draft, get, read } = parts;
  if (get('host') === undefined) throw lacking('host', 'Add "host:", or name it in "url: sftp://user@host/path".');
  const user = get('user')?.value;
  if (user === undefined) throw lacking('user', 'Add "user:": who signs in there.');
  if (draft.path === undefined) throw lacking('path', 'Add "path:" with a folder of the server.');
  const path = draft.path.value;
  const at = read('host', (text) => {
    const [, host, port = '22'] = HOST.exec(text) ?? [];
    if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    return wrong(text, 'a server, as nas.local or nas.local:2222');
  });
  return at && { kind: 'sftp', ...at, user, path: tidyPath(path) };
}

export function webdavPlace(parts: PlaceParts): WhereAndKeys | undefined {
  const base = parts.url ?? folderOfServer(parts);
  if (base?.kind !== 'webdav') return undefined;
  const { draft, tools, url, get } = parts;
  if (url !== undefined) noSecondPlace(draft.values.get('webdav-url')?.at, 'webdav-url', tools);
  const user = base.user ?? get('webdav-username')?.value;
  const location = { ...base, ...(user === undefined ? {} : { user }) };
  return { location, secrets: secretsOf(parts, { password: 'webdav-password' }) };
}

function folderOfServer(parts: PlaceParts): DestinationLocation | undefined {
  const { draft, get, read } = parts;
  if (get('webdav-url') === undefined) {
    throw lacking('webdav-url', 'Add "webdav-url: https://host/folder", or "url: webdavs://user@host/path".');
  }
  const server = read('webdav-url', (text) => {
    const url = URL.parse(text);
    const plain = url !== null && /^https?:$/.test(url.protocol) && `${url.search}${url.hash}` === '';
    if (!plain || url.password !== '') return wrong('it', 'the address of a server without a password, as https://host/folder');
    const user = decodeURIComponent(url.username);
    return { kind: 'webdav', url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, ...(user === '' ? {} : { user }) } as const;
  });
  if (server === undefined) return undefined;
  const names = (draft.path?.value ?? '').split('/').filter((name) => name !== '');
  return names.reduce<DestinationLocation>((place, name) => placeIn(place, name), server);
}

function noSecondPlace(at: { line: number; column: number } | undefined, key: string, { problems }: PlaceParts['tools']): void {
  if (at !== undefined) problems.add(at, `a replica has either a url or a ${key}`, 'Remove one of them.');
}

function secretsOf({ get }: PlaceParts, names: Readonly<Partial<Record<SecretName, string>>>): Secrets {
  const found = Object.entries(names).map(([name, key]) => [name, get(key)?.value ?? ''] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== ''));
}

function textOrFile(parts: PlaceParts, name: SecretName, key: string): Secrets {
  const text = secretsOf(parts, { [name]: key });
  return Object.keys(text).length > 0 ? text : fileOf(parts, name, `${key}-path`);
}

function fileOf({ read, tools }: PlaceParts, name: SecretName, key: string): Secrets {
  const content = read(key, (path) => tools.readText(path));
  return content === undefined ? {} : { [name]: name === 'private-key' ? content : content.trim() };
}

function tidyPath(path: string): string {
  const home = path.replace(/^~(?:\/|$)/, '').replace(/\/{2,}/g, '/');
  return home.length > 1 ? home.replace(/\/$/, '') : home;
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function wrong(value: string, expects: string): never {
  throw new TidemarkError('config', `${value === 'it' ? value : `"${value}"`} must be ${expects}`);
}
