// A place of objects in memory. Its answers can be lost, before or after what was asked is done, and what asks for it again
// can overtake what is on its way.
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { JournalObjects } from '../../../main/engine/journal/objects.ts';

/** What becomes of one call that changes something. */
export type Fate = 'done' | 'lost before' | 'lost after';

export class MemoryObjects implements JournalObjects {
  readonly type = 's3';
  readonly objects = new Map<string, Uint8Array>();
  /** Of calls that change something. */
  calls = 0;
  lists = 0;
  fate: (call: number) => Fate = () => 'done';

  list(folder: string): Promise<{ name: string; size: number }[]> {
    this.lists++;
    const names = [...this.objects.keys()].filter((name) => name.startsWith(folder));
    return Promise.resolve(names.sort().map((name) => ({ name, size: this.objects.get(name)!.length })));
  }

  async *open(name: string): AsyncGenerator<Uint8Array> {
    const bytes = await Promise.resolve(this.objects.get(name));
    if (bytes === undefined) throw new TidemarkError('object-missing', `there is no ${name}`);
    yield bytes.subarray(0, 3);
    yield bytes.subarray(3);
  }

  async write(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    await this.#change(() => {
      if (this.objects.has(name)) throw new TidemarkError('object-exists', `${name} exists`);
      this.objects.set(name, Uint8Array.from(Buffer.concat(pieces)));
    });
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#change(() => this.objects.delete(name));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  copy(): MemoryObjects {
    const copy = new MemoryObjects();
    for (const [name, bytes] of this.objects) copy.objects.set(name, bytes);
    return copy;
  }

  #change(work: () => void): Promise<void> {
    const fate = this.fate(++this.calls);
    if (fate !== 'lost before') work();
    if (fate !== 'done') throw new TidemarkError('destination-failed', 'no answer came', { retry: 'later' });
    return Promise.resolve();
  }
}
