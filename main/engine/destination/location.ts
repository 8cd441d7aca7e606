// What a place is called and how it is used, by kind; and what must never be in a URL, a log or a catalogue.

export interface FolderLocation {
  readonly kind: 'folder';
  /** Absolute. */
  readonly path: string;
}

/** Bytes: S3's smallest part, and the usual one. */
export const MIN_PART_SIZE = 5 * 1024 * 1024;

/** Options are Litestream's (FACTS B.14). */
export interface S3Location {
  readonly kind: 's3';
  readonly bucket: string;
  /** Prefix of the keys, without slashes at its ends; may be empty. */
  readonly path: string;
  /** `https://…` or `http://…`; Amazon's when absent. */
  readonly endpoint?: string;
  /** Looked up when absent: `us-east-1` with an endpoint of one's own. */
  readonly region?: string;
  /** How the bucket is named in requests; decided by the provider when absent. */
  readonly addressing?: 'path' | 'virtual';
  readonly storageClass?: string;
  /** Bytes, `MIN_PART_SIZE` or more. */
  readonly partSize?: number;
  /** Parts under way at the same time, 1 or more. */
  readonly concurrency?: number;
  /** At rest: a key of KMS's by its id, or one of one's own (a secret). */
  readonly encryption?: { readonly kind: 'kms'; readonly keyId: string } | { readonly kind: 'customer' };
  /** `required`: only where the protocol asks for them, for servers that refuse others. */
  readonly checksums?: 'always' | 'required';
  readonly signPayload?: 'yes' | 'no';
  /** The SDK's own chain (environment, profile, machine) when no keys are given; this names the profile. */
  readonly profile?: string;
  /** `no`: any certificate is taken. */
  readonly verifyTls?: 'yes' | 'no';
}

export interface SftpLocation {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absolute, or relative to where the server puts the user. */
  readonly path: string;
  /** The server's public key as in `known_hosts` (`ssh-ed25519 AAAA…`) or `SHA256:…`; pinned, never guessed. */
  readonly hostKey?: string;
}

export interface WebdavLocation {
  readonly kind: 'webdav';
  /** `https://…` or `http://…` of the folder, without user and password. */
  readonly url: string;
  readonly user?: string;
}

export type DestinationLocation = FolderLocation | S3Location | SftpLocation | WebdavLocation;
export type DestinationKind = DestinationLocation['kind'];

export type SecretName =
  | 'access-key-id'
  | 'secret-access-key'
  | 'session-token'
  /** 32 bytes, base64. */
  | 'customer-key'
  | 'password'
  /** The text of the file. */
  | 'private-key'
  | 'passphrase';

export type Secrets = Readonly<Partial<Record<SecretName, string>>>;
