// `s3://bucket/path?endpoint=…&region=…`, as Litestream's: parameters in camelCase or kebab-case (FACTS B.14). No secrets.
import { TidemarkError } from '../../base/errors.ts';
import type { S3Location } from '../location.ts';
import { isPrivateHost } from './provider.ts';
import { PARAMETERS, type Draft } from './parameters.ts';

const SHAPE = /^s3:\/\/(arn:[^/?#]+[:/](?:accesspoint|outpost)[:/][^/?#]+|[^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/i;
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;
const ARN = /^arn:[A-Za-z0-9:_-]+[:/](?:accesspoint|outpost)[:/][A-Za-z0-9:_-]+$/;

/** Throws `config`. The text is not repeated: it may hold secrets, which are refused. */
export function parseS3Url(text: string): S3Location {
  const match = SHAPE.exec(text);
  if (match === null) throw s3UrlError('this is not the URL of an S3 bucket');
  const [, bucket = '', path = '', query = '', fragment] = match;
  if (fragment !== undefined) throw s3UrlError('the URL has a part after "#"; write %23 for that character');
  const place = { kind: 's3', bucket: checkedBucket(bucket), path: parsedPath(path) } as const;
  return checkedLocation({ ...place, ...parsedQuery(query) });
}

/** `parseS3Url` gives the same location again. */
export function formatS3Url(location: S3Location): string {
  const path = location.path.split('/').map(encodeURIComponent).join('/');
  const query = PARAMETERS.flatMap(({ name, format }) => {
    const value = format(location);
    return value === undefined ? [] : `${name}=${encodeURIComponent(value)}`;
  });
  const place = path === '' ? `s3://${location.bucket}` : `s3://${location.bucket}/${path}`;
  return query.length === 0 ? place : `${place}?${query.join('&')}`;
}

/** Rules that more than one part of a location has a say in. Throws `config`. */
export function checkedLocation(location: S3Location): S3Location {
  const { encryption, endpoint } = location;
  if (encryption?.kind !== 'customer' || endpoint === undefined) return location;
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:' || isPrivateHost(hostname)) return location;
  throw s3UrlError('a key of your own would be sent over plain http, where others can read it');
}

function checkedBucket(bucket: string): string {
  if (bucket.includes('@')) throw s3UrlError('keys do not belong into URLs: they would show up in lists and logs');
  if (bucket === '') throw s3UrlError('the URL names no bucket');
  if (BUCKET.test(bucket) || ARN.test(bucket)) return bucket;
  throw s3UrlError('the URL begins with what cannot be the name of a bucket');
}

function parsedPath(path: string): string {
  const segments = path
    .replace(/^\/+|\/+$/g, '')
    .split('/')
    .map(decoded);
  if (segments.some((segment) => segment === '.' || segment === '..')) throw s3UrlError('the path holds "." or ".."');
  // Listings are XML, which cannot hold them.
  if (/[\u0000-\u001f\u007f]/.test(segments.join('/'))) throw s3UrlError('the path holds control characters');
  return segments.join('/').replace(/^\/+|\/+$/g, '');
}

function parsedQuery(query: string): Draft {
  const seen = new Set<string>();
  let draft: Draft = {};
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [name = '', ...value] = pair.split('=');
    const parameter = PARAMETERS.find((known) => known.name === camelCase(name));
    if (parameter === undefined) throw unknownParameter(name);
    if (seen.has(parameter.name)) throw s3UrlError(`"${name}" is given twice`);
    seen.add(parameter.name);
    draft = { ...draft, ...parsedValue(parameter, decoded(value.join('=').replaceAll('+', '%20'))) };
  }
  return draft;
}

function parsedValue({ name, expects, parse }: (typeof PARAMETERS)[number], value: string): Draft {
  const draft = parse(value);
  if (draft !== undefined) return draft;
  throw s3UrlError(`"${name}" must be ${expects}`);
}

function unknownParameter(name: string): TidemarkError {
  if (/key|secret|token|password|credential/i.test(name)) {
    return s3UrlError('keys do not belong into URLs: they would show up in lists and logs');
  }
  return s3UrlError(
    `"${name}" is no option of S3 destinations: there are ${PARAMETERS.map((known) => known.name).join(', ')}`,
  );
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3UrlError('the URL holds a "%" that encodes nothing');
  }
}

function s3UrlError(message: string): TidemarkError {
  return new TidemarkError('config', message, {
    hint:
      "Write it as s3://bucket/path, with ?endpoint=https://… for a server other than Amazon's. " +
      'Keys are asked for on their own.',
  });
}
