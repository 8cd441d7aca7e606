// Uploads that nobody will finish: they are invisible, and paid for. Those of ours that are older than a day are ended.
import type { Bucket, CallOptions } from './bucket.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Ms. Longer than any file takes that is still being sent. */
const FORGOTTEN = 24 * 3600 * 1000;

export interface Forgotten {
  /** What the keys begin with. */
  readonly prefix: string;
  /** False for what others keep in the same bucket. */
  readonly isOurs: (key: string) => boolean;
  /** Has just been written: its uploads are left alone. */
  readonly written: string;
}

export async function endForgotten(
  bucket: Bucket,
  uploads: Uploads,
  { prefix, isOurs, written }: Forgotten,
  options: CallOptions,
): Promise<void> {
  const limit = bucket.options.clock.now() - FORGOTTEN;
  const isForgotten = ({ begun, key }: Upload): boolean => begun < limit && key !== written && isOurs(key);
  for await (const upload of uploads.list(prefix, { signal: options.signal }, 'look for unfinished uploads')) {
    if (isForgotten(upload)) await uploads.giveUp(upload, options, 'end an upload that was left behind');
  }
}
