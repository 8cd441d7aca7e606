// How a server wants a password: as it is (Basic, RFC 7617), or proved without sending it (Digest, RFC 7616).
import { createHash } from 'node:crypto';

export type Challenge = { readonly kind: 'basic' } | DigestChallenge;

export interface DigestChallenge {
  readonly kind: 'digest';
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server wrote it; undefined means MD5. */
  readonly algorithm: string | undefined;
  /** `none` for the servers of RFC 2069. */
  readonly quality: 'auth' | 'none';
  /** `stale`: the password was right, the nonce was old. */
  readonly state: 'fresh' | 'stale';
}

export interface Proof {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  /** The path as it stands in the request. */
  readonly uri: string;
  /** How often the nonce was used, this time included. */
  readonly count: number;
  readonly cnonce: string;
}

const HASHES: Readonly<Record<string, string>> = {
  md5: 'md5',
  'md5-sess': 'md5',
  'sha-256': 'sha256',
  'sha-256-sess': 'sha256',
};
const PARAMETER = /([a-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** The safest of the ways offered in `WWW-Authenticate`, which may be several; undefined for none that we know. */
export function bestChallenge(header: string): Challenge | undefined {
  const offers = header.split(/,\s*(?=[a-z0-9-]+\s+[a-z0-9_-]+\s*=)/i);
  const digests = offers.map(parseDigest).filter((offer) => offer !== undefined);
  const strongest = digests.find(({ algorithm }) => /^sha-256/i.test(algorithm ?? '')) ?? digests[0];
  if (strongest !== undefined) return strongest;
  return offers.some((offer) => /^\s*basic\b/i.test(offer)) ? { kind: 'basic' } : undefined;
}

function parseDigest(offer: string): DigestChallenge | undefined {
  const body = /^\s*digest\s+(.*)$/is.exec(offer)?.[1];
  if (body === undefined) return undefined;
  const values = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of body.matchAll(PARAMETER)) {
    values.set(name.toLowerCase(), quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1'));
  }
  const nonce = values.get('nonce');
  const algorithm = values.get('algorithm');
  const qualities = values.get('qop')?.split(/[\s,]+/);
  if (nonce === undefined || HASHES[(algorithm ?? 'md5').toLowerCase()] === undefined) return undefined;
  if (qualities?.includes('auth') === false) return undefined;
  return {
    kind: 'digest',
    realm: values.get('realm') ?? '',
    nonce,
    opaque: values.get('opaque'),
    algorithm,
    quality: qualities === undefined ? 'none' : 'auth',
    state: values.get('stale')?.toLowerCase() === 'true' ? 'stale' : 'fresh',
  };
}

/** The `Authorization` header. */
export function answerChallenge(challenge: Challenge, proof: Proof): string {
  if (challenge.kind === 'digest') return digestOf(challenge, proof);
  return `Basic ${Buffer.from(`${proof.user}:${proof.password}`).toString('base64')}`;
}

function digestOf(challenge: DigestChallenge, { user, password, method, uri, count, cnonce }: Proof): string {
  const { realm, nonce, opaque, algorithm, quality } = challenge;
  const name = (algorithm ?? 'md5').toLowerCase();
  const hash = (text: string): string => createHash(HASHES[name]!).update(text).digest('hex');
  const secret = hash(`${user}:${realm}:${password}`);
  const first = name.endsWith('-sess') ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const second = hash(`${method}:${uri}`);
  const times = count.toString(16).padStart(8, '0');
  const response = hash(
    quality === 'auth' ? `${first}:${nonce}:${times}:${cnonce}:auth:${second}` : `${first}:${nonce}:${second}`,
  );
  const parts = [
    `username=${quote(user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(quality === 'auth' ? ['qop=auth', `nc=${times}`, `cnonce="${cnonce}"`] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** Headers carry bytes: what is not ASCII goes as UTF-8. */
function quote(text: string): string {
  return `"${Buffer.from(text.replace(/["\\]/g, '\\$&')).toString('latin1')}"`;
}
