// Whether a bucket does what a destination must.
import type { Probe } from '../probe.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Opened } from './answers.ts';
import { Bucket } from './bucket.ts';
import { keyIn } from './layout.ts';
import type { S3Options } from './options.ts';
import { readWhole } from './read.ts';
import { serverAhead } from './wire.ts';

/** Large enough for a range in the middle. */
const PROBE_BYTES = 4096;
/** The range: offset and length. */
const [FROM, LENGTH] = [1000, 100];

/** Nothing is contacted before the first call. Throws `config` as `s3Destination` does. */
export function s3Probe(options: S3Options): Probe {
  return new S3Probe(options);
}

class S3Probe implements Probe {
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #bytes: Buffer;

  constructor(options: S3Options) {
    this.#bucket = new Bucket(options);
    const token = options.random.token(6);
    this.#key = keyIn(options.location.path, `.tidemark-test-${token}`);
    this.#bytes = Buffer.alloc(PROBE_BYTES, `tidemark ${token} `);
  }

  /** Asks for what is below the path: the keys must be known, and allowed to list. */
  async reach(signal: AbortSignal): Promise<void> {
    const page = { prefix: keyIn(this.#bucket.options.location.path, ''), limit: 1 };
    await this.#bucket.list(page, { signal }, 'look around').next();
  }

  async write(signal: AbortSignal): Promise<void> {
    const { storageClass } = this.#bucket.options.location;
    await this.#bucket.put(this.#key, this.#bytes, { storageClass, signal }, 'write a file');
  }

  async readBack(signal: AbortSignal): Promise<void> {
    const whole = await this.#read(undefined, signal);
    const part = await this.#read(`bytes=${FROM}-${FROM + LENGTH - 1}`, signal);
    if (whole.equals(this.#bytes) && part.equals(this.#bytes.subarray(FROM, FROM + LENGTH))) return;
    throw new TidemarkError(
      'destination-failed',
      `${this.#bucket.place}: what was read back is not what was written`,
      {
        hint: 'Do not use this place: it changes what it is given.',
      },
    );
  }

  async list(signal: AbortSignal): Promise<void> {
    for await (const page of this.#bucket.list({ prefix: this.#key, limit: 1 }, { signal }, 'list the bucket')) {
      if (page.some(({ key }) => key === this.#key)) return;
    }
    throw new TidemarkError(
      'destination-failed',
      `${this.#bucket.place}: what was written does not show up in its listing`,
      {
        hint: 'Choose a place that lists what it has at once.',
      },
    );
  }

  async exclusive(signal: AbortSignal): Promise<void> {
    const expected = { kind: 'absent' } as const;
    const stored = await this.#bucket.put(
      this.#key,
      this.#bytes,
      { expected, signal },
      'create a file that is there',
    );
    if (stored.kind === 'taken' || stored.kind === 'contended') return;
    const what =
      stored.kind === 'stored' ? 'overwrites what should be created only once' : 'does not know conditional writes';
    throw new TidemarkError('unsupported', `${this.#bucket.place}: the server ${what}`, {
      hint: "Two computers could damage each other's copies here: let only one of them write to it, or choose another place.",
    });
  }

  remove(signal: AbortSignal): Promise<void> {
    return this.#bucket.remove(this.#key, { signal }, 'remove a file');
  }

  /** From the time that answers carry, exact to a second. */
  async clock(signal: AbortSignal): Promise<number | undefined> {
    const doing = 'ask for the time';
    const { name, connection } = this.#bucket;
    const outcome = await connection.send({ kind: 'read', signal }, (client, sdk, how) =>
      client.send(new sdk.HeadBucketCommand({ Bucket: name }), how),
    );
    // A refusal has a time as well, and other steps tell of what is refused.
    const answer = outcome.kind === 'done' ? outcome.answer : outcome.refusal.answer;
    if (answer === undefined && outcome.kind === 'refused') throw this.#bucket.explain(outcome.refusal, doing);
    return serverAhead(answer);
  }

  /** Nobody can say. */
  space(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async cleanUp(): Promise<void> {
    await this.#bucket.remove(this.#key, {}, 'remove a file').catch(() => undefined);
    this.#bucket.close();
  }

  async #read(range: string | undefined, signal: AbortSignal): Promise<Buffer> {
    const doing = 'read what was written';
    const opened = await this.#bucket.get(this.#key, { ...(range === undefined ? {} : { range }), signal }, doing);
    if (isOpened(opened)) return readWhole(this.#bucket, opened, { limit: 2 * PROBE_BYTES, signal, doing });
    throw new TidemarkError('destination-failed', `${this.#bucket.place}: what was written is not there`, {
      hint: 'Choose a place that has at once what it is given.',
    });
  }
}

function isOpened(opened: Opened | string | undefined): opened is Opened {
  return typeof opened === 'object';
}
