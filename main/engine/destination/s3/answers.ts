// What the answers to a bucket's requests come down to.
import type { Readable } from 'node:stream';
import type { Refusal } from './refusal.ts';
import type { Expectation } from '../conditional.ts';

/** `opaque`: the tag says nothing about the bytes. */
export interface Tag {
  readonly etag: string;
  readonly bytes: 'digest' | 'opaque';
}

/**
 * `taken`: it is not as expected (412). `contended`: somebody else is at it (409). `unconditional`: the server does not judge
 * conditions.
 */
export type Stored =
  /** `serverTime`: when it answered, ms since the epoch. */
  | ({ readonly kind: 'stored'; readonly serverTime: number | undefined } & Tag)
  | { readonly kind: 'taken' | 'contended' | 'unconditional' };

export interface Listed {
  readonly key: string;
  readonly size: number;
  readonly modified: number;
}

export interface Opened {
  readonly etag: string;
  /** Of the whole object, bytes. */
  readonly size: number;
  /** Of what comes now, bytes. */
  readonly length: number;
  readonly body: Readable;
  readonly serverTime: number | undefined;
}

/** What servers call an object that is not there. */
export const MISSING = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion']);

export interface Encrypted {
  readonly ETag?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
}

export function tagOf({ ETag = '', ServerSideEncryption, SSECustomerAlgorithm }: Encrypted): Tag {
  const isOpaque = SSECustomerAlgorithm !== undefined || (ServerSideEncryption ?? 'AES256') !== 'AES256';
  return { etag: ETag, bytes: isOpaque ? 'opaque' : 'digest' };
}

export function conditionOf(expected: Expectation | undefined): {
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
} {
  if (expected === undefined) return {};
  return expected.kind === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag };
}

export function isMissing({ status, code }: Refusal): boolean {
  return MISSING.has(code) || (status === 404 && code === '');
}

export function isUnknown({ status, code }: Refusal): boolean {
  return status === 501 || status === 405 || code === 'NotImplemented';
}
