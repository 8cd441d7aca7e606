// The keys of a replica: what leads to a folder is read, what belongs to a server is refused, once for each.
import { TidemarkError } from '../../engine/base/errors.ts';
import type { ForeignDraft, ReplicaDraft } from './drafts.ts';
import { duration, ignored, integer, refused, text, yesNo, type Rule, type Section } from './rules.ts';

const FOLDERS_ONLY = 'Destinations are folders and mounted disks in this version.';

/** Litestream's words for destinations that this version does not have. */
export const FOREIGN_KEYS: Readonly<Record<string, readonly string[]>> = {
  S3: [
    ...[
      'access-key-id',
      'secret-access-key',
      'region',
      'bucket',
      'endpoint',
      'force-path-style',
      'sign-payload',
    ],
    ...['require-content-md5', 'skip-verify', 'storage-class', 'part-size', 'concurrency', 'sse-kms-key-id'],
    ...['sse-customer-algorithm', 'sse-customer-key', 'sse-customer-key-path'],
  ],
  'Azure storage': ['account-name', 'account-key', 'sas-token'],
  SFTP: ['host', 'user', 'password', 'key-path', 'concurrent-writes', 'host-key'],
  WebDAV: ['webdav-url', 'webdav-username', 'webdav-password'],
  NATS: [
    ...['jwt', 'seed', 'creds', 'nkey', 'username', 'token', 'tls', 'root-cas', 'client-cert', 'client-key'],
    ...['max-reconnects', 'reconnect-wait', 'timeout'],
  ],
};

const FOREIGN: Section<ForeignDraft> = Object.fromEntries(
  Object.entries(FOREIGN_KEYS).flatMap(([kind, keys]) => keys.map((key) => [key, foreign(kind)])),
);

/** Replica settings that may also stand at the top of the file, for all replicas. */
export const SHARED_REPLICA_KEYS: Section<ForeignDraft> = {
  'sync-interval': ignored('decided-here', duration(nothing)),
  'validation-interval': ignored('not-yet', duration(nothing)),
  'max-sync-ltx-files': ignored('decided-here', integer(nothing)),
  'auto-recover': ignored('decided-here', yesNo(nothing)),
  age: refused(
    'would encrypt, which this version cannot',
    'Remove it only if an unencrypted copy is all right.',
  ),
  ...FOREIGN,
};

export const REPLICA_KEYS: Section<ReplicaDraft> = {
  type: text(onlyFile),
  path: text((draft, value, at) => (draft.path = { value, at })),
  url: text((draft, value, at) => (draft.url = { value, at })),
  name: text(nothing),
  ...SHARED_REPLICA_KEYS,
};

function foreign(kind: string): Rule<ForeignDraft> {
  return ({ problems }, { key, at }, draft) => {
    if (draft.foreign === 'none') problems.add(at, `"${key}" belongs to ${kind}`, FOLDERS_ONLY);
    draft.foreign = 'said';
  };
}

function onlyFile(draft: ForeignDraft, type: string): void {
  if (type === 'file' || draft.foreign === 'said') return;
  draft.foreign = 'said';
  throw new TidemarkError('config', `"${type}" is not in this version`, { hint: FOLDERS_ONLY });
}

function nothing(): void {
  // the value was checked; it changes nothing
}
