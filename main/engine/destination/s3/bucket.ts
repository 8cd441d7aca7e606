// The objects of a bucket, one request each (a listing: one for each page). What a caller has to decide on is an answer here;
// everything else is thrown, in words.
import type { Readable } from 'node:stream';
import type { GetObjectCommandOutput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { TidemarkError } from '../../base/errors.ts';
import type { Expectation } from '../conditional.ts';
import {
  conditionOf,
  type Encrypted,
  isMissing,
  isUnknown,
  type Listed,
  MISSING,
  type Opened,
  type Stored,
  type Tag,
  tagOf,
} from './answers.ts';
import { Connection, type Outcome, type Work } from './connection.ts';
import { customerKey } from './keys.ts';
import { type S3Options, showPlace, withEndpoint } from './options.ts';
import { explain, notS3, type Refusal } from './refusal.ts';
import { type Answer, type Call, serverTime } from './wire.ts';
import { checkedLocation } from './url.ts';

/** Of one call: who may stop it, who may forbid it. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly permit?: (() => void) | undefined;
}

/** Of one call that sends an object. */
export interface SendOptions extends CallOptions {
  /** Called with the bytes sent so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface Page {
  readonly prefix: string;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface PutOptions extends CallOptions {
  /** None: whatever is there is replaced. */
  readonly expected?: Expectation;
  readonly metadata?: Record<string, string>;
  readonly storageClass?: string | undefined;
  /** The MD5 of the body in hex, where it is known. */
  readonly digest?: string;
}

export class Bucket {
  readonly options: S3Options;
  readonly connection: Connection;
  readonly name: string;

  constructor(options: S3Options) {
    this.options = withEndpoint(options);
    checkedLocation(this.options.location);
    this.connection = new Connection(this.options);
    this.name = this.options.location.bucket;
  }

  get place(): string {
    return showPlace(this.options.location);
  }

  async put(
    key: string,
    body: Uint8Array,
    { expected, metadata, storageClass, digest, ...options }: PutOptions,
    doing: string,
  ): Promise<Stored> {
    await this.options.traffic.pass('up', body.length, options.signal);
    const outcome = await this.connection.send({ kind: 'write', ...options }, (client, sdk, how) =>
      client.send(
        new sdk.PutObjectCommand({
          Bucket: this.name,
          Key: key,
          Body: body,
          Metadata: metadata,
          StorageClass: storageClass as never,
          ...conditionOf(expected),
          ...this.sealing(),
          ...this.md5Header(digest),
        }),
        how,
      ),
    );
    return this.storedOr(outcome, doing);
  }

  /** Undefined when it is not there. `stale`: it is not the one with the tag any more. `beyond`: the range begins behind it. */
  async get(
    key: string,
    { range, etag, ...options }: CallOptions & { readonly range?: string; readonly etag?: string | undefined },
    doing: string,
  ): Promise<Opened | undefined | 'stale' | 'beyond'> {
    const outcome = await this.connection.send({ kind: 'read', body: 'stream', ...options }, (client, sdk, how) =>
      client.send(
        new sdk.GetObjectCommand({ Bucket: this.name, Key: key, Range: range, IfMatch: etag, ...this.unsealing() }),
        how,
      ),
    );
    if (outcome.kind === 'done') return this.#opened(outcome.output, outcome.answer, { range, doing });
    if (isMissing(outcome.refusal)) return undefined;
    if (outcome.refusal.status === 412) return 'stale';
    if (outcome.refusal.status === 416) return 'beyond';
    throw this.explain(outcome.refusal, doing);
  }

  /** Undefined when it is not there. */
  async head(
    key: string,
    options: CallOptions,
    doing: string,
  ): Promise<({ readonly metadata: Record<string, string> } & Tag) | undefined> {
    const outcome = await this.connection.send({ kind: 'read', ...options }, (client, sdk, how) =>
      client.send(new sdk.HeadObjectCommand({ Bucket: this.name, Key: key, ...this.unsealing() }), how),
    );
    if (outcome.kind === 'done') return { metadata: outcome.output.Metadata ?? {}, ...tagOf(outcome.output) };
    if (isMissing(outcome.refusal) || (outcome.refusal.status === 404 && outcome.refusal.code !== 'NoSuchBucket'))
      return undefined;
    throw this.explain(outcome.refusal, doing);
  }

  /** All objects of a page's prefix in the order of their keys, a request for each thousand. */
  async *list({ prefix, after, limit }: Page, options: CallOptions, doing: string): AsyncGenerator<Listed[]> {
    for await (const { Contents = [] } of this.#pages({ prefix, after, limit }, options, doing)) {
      yield Contents.map(({ Key = '', Size = 0, LastModified }) => ({
        key: Key,
        size: Size,
        modified: LastModified?.getTime() ?? 0,
      }));
    }
  }

  /** What keys have between `prefix` and the next slash, each once and in order. */
  async *folders(prefix: string, options: CallOptions, doing: string): AsyncGenerator<string[]> {
    for await (const { CommonPrefixes = [] } of this.#pages({ prefix, delimiter: '/' }, options, doing)) {
      yield CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1));
    }
  }

  async *#pages(
    { prefix, after, limit, delimiter }: Page & { readonly delimiter?: string },
    options: CallOptions,
    doing: string,
  ): AsyncGenerator<ListObjectsV2CommandOutput> {
    for (let token: string | undefined; ;) {
      const page: ListObjectsV2CommandOutput = await this.request(
        { kind: 'list', ...options },
        doing,
        (client, sdk, how) =>
          client.send(
            new sdk.ListObjectsV2Command({
              Bucket: this.name,
              Prefix: prefix,
              Delimiter: delimiter,
              StartAfter: after,
              MaxKeys: limit,
              ContinuationToken: token,
            }),
            how,
          ),
      );
      if (page.IsTruncated === undefined && page.Name === undefined) throw this.explain(notS3(undefined), doing);
      yield page;
      token = page.NextContinuationToken;
      if (page.IsTruncated !== true || token === undefined || limit !== undefined) return;
    }
  }

  /** Missing ones are no error. */
  async remove(key: string, options: CallOptions, doing: string): Promise<void> {
    const outcome = await this.connection.send({ kind: 'delete', ...options }, (client, sdk, how) =>
      client.send(new sdk.DeleteObjectCommand({ Bucket: this.name, Key: key }), how),
    );
    if (outcome.kind === 'refused' && !isMissing(outcome.refusal)) throw this.explain(outcome.refusal, doing);
  }

  /** At most 1000. What the server refused, by key; `unknown` when it does not know the request. */
  async removeMany(
    keys: readonly string[],
    options: CallOptions,
    doing: string,
  ): Promise<readonly { readonly key: string; readonly code: string; readonly message: string }[] | 'unknown'> {
    const outcome = await this.connection.send({ kind: 'delete', ...options }, (client, sdk, how) =>
      client.send(
        new sdk.DeleteObjectsCommand({
          Bucket: this.name,
          Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
        }),
        how,
      ),
    );
    if (outcome.kind === 'refused') {
      if (isUnknown(outcome.refusal)) return 'unknown';
      throw this.explain(outcome.refusal, doing);
    }
    const errors = (outcome.output.Errors ?? []).map(({ Key = '', Code = '', Message = '' }) => ({
      key: Key,
      code: Code,
      message: Message,
    }));
    return errors.filter(({ code }) => !MISSING.has(code));
  }

  /** What the command gives; refusals are thrown in words. */
  async request<T>(call: Call, doing: string, work: Work<T>): Promise<T> {
    const outcome = await this.connection.send(call, work);
    if (outcome.kind === 'refused') throw this.explain(outcome.refusal, doing);
    return outcome.output;
  }

  explain(refusal: Refusal, doing: string): TidemarkError {
    return explain(refusal, this.options.location, doing);
  }

  /** Of a conditional write. */
  storedOr(outcome: Outcome<Encrypted>, doing: string): Stored {
    if (outcome.kind === 'done') {
      if (outcome.output.ETag === undefined) throw this.explain(notS3(outcome.answer), doing);
      return { kind: 'stored', serverTime: serverTime(outcome.answer), ...tagOf(outcome.output) };
    }
    const { refusal } = outcome;
    // Missing, where it was expected to be: it is not as expected either.
    if (refusal.status === 412 || isMissing(refusal)) return { kind: 'taken' };
    if (refusal.status === 409) return { kind: 'contended' };
    if (isUnknown(refusal)) return { kind: 'unconditional' };
    throw this.explain(refusal, doing);
  }

  /** Who asked for a range must get one: bytes of elsewhere would be taken for those. */
  #opened(
    output: GetObjectCommandOutput,
    answer: Answer | undefined,
    asked: { readonly range?: string | undefined; readonly doing: string },
  ): Opened {
    const { ContentRange, ContentLength = 0, ETag, Body } = output;
    const body = Body as Readable;
    const total = /\/(\d+)$/.exec(ContentRange ?? '')?.[1];
    if (ETag === undefined || (asked.range !== undefined && total === undefined)) {
      body.destroy();
      throw this.explain(notS3(answer), asked.doing);
    }
    const size = total === undefined ? ContentLength : Number(total);
    return { etag: ETag, size, length: ContentLength, body, serverTime: serverTime(answer) };
  }

  /** How what is written is encrypted there. */
  sealing(): object {
    const { encryption } = this.options.location;
    if (encryption?.kind === 'kms') return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.keyId };
    return this.unsealing();
  }

  /** What reading takes. */
  unsealing(): object {
    if (this.options.location.encryption?.kind !== 'customer') return {};
    return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: customerKey(this.options) };
  }

  /** So that it is not summed twice. */
  md5Header(digest: string | undefined): { readonly ContentMD5?: string } {
    if (digest === undefined || this.connection.manner.checksums !== 'required') return {};
    return { ContentMD5: Buffer.from(digest, 'hex').toString('base64') };
  }

  close(): void {
    this.connection.close();
  }
}
