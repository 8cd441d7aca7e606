// An S3 server for tests: a real one.
//
//   const s3 = useS3();                      // at the top of a test file, or of a describe
//   test('…', async () => {
//     const { location, secrets } = s3;      // a fresh, empty bucket of this test's own; path `db`
//     const before = await s3.mark();
//     …
//     expect(await s3.requests(before)).toEqual([]);     // what the server itself has logged for this bucket
//   });
//
// It is the one of TIDEMARK_TEST_S3 (`http://host:port,key,secret`), else radosgw from Debian's packages, started once per
// run. Where neither can be had, the tests are skipped, each with the reason. `s3.client` is the SDK's own, for what
// destinations do not do.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, type TestContext } from 'vitest';
import type { S3Location, Secrets } from '../../main/engine/destination/location.ts';
import { removeBucket } from './s3-bucket.ts';
import { AccessLog, type LoggedRequest } from './s3-log.ts';
import { serverOfRun, type ServerState } from './run.ts';

export interface S3ServerFacts {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The file of its access log; absent for a server of somebody else's. */
  readonly log?: string;
}

/** Ms: the first test of a machine waits for 120 MB of packages. */
const PATIENCE = 600_000;

export async function s3Server(): Promise<ServerState<S3ServerFacts>> {
  const given = process.env['TIDEMARK_TEST_S3'];
  if (given === undefined || given === '')
    return serverOfRun('radosgw', join(import.meta.dirname, 'radosgw/main.ts'));
  const [endpoint, accessKeyId, secretAccessKey] = given.split(',');
  if (endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    return { kind: 'missing', reason: 'TIDEMARK_TEST_S3 is not of the form url,key,secret' };
  }
  return { kind: 'ready', facts: { endpoint, accessKeyId, secretAccessKey } };
}

/** Its getters are for use within tests and their hooks. */
export class S3Fixture {
  #server: ServerState<S3ServerFacts> | undefined;
  #client: S3Client | undefined;
  #bucket: string | undefined;
  #log: AccessLog | undefined;

  get #facts(): S3ServerFacts {
    if (this.#server?.kind !== 'ready') throw new Error('the S3 server is there within tests only');
    return this.#server.facts;
  }

  get endpoint(): string {
    return this.#facts.endpoint;
  }

  get secrets(): Secrets {
    const { accessKeyId, secretAccessKey } = this.#facts;
    return { 'access-key-id': accessKeyId, 'secret-access-key': secretAccessKey };
  }

  get bucket(): string {
    if (this.#bucket === undefined) throw new Error('a bucket is there within tests only');
    return this.#bucket;
  }

  get location(): S3Location {
    return this.at('db');
  }

  /** Another place in this test's bucket. */
  at(path: string): S3Location {
    return {
      kind: 's3',
      bucket: this.bucket,
      path,
      endpoint: this.endpoint,
      region: 'us-east-1',
      addressing: 'path',
    };
  }

  get client(): S3Client {
    const { endpoint, accessKeyId, secretAccessKey } = this.#facts;
    const credentials = { accessKeyId, secretAccessKey };
    this.#client ??= new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
    return this.#client;
  }

  /** A moment in the server's log, to count from. */
  async mark(): Promise<number> {
    return (await this.#log?.position()) ?? 0;
  }

  /** What the server has answered for this test's bucket since, in order, all that was answered before this call. */
  async requests(since: number): Promise<LoggedRequest[]> {
    const log = this.#log;
    if (log === undefined) throw new Error('this server keeps no log here: ask `hasLog` first');
    const all = await log.since(since);
    return all.filter(({ path }) => path === `/${this.bucket}` || path.startsWith(`/${this.bucket}/`));
  }

  get hasLog(): boolean {
    return this.#log !== undefined;
  }

  /** Set up with keys for encryption (`tests` in its KMS), and plain http is good enough for those of customers. */
  get isOurs(): boolean {
    return this.hasLog;
  }

  async start(): Promise<void> {
    this.#server = await s3Server();
    if (this.#server.kind !== 'ready') return;
    const { log, endpoint } = this.#server.facts;
    if (log !== undefined) this.#log = new AccessLog(log, endpoint);
  }

  async begin(test: Pick<TestContext, 'skip'>): Promise<void> {
    if (this.#server?.kind === 'missing') test.skip(`no S3 server: ${this.#server.reason}`);
    if (this.#server?.kind === 'broken') throw new Error(`the S3 server did not start: ${this.#server.reason}`);
    this.#bucket = `tidemark-${randomBytes(8).toString('hex')}`;
    await this.client.send(new CreateBucketCommand({ Bucket: this.#bucket }));
  }

  async end(): Promise<void> {
    if (this.#bucket !== undefined) await removeBucket(this.client, this.#bucket);
    this.#bucket = undefined;
  }

  stop(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }
}

export function useS3(): S3Fixture {
  const fixture = new S3Fixture();
  beforeAll(() => fixture.start(), PATIENCE);
  beforeEach(({ skip }) => fixture.begin({ skip }));
  afterEach(() => fixture.end());
  afterAll(() => {
    fixture.stop();
  });
  return fixture;
}
