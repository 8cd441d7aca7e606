// The keys of a replica (FACTS B.14, B.17): those of each kind of destination are gathered as text, and made a place of in
// replica-place.ts; what belongs to kinds that there are not is refused, once for each replica.
import { TidemarkError } from '../../engine/base/errors.ts';
import type { LeaseDraft, ReplicaDraft, ReplicaValues } from './drafts.ts';
import { parseChoice } from '../args/choice.ts';
import { parseDollars, parseRate } from './amounts.ts';
import { duration, ignored, integer, oneOf, refused, scalar, section, text, timer, yesNo, type Rule, type Section } from './rules.ts';

export type ServerKind = 's3' | 'sftp' | 'webdav';

/** What each kind of server is told with, beside path and url. */
export const SERVER_KEYS: Readonly<Record<ServerKind, readonly string[]>> = {
  s3: [
    ...['access-key-id', 'secret-access-key', 'session-token', 'region', 'bucket', 'endpoint', 'force-path-style'],
    ...['sign-payload', 'require-content-md5', 'skip-verify', 'storage-class', 'part-size', 'concurrency', 'checksums'],
    ...['profile', 'sse-customer-algorithm', 'sse-customer-key', 'sse-customer-key-path', 'sse-kms-key-id'],
  ],
  sftp: ['host', 'user', 'password', 'key-path', 'passphrase', 'concurrent-writes', 'host-key'],
  webdav: ['webdav-url', 'webdav-username', 'webdav-password'],
};

export const KIND_NAMES: Readonly<Record<'file' | ServerKind, string>> = {
  file: 'a folder',
  s3: 'S3',
  sftp: 'SFTP',
  webdav: 'WebDAV',
};

const KINDS = ['file', 's3', 'sftp', 'webdav'] as const;
const NAMINGS = ['flat-8', 'nested-8', 'nested-16'] as const;
const OTHERS = 'Destinations are folders, S3, SFTP and WebDAV.';

/** Litestream's words for destinations that there are not. */
export const FOREIGN_KEYS: Readonly<Record<string, readonly string[]>> = {
  'Azure storage': ['account-name', 'account-key', 'sas-token'],
  NATS: [
    ...['jwt', 'seed', 'creds', 'nkey', 'username', 'token', 'tls', 'root-cas', 'client-cert', 'client-key'],
    ...['max-reconnects', 'reconnect-wait', 'timeout'],
  ],
};

/** Accepted, since we write so or better whatever they say. */
const DECIDED_HERE: readonly string[] = ['require-content-md5', 'concurrent-writes'];

const SERVER_RULES: Section<ReplicaValues> = Object.fromEntries(
  Object.values(SERVER_KEYS)
    .flat()
    .map((key) => [key, DECIDED_HERE.includes(key) ? ignored('decided-here', yesNo(nothing)) : valueOf(key)]),
);

const FOREIGN: Section<ReplicaValues> = Object.fromEntries(
  Object.entries(FOREIGN_KEYS).flatMap(([kind, keys]) => keys.map((key) => [key, foreign(kind)])),
);

const LEASE_KEYS: Section<LeaseDraft> = {
  enabled: yesNo((lease, on) => (lease.enabled = on)),
  ttl: timer((lease, ms) => (lease.ttl = ms)),
  'max-ttl': timer((lease, ms) => (lease.maxTtl = ms)),
  owner: text((lease, owner) => (lease.owner = owner)),
  type: oneOf(['file', 's3', 'static'] as const, (lease, type) => (lease.type = type)),
  holder: text((lease, holder) => (lease.holder = holder)),
};

/** Replica settings that may also stand at the top of the file, for all replicas. */
export const SHARED_REPLICA_KEYS: Section<ReplicaValues> = {
  'sync-interval': timer(({ choices }, ms) => (choices.interval = ms)),
  budget: scalar(parseDollars, ({ choices }, dollars) => (choices.budget = dollars)),
  'upload-limit': scalar(parseRate, ({ choices }, rate) => (choices.uploadLimit = rate)),
  prices: oneOf(['none', 'aws', 'r2', 'b2', 'wasabi'] as const, ({ choices }, prices) => (choices.prices = prices)),
  lease: section(LEASE_KEYS, ({ lease }: ReplicaValues, at): LeaseDraft => Object.assign(lease, { at })),
  'validation-interval': duration(({ generations }, value, at) => (generations.validation = { value, at })),
  'max-sync-ltx-files': ignored('decided-here', integer(nothing)),
  'auto-recover': ignored('decided-here', yesNo(nothing)),
  age: refused('would encrypt, which this version cannot', 'Remove it only if an unencrypted copy is all right.'),
  ...SERVER_RULES,
  ...FOREIGN,
};

export const REPLICA_KEYS: Section<ReplicaDraft> = {
  type: text((draft, value, at) => {
    const kind = KINDS.find((known) => known === value.toLowerCase());
    if (kind !== undefined) draft.type = { value: kind, at };
    else if (draft.foreign === 'none') notThisKind(draft, value);
  }),
  path: text((draft, value, at) => (draft.path = { value, at })),
  url: text((draft, value, at) => (draft.url = { value, at })),
  name: text(nothing),
  format: oneOf(['ltx', 'generations'] as const, ({ choices }, format) => (choices.format = format)),
  naming: text(({ generations }, value, at) => (generations.naming = { value: parseChoice(NAMINGS)(value), at })),
  retention: duration(({ generations }, value, at) => (generations.retention = { value, at })),
  'retention-check-interval': timer(({ generations }, value, at) => (generations.retentionChecks = { value, at })),
  'snapshot-interval': timer(({ generations }, value, at) => (generations.snapshots = { value, at })),
  ...SHARED_REPLICA_KEYS,
};

function valueOf(key: string): Rule<ReplicaValues> {
  return text(({ values }, value, at) => values.set(key, { value, at }));
}

function foreign(kind: string): Rule<ReplicaValues> {
  return ({ problems }, { key, at }, draft) => {
    if (draft.foreign === 'none') problems.add(at, `"${key}" belongs to ${kind}`, OTHERS);
    draft.foreign = 'said';
  };
}

function notThisKind(draft: ReplicaValues, type: string): void {
  draft.foreign = 'said';
  throw new TidemarkError('config', `"${type}" is not in this version`, { hint: OTHERS });
}

function nothing(): void {
  // the value was checked; it changes nothing
}
