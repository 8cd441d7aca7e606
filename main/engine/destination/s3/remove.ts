// Removing many objects: a thousand with one request, or one by one where the server knows nothing else.
import { throwIfAborted } from '../../base/abort.ts';
import type { TidemarkError } from '../../base/errors.ts';
import { mapBounded } from '../bounded.ts';
import type { Bucket, CallOptions } from './bucket.ts';
import { explain } from './refusal.ts';

const BATCH = 1000;
/** Single removals under way at once. */
const WIDTH = 16;
const DOING = 'remove files';

export class Removal {
  readonly #bucket: Bucket;
  #way: 'many' | 'single' = 'many';

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** All that can be removed is; the first that was refused is told. */
  async remove(keys: readonly string[], options: CallOptions): Promise<void> {
    let first: TidemarkError | undefined;
    for (let at = 0; at < keys.length; at += BATCH) {
      throwIfAborted(options.signal, 'removing files');
      first ??= await this.#removeBatch(keys.slice(at, at + BATCH), options);
    }
    if (first !== undefined) throw first;
  }

  async #removeBatch(keys: readonly string[], options: CallOptions): Promise<TidemarkError | undefined> {
    if (this.#way === 'many') {
      const refused = await this.#bucket.removeMany(keys, options, DOING);
      if (refused !== 'unknown') return this.#firstError(refused);
      this.#way = 'single';
    }
    await mapBounded(keys, WIDTH, (key) => this.#bucket.remove(key, options, `remove ${key}`));
    return undefined;
  }

  #firstError(
    refused: readonly { readonly key: string; readonly code: string; readonly message: string }[],
  ): TidemarkError | undefined {
    const [first] = refused;
    if (first === undefined) return undefined;
    const { key, code, message } = first;
    const refusal = { status: 200, code, error: new Error(message), answer: undefined };
    const others = refused.length === 1 ? '' : ` and ${refused.length - 1} others`;
    return explain(refusal, this.#bucket.options.location, `remove ${key}${others}`);
  }
}
