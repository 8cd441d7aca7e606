// What is asked for a place, by kind: one table, from which the form, its checks and its advanced part are made.
import type { DestinationKind, SecretName } from '../../../../main/ipc/contract/views.ts';
import { PROVIDERS } from './providers.ts';

export type FieldName =
  | 'provider' | 'account' | 'endpoint' | 'region' | 'bucket' | 'prefix' | 'keys' | 'profile' | 'storageClass' | 'addressing'
  | 'partSize' | 'concurrency' | 'encryption' | 'keyId' | 'checksums' | 'signPayload' | 'verifyTls'
  | 'host' | 'port' | 'path' | 'login' | 'user' | 'url'
  | SecretName;

export type Values = Readonly<Partial<Record<FieldName, string>>>;

export interface FieldSpec {
  readonly name: FieldName;
  /** `long`: several lines. `secret` and `long` are secrets; of a `choice` the first is taken when nothing else is. */
  readonly kind: 'text' | 'secret' | 'long' | 'choice';
  readonly options?: readonly string[];
  readonly must?: 'yes';
  /** Says which place it is: another one would be another destination. */
  readonly identity?: 'yes';
  readonly advanced?: 'yes';
  readonly shape?: RegExp;
  readonly example?: string;
  readonly asked?: (values: Values) => boolean;
}

const isOf = (...providers: readonly string[]) => ({ provider = 'aws' }: Values) => providers.includes(provider);
const withKeys = ({ keys }: Values): boolean => keys !== 'own';
const withPrivateKey = ({ login }: Values): boolean => login === 'private-key';
const WEB = /^https?:\/\/[^\s@]+$/i;
/** 1 … 65535. */
const PORT = /^(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;
const identity = 'yes' as const;
const advanced = 'yes' as const;
const must = 'yes' as const;

export const FIELDS: Readonly<Record<Exclude<DestinationKind, 'folder'>, readonly FieldSpec[]>> = {
  s3: [
    { name: 'provider', kind: 'choice', options: PROVIDERS, identity },
    { name: 'account', kind: 'text', must, identity, asked: isOf('r2') },
    { name: 'endpoint', kind: 'text', must, identity, shape: WEB, example: 'https://minio.example.net:9000', asked: isOf('other') },
    { name: 'bucket', kind: 'text', must, identity },
    { name: 'prefix', kind: 'text', identity },
    { name: 'region', kind: 'text', must, identity, example: 'eu-central-003', asked: isOf('b2', 'wasabi') },
    { name: 'region', kind: 'text', example: 'eu-central-1', asked: isOf('aws', 'other') },
    { name: 'keys', kind: 'choice', options: ['given', 'own'] },
    { name: 'access-key-id', kind: 'secret', must, asked: withKeys },
    { name: 'secret-access-key', kind: 'secret', must, asked: withKeys },
    { name: 'profile', kind: 'text', example: 'default', asked: ({ keys }) => keys === 'own' },
    { name: 'session-token', kind: 'secret', advanced, asked: withKeys },
    { name: 'storageClass', kind: 'text', advanced, example: 'STANDARD_IA' },
    { name: 'addressing', kind: 'choice', options: ['', 'path', 'virtual'], advanced },
    { name: 'partSize', kind: 'text', advanced, shape: /^([5-9]|[1-9]\d{1,3})$/, example: '8' },
    { name: 'concurrency', kind: 'text', advanced, shape: /^([1-9]|[1-5]\d|6[0-4])$/, example: '4' },
    { name: 'encryption', kind: 'choice', options: ['', 'kms', 'customer'], advanced },
    { name: 'keyId', kind: 'text', must, advanced, asked: ({ encryption }) => encryption === 'kms' },
    { name: 'customer-key', kind: 'secret', must, advanced, asked: ({ encryption }) => encryption === 'customer' },
    { name: 'checksums', kind: 'choice', options: ['', 'always', 'required'], advanced },
    { name: 'signPayload', kind: 'choice', options: ['', 'yes', 'no'], advanced },
    { name: 'verifyTls', kind: 'choice', options: ['', 'no'], advanced },
  ],
  sftp: [
    { name: 'host', kind: 'text', must, identity, example: 'backup.example.net' },
    { name: 'port', kind: 'text', identity, shape: PORT, example: '22' },
    { name: 'path', kind: 'text', identity, example: '/srv/backups' },
    { name: 'user', kind: 'text', must, identity },
    { name: 'login', kind: 'choice', options: ['password', 'private-key'] },
    { name: 'password', kind: 'secret', must, asked: (values) => !withPrivateKey(values) },
    { name: 'private-key', kind: 'long', must, example: '-----BEGIN OPENSSH PRIVATE KEY-----', asked: withPrivateKey },
    { name: 'passphrase', kind: 'secret', asked: withPrivateKey },
  ],
  webdav: [
    { name: 'url', kind: 'text', must, identity, shape: WEB, example: 'https://dav.example.net/backups' },
    { name: 'user', kind: 'text', identity },
    { name: 'password', kind: 'secret', asked: ({ user = '' }) => user.trim() !== '' },
  ],
};

export function isSecret({ kind }: FieldSpec): boolean {
  return kind === 'secret' || kind === 'long';
}
