// What the services that speak S3 do differently, told by their addresses (FACTS B.14), and what follows for the requests.
import { MIN_PART_SIZE, type S3Location } from '../location.ts';

export interface Manner {
  /** How the bucket is named: in the path, or as a part of the host. */
  readonly addressing: 'path' | 'virtual';
  /** Parts of one file under way at the same time. */
  readonly concurrency: number;
  /** Bytes of a part. */
  readonly partSize: number;
  /** `always`: CRC-32 with each body. `required`: Content-MD5, which all services know. `none`: neither. */
  readonly checksums: 'always' | 'required' | 'none';
  /** Sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
}

const DEFAULT_CONCURRENCY = 5;

interface Provider {
  /** Of the endpoint's host. */
  readonly hosts: RegExp;
  readonly manner: Partial<Manner>;
}

const PROVIDERS: readonly Provider[] = [
  {
    hosts: /(?:^|\.)(?:fly\.storage\.tigris\.dev|t3\.storage\.dev)$/,
    // Without the header an answer may be older than what was written elsewhere.
    manner: { headers: { 'X-Tigris-Consistent': 'true' }, checksums: 'none', addressing: 'virtual' },
  },
  { hosts: /\.r2\.cloudflarestorage\.com$/, manner: { concurrency: 2 } },
  { hosts: /\.backblazeb2\.com$/, manner: { addressing: 'path' } },
  { hosts: /(?:^|\.)filebase\.(?:com|io)$/, manner: { addressing: 'path' } },
  { hosts: /\.supabase\.(?:co|com|in)$/, manner: { addressing: 'path' } },
  { hosts: /(?:^|\.)storage\.googleapis\.com$/, manner: { addressing: 'path' } },
];

/** What the person chose comes first, then the service's way, then the usual. */
export function mannerOf(location: S3Location): Manner {
  const own = location.endpoint === undefined ? AMAZON : { ...CLONE, ...knownManner(location.endpoint) };
  return {
    ...own,
    addressing: isArn(location.bucket) ? 'virtual' : (location.addressing ?? own.addressing),
    concurrency: location.concurrency ?? own.concurrency,
    partSize: location.partSize ?? own.partSize,
    checksums: location.checksums ?? own.checksums,
  };
}

const AMAZON: Manner = {
  addressing: 'virtual',
  concurrency: DEFAULT_CONCURRENCY,
  partSize: MIN_PART_SIZE,
  checksums: 'always',
  headers: {},
};

const CLONE: Manner = { ...AMAZON, addressing: 'path', checksums: 'required' };

function knownManner(endpoint: string): Partial<Manner> {
  const { hostname } = new URL(endpoint);
  return PROVIDERS.find(({ hosts }) => hosts.test(hostname))?.manner ?? {};
}

/** An access point is named in place of a bucket. */
export function isArn(bucket: string): boolean {
  return bucket.startsWith('arn:');
}

/** This computer, or a network of one's own: where plain HTTP shows nothing to strangers. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local') || host === '::1') return true;
  if (/^f[cd][0-9a-f]{2}:/.test(host)) return true;
  return (
    /^(?:127|10)\.\d+\.\d+\.\d+$/.test(host) ||
    /^192\.168\.\d+\.\d+$/.test(host) ||
    /^172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host)
  );
}
