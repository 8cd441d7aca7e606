// The options of an S3 location as parameters of its URL: one list for reading and writing them, in the order they are written.
import { MIN_PART_SIZE, type S3Location } from '../location.ts';
import { isPrivateHost } from './provider.ts';

export type Draft = Partial<Omit<S3Location, 'kind' | 'bucket' | 'path'>>;

export interface Parameter {
  /** camelCase; kebab-case is read as well. */
  readonly name: string;
  /** What a value must be, as in "must be …". */
  readonly expects: string;
  /** Undefined for a value that is none. */
  readonly parse: (value: string) => Draft | undefined;
  /** Undefined when the location leaves it open. */
  readonly format: (location: S3Location) => string | undefined;
}

const YES_NO: Readonly<Record<string, 'yes' | 'no'>> = {
  true: 'yes',
  yes: 'yes',
  '1': 'yes',
  false: 'no',
  no: 'no',
  '0': 'no',
};
const SIZE = /^(\d+)(?:([KMG])i?B?|B)?$/i;
const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
/** Bytes: S3's largest part. */
const MAX_PART_SIZE = 5 * UNITS['G']!;
/** More would only fill memory: each part is held while it is under way. */
const MAX_CONCURRENCY = 64;

export const PARAMETERS: readonly Parameter[] = [
  {
    name: 'endpoint',
    expects: 'the address of a server, as https://s3.example.com',
    parse: (value) => wrap('endpoint', parseEndpoint(value)),
    format: ({ endpoint }) => endpoint,
  },
  {
    name: 'region',
    expects: 'the name of a region, as eu-central-1',
    parse: (value) => wrap('region', /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : undefined),
    format: ({ region }) => region,
  },
  {
    name: 'forcePathStyle',
    expects: 'true or false',
    parse: (value) => wrap('addressing', choice(value, { yes: 'path', no: 'virtual' } as const)),
    format: ({ addressing }) => said(addressing, { path: 'true', virtual: 'false' }),
  },
  {
    name: 'storageClass',
    expects: 'the name of a storage class, as STANDARD_IA',
    parse: (value) => wrap('storageClass', /^[A-Z0-9_]{1,64}$/.test(value) ? value : undefined),
    format: ({ storageClass }) => storageClass,
  },
  {
    name: 'partSize',
    expects: 'a size from 5 MiB to 5 GiB, as 16MiB',
    parse: (value) => wrap('partSize', parsePartSize(value)),
    format: ({ partSize }) => partSize?.toString(),
  },
  {
    name: 'concurrency',
    expects: `a number from 1 to ${MAX_CONCURRENCY}`,
    parse: (value) => wrap('concurrency', parseConcurrency(value)),
    format: ({ concurrency }) => concurrency?.toString(),
  },
  {
    name: 'sseKmsKeyId',
    expects: 'the id of a key',
    parse: (keyId) => (keyId === '' ? undefined : { encryption: { kind: 'kms', keyId } }),
    format: ({ encryption }) => (encryption?.kind === 'kms' ? encryption.keyId : undefined),
  },
  {
    name: 'sseCustomerAlgorithm',
    expects: 'AES256',
    parse: (value) => (value === 'AES256' ? { encryption: { kind: 'customer' } } : undefined),
    format: ({ encryption }) => (encryption?.kind === 'customer' ? 'AES256' : undefined),
  },
  {
    name: 'checksums',
    expects: '"always" or "required"',
    parse: (value) => (value === 'always' || value === 'required' ? { checksums: value } : undefined),
    format: ({ checksums }) => checksums,
  },
  {
    name: 'signPayload',
    expects: 'true or false',
    parse: (value) => wrap('signPayload', YES_NO[value.toLowerCase()]),
    format: ({ signPayload }) => said(signPayload, { yes: 'true', no: 'false' }),
  },
  {
    name: 'profile',
    expects: 'the name of a profile',
    parse: (value) => wrap('profile', value === '' ? undefined : value),
    format: ({ profile }) => profile,
  },
  {
    name: 'skipVerify',
    expects: 'true or false',
    parse: (value) => wrap('verifyTls', choice(value, { yes: 'no', no: 'yes' } as const)),
    format: ({ verifyTls }) => said(verifyTls, { yes: 'false', no: 'true' }),
  },
];

function wrap<K extends keyof Draft>(key: K, value: Draft[K]): Draft | undefined {
  return value === undefined ? undefined : { [key]: value };
}

function choice<T>(value: string, words: Readonly<Record<'yes' | 'no', T>>): T | undefined {
  const answer = YES_NO[value.toLowerCase()];
  return answer === undefined ? undefined : words[answer];
}

function said<K extends string>(value: K | undefined, words: Readonly<Record<K, string>>): string | undefined {
  return value === undefined ? undefined : words[value];
}

/** Without a scheme: https, on a network of one's own http. */
function parseEndpoint(value: string): string | undefined {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : withScheme(value);
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

function withScheme(value: string): string {
  const isPrivate = URL.canParse(`http://${value}`) && isPrivateHost(new URL(`http://${value}`).hostname);
  return isPrivate ? `http://${value}` : `https://${value}`;
}

function parsePartSize(value: string): number | undefined {
  const match = SIZE.exec(value);
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (UNITS[match[2]?.toUpperCase() ?? ''] ?? 1);
  return bytes >= MIN_PART_SIZE && bytes <= MAX_PART_SIZE ? bytes : undefined;
}

function parseConcurrency(value: string): number | undefined {
  const count = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  return count >= 1 && count <= MAX_CONCURRENCY ? count : undefined;
}
