// Uploads that nobody will finish: they are invisible, and paid for. Those of this place that are older than a day are ended.
import type { Bucket, CallOptions } from './bucket.ts';
import { isObjectKey, keyIn } from './layout.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Ms. Longer than any file takes that is still being sent. */
const FORGOTTEN = 24 * 3600 * 1000;

/** All but those of `key`, which has just been written. */
export async function endForgotten(
  bucket: Bucket,
  uploads: Uploads,
  key: string,
  options: CallOptions,
): Promise<void> {
  const { location, clock } = bucket.options;
  const limit = clock.now() - FORGOTTEN;
  const isForgotten = (upload: Upload): boolean =>
    upload.begun < limit && upload.key !== key && isObjectKey(location.path, upload.key);
  for await (const upload of uploads.list(
    keyIn(location.path, ''),
    { signal: options.signal },
    'look for unfinished uploads',
  )) {
    if (isForgotten(upload)) await uploads.giveUp(upload, options, 'end an upload that was left behind');
  }
}
