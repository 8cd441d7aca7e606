// The SDK's client for one place: loaded when the first request is made, so that whoever keeps no copies in S3 never loads it.
import type * as S3Sdk from '@aws-sdk/client-s3';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { throwIfAborted } from '../../base/abort.ts';
import { isTidemarkError } from '../../base/errors.ts';
import { signingKeys } from './keys.ts';
import { PATIENCE, type S3Options } from './options.ts';
import { isArn, type Manner, mannerOf } from './provider.ts';
import { type Answer, type Attempt, type Call, during, wire } from './wire.ts';
import { isAbort, notS3, type Refusal, refusalOf } from './refusal.ts';

export type Sdk = typeof S3Sdk;

export type Outcome<T> =
  | { readonly kind: 'done'; readonly output: T; readonly answer: Answer | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Sends commands with the client; what it gets are the options of that sending. */
export type Work<T> = (client: S3Client, sdk: Sdk, options: { readonly abortSignal?: AbortSignal }) => Promise<T>;

interface Connected {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

const SOCKETS = 128;
/** A connection that was closed while idle is found out by the next request; what is worse is waited out by the caller. */
const ATTEMPTS = 2;
/** Where Amazon answers for all regions. */
const FIRST_REGION = 'us-east-1';

export class Connection {
  readonly #options: S3Options;
  readonly manner: Manner;
  #connected: Promise<Connected> | undefined;
  #region: string | undefined;

  constructor(options: S3Options) {
    this.#options = options;
    this.manner = mannerOf(options.location);
    this.#region = options.location.region ?? (options.location.endpoint === undefined ? undefined : FIRST_REGION);
  }

  /** Throws `aborted`, what the permit threw, and `config`; everything else is told as a refusal. */
  async send<T>(call: Call, work: Work<T>): Promise<Outcome<T>> {
    throwIfAborted(call.signal, 'the request');
    const { sdk, client } = await this.#connect();
    return attemptWith(call, () => work(client, sdk, call.signal === undefined ? {} : { abortSignal: call.signal }));
  }

  close(): void {
    const connected = this.#connected;
    this.#connected = undefined;
    connected?.then(
      ({ client }) => {
        client.destroy();
      },
      () => undefined,
    );
  }

  #connect(): Promise<Connected> {
    this.#connected ??= this.#open().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    return this.#connected;
  }

  async #open(): Promise<Connected> {
    const sdk = await import('@aws-sdk/client-s3');
    this.#region ??= await this.#lookUpRegion(sdk);
    return { sdk, client: this.#client(sdk, this.#region) };
  }

  /** The answer to any request for a bucket names its region, also one that is refused. */
  async #lookUpRegion(sdk: Sdk): Promise<string> {
    const { bucket } = this.#options.location;
    if (isArn(bucket)) return bucket.split(':')[3] ?? FIRST_REGION;
    const client = this.#client(sdk, FIRST_REGION);
    const attempt: Attempt = { call: { kind: 'read' } };
    await during(attempt, () => client.send(new sdk.HeadBucketCommand({ Bucket: bucket }))).catch(() => undefined);
    client.destroy();
    return attempt.answer?.headers['x-amz-bucket-region'] ?? FIRST_REGION;
  }

  #client(sdk: Sdk, region: string): S3Client {
    const { location, traffic, clock } = this.#options;
    const client = new sdk.S3Client(this.#settings(region));
    const payload = location.signPayload === 'no' ? 'unsigned' : 'signed';
    wire(client, { traffic, now: () => clock.now(), manner: this.manner, payload });
    return client;
  }

  /** Explicit, so that the machine's settings for other programs (checksums, retries, agents) do not reach here. */
  #settings(region: string): S3ClientConfig {
    const { location, patience = PATIENCE } = this.#options;
    const keys = signingKeys(this.#options);
    const agent = { keepAlive: true, maxSockets: SOCKETS };
    const checksums = this.manner.checksums === 'always' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
    return {
      region,
      ...(location.endpoint === undefined ? {} : { endpoint: location.endpoint }),
      ...(keys === undefined ? {} : { credentials: keys }),
      ...(location.profile === undefined ? {} : { profile: location.profile }),
      forcePathStyle: this.manner.addressing === 'path',
      useArnRegion: true,
      followRegionRedirects: false,
      requestChecksumCalculation: checksums,
      // Only what is read whole could be checked by the SDK; LTX files carry sums of their own.
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: ATTEMPTS,
      retryMode: 'standard',
      requestHandler: {
        connectionTimeout: patience.connect,
        socketTimeout: patience.idle,
        httpAgent: agent,
        httpsAgent: { ...agent, rejectUnauthorized: location.verifyTls !== 'no' },
      },
      logger: SILENT,
    };
  }
}

const nothing = (): void => undefined;
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

async function attemptWith<T>(call: Call, work: () => Promise<T>): Promise<Outcome<T>> {
  const attempt: Attempt = { call };
  try {
    const output = await during(attempt, work);
    const { answer } = attempt;
    // A network that wants a sign-in first answers everything with a page of its own.
    if (answer?.headers['content-type']?.startsWith('text/html') === true)
      return { kind: 'refused', refusal: notS3(answer) };
    return { kind: 'done', output, answer };
  } catch (error) {
    if (attempt.refused !== undefined) throw attempt.refused.error;
    if (isTidemarkError(error)) throw error;
    if (isAbort(error)) throwIfAborted(call.signal, 'the request');
    return { kind: 'refused', refusal: refusalOf(error, attempt.answer) };
  }
}
