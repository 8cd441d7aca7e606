// Uploads in parts, as a bucket knows them: begun, filled, finished, given up, and those that were left behind.
import type { ListMultipartUploadsCommandOutput, ListPartsCommandOutput } from '@aws-sdk/client-s3';
import type { Stored } from './answers.ts';
import type { Bucket, CallOptions } from './bucket.ts';
import { bareTag } from './digest.ts';
import { notS3, type Refusal } from './refusal.ts';

/** One unfinished upload. */
export interface Upload {
  readonly key: string;
  readonly id: string;
  /** The server's clock, ms since the epoch. */
  readonly begun: number;
}

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

/** S3 allows no more. */
export const MAX_PARTS = 10_000;

export class Uploads {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async begin(
    { key, metadata }: { readonly key: string; readonly metadata: Record<string, string> },
    options: CallOptions,
    doing: string,
  ): Promise<Upload> {
    const bucket = this.#bucket;
    const { UploadId: id } = await bucket.request({ kind: 'write', ...options }, doing, (client, sdk, how) =>
      client.send(
        new sdk.CreateMultipartUploadCommand({
          Bucket: bucket.name,
          Key: key,
          Metadata: metadata,
          StorageClass: bucket.options.location.storageClass as never,
          ...(bucket.connection.manner.checksums === 'always' ? { ChecksumAlgorithm: 'CRC32' as const } : {}),
          ...bucket.sealing(),
        }),
        how,
      ),
    );
    if (id === undefined) throw bucket.explain(notS3(undefined), doing);
    return { key, id, begun: bucket.options.clock.now() };
  }

  /** The part's tag. */
  async put(
    { key, id }: Upload,
    { number, body, digest }: { readonly number: number; readonly body: Uint8Array; readonly digest: string },
    options: CallOptions,
    doing: string,
  ): Promise<string> {
    const bucket = this.#bucket;
    await bucket.options.traffic.pass('up', body.length, options.signal);
    const { ETag } = await bucket.request({ kind: 'write', ...options }, doing, (client, sdk, how) =>
      client.send(
        new sdk.UploadPartCommand({
          Bucket: bucket.name,
          Key: key,
          UploadId: id,
          PartNumber: number,
          Body: body,
          ...bucket.unsealing(),
          ...bucket.md5Header(digest),
        }),
        how,
      ),
    );
    if (ETag === undefined) throw bucket.explain(notS3(undefined), doing);
    return ETag;
  }

  /** `gone`: there is no such upload any more, or a part of it is not the one that was named. */
  async finish(
    { key, id }: Upload,
    parts: readonly UploadedPart[],
    { expected, ...options }: CallOptions & { readonly expected: 'absent' | 'anything' },
    doing: string,
  ): Promise<Stored | { readonly kind: 'gone'; readonly refusal: Refusal }> {
    const bucket = this.#bucket;
    const outcome = await bucket.connection.send({ kind: 'write', ...options }, (client, sdk, how) =>
      client.send(
        new sdk.CompleteMultipartUploadCommand({
          Bucket: bucket.name,
          Key: key,
          UploadId: id,
          MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
          ...(expected === 'absent' ? { IfNoneMatch: '*' } : {}),
          ...bucket.unsealing(),
        }),
        how,
      ),
    );
    if (outcome.kind === 'refused' && isGone(outcome.refusal)) return { kind: 'gone', refusal: outcome.refusal };
    return bucket.storedOr(outcome, doing);
  }

  /** What is gone already is no error. */
  async giveUp({ key, id }: Upload, options: CallOptions, doing: string): Promise<void> {
    const bucket = this.#bucket;
    const outcome = await bucket.connection.send({ kind: 'delete', ...options }, (client, sdk, how) =>
      client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket.name, Key: key, UploadId: id }), how),
    );
    if (outcome.kind === 'refused' && !isGone(outcome.refusal)) throw bucket.explain(outcome.refusal, doing);
  }

  /** Unfinished ones whose keys begin so. */
  async *list(prefix: string, options: CallOptions, doing: string): AsyncGenerator<Upload> {
    const bucket = this.#bucket;
    for (let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}; ;) {
      const page: ListMultipartUploadsCommandOutput = await bucket.request(
        { kind: 'list', ...options },
        doing,
        (client, sdk, how) =>
          client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix: prefix, ...marker }), how),
      );
      for (const { Key: key = '', UploadId: id = '', Initiated } of page.Uploads ?? []) {
        yield { key, id, begun: Initiated?.getTime() ?? 0 };
      }
      if (page.IsTruncated !== true) return;
      marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  async parts({ key, id }: Upload, options: CallOptions, doing: string): Promise<ReadonlyMap<number, UploadedPart>> {
    const bucket = this.#bucket;
    const found = new Map<number, UploadedPart>();
    for (let marker: string | undefined; ;) {
      const page: ListPartsCommandOutput = await bucket.request(
        { kind: 'list', ...options },
        doing,
        (client, sdk, how) =>
          client.send(
            new sdk.ListPartsCommand({ Bucket: bucket.name, Key: key, UploadId: id, PartNumberMarker: marker }),
            how,
          ),
      );
      for (const { PartNumber: number = 0, Size: size = 0, ETag = '' } of page.Parts ?? []) {
        found.set(number, { number, size, etag: bareTag(ETag) });
      }
      marker = page.NextPartNumberMarker;
      if (page.IsTruncated !== true || marker === undefined) return found;
    }
  }
}

function isGone({ code }: Refusal): boolean {
  return code === 'NoSuchUpload' || code === 'InvalidPart';
}
