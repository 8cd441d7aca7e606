// Creating an object only where there is none: the server judges, or, where it cannot, one look right before.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Stored } from './answers.ts';
import type { Bucket } from './bucket.ts';

/** Others that write the same object are through after a few of these, ms. Doubles. */
const FIRST_WAIT = 40;
const TRIES = 6;

export interface Creation {
  readonly key: string;
  readonly signal: AbortSignal | undefined;
  readonly doing: string;
}

type Ended<R> = Exclude<R, { readonly kind: 'taken' | 'contended' | 'unconditional' }>;

/**
 * `write` under the condition that nothing is there. Throws `object-exists`. Who loses against others is told "taken", or
 * that it is contended: then it is asked again, until it is the one or the other.
 */
export async function conditionally<R extends Stored | { readonly kind: 'gone' }>(
  bucket: Bucket,
  creation: Creation,
  write: (expected: 'absent' | 'anything') => Promise<R>,
): Promise<Ended<R>> {
  const { key, signal, doing } = creation;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const stored = await write('absent');
    if (stored.kind === 'taken') throw existsError(bucket, key);
    if (stored.kind === 'unconditional') return unconditionally(bucket, creation, write);
    if (stored.kind !== 'contended') return stored as Ended<R>;
    throwIfAborted(signal, doing);
    const { clock, random } = bucket.options;
    await clock.sleep(FIRST_WAIT * 2 ** attempt * (0.5 + random.fraction()));
  }
  throw new TidemarkError(
    'destination-failed',
    `cannot ${doing} in ${bucket.place}: others are writing the same file`,
    {
      hint: 'Tidemark tries again by itself.',
      retry: 'now',
    },
  );
}

async function unconditionally<R extends Stored | { readonly kind: 'gone' }>(
  bucket: Bucket,
  { key, signal, doing }: Creation,
  write: (expected: 'anything') => Promise<R>,
): Promise<Ended<R>> {
  if ((await bucket.head(key, { signal }, doing)) !== undefined) throw existsError(bucket, key);
  return (await write('anything')) as Ended<R>;
}

export function existsError(bucket: Bucket, key: string): TidemarkError {
  return new TidemarkError('object-exists', `${bucket.place} holds a ${key} already`, {
    hint: 'Another writer stored it, or an earlier try of ours did.',
  });
}
