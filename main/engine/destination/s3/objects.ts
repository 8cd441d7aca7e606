// Small objects in a bucket that are changed only by who knows what they hold: S3 judges the conditions itself.
import { assertNever, TidemarkError } from '../../base/errors.ts';
import type { ConditionalStore, Expectation, TaggedObject } from '../conditional.ts';
import { Bucket } from './bucket.ts';
import { keyIn } from './layout.ts';
import type { S3Options } from './options.ts';
import { readWhole } from './read.ts';
import { formatS3Url } from './url.ts';

/** Bytes: what is larger was not written by us. */
const LARGEST = 1024 * 1024;

/** Nothing is contacted before the first call. Throws `config` as `s3Destination` does. */
export function s3Objects(options: S3Options): ConditionalStore {
  return new S3Objects(options);
}

class S3Objects implements ConditionalStore {
  readonly url: string;
  readonly #bucket: Bucket;

  constructor(options: S3Options) {
    this.url = formatS3Url(options.location);
    this.#bucket = new Bucket(options);
  }

  async read(name: string, signal?: AbortSignal): Promise<TaggedObject | undefined> {
    const doing = `read ${name}`;
    const opened = await this.#bucket.get(this.#key(name), { signal }, doing);
    if (opened === undefined || opened === 'stale' || opened === 'beyond') return undefined;
    const bytes = await readWhole(this.#bucket, opened, { limit: LARGEST, signal, doing });
    const { etag, serverTime } = opened;
    return { bytes, etag, ...(serverTime === undefined ? {} : { serverTime }) };
  }

  async write(
    name: string,
    bytes: Uint8Array,
    expected: Expectation,
    signal?: AbortSignal,
  ): Promise<{ readonly etag: string } | 'lost'> {
    const stored = await this.#bucket.put(this.#key(name), bytes, { expected, signal }, `write ${name}`);
    switch (stored.kind) {
      case 'stored':
        return { etag: stored.etag };
      case 'taken':
      case 'contended':
        return 'lost';
      case 'unconditional':
        throw unsupported(this.#bucket.place);
      default:
        return assertNever(stored);
    }
  }

  #key(name: string): string {
    return keyIn(this.#bucket.options.location.path, name);
  }
}

function unsupported(place: string): TidemarkError {
  return new TidemarkError('unsupported', `${place}: the server does not know conditional writes`, {
    hint: 'Several computers cannot take turns writing there. Let only one of them write to it.',
  });
}
