// Group commit: whoever writes while the disk is busy is written with all others at once, and waits for one sync with them.
import { TidemarkError } from '../base/errors.ts';
import { requireRecordable } from './record.ts';

/** Bytes of data of one write, at most; and of a group of several. */
export const MAX_GROUP_SIZE = 2 ** 22;

/** One write: its entries go together, in one piece. */
interface Waiting {
  readonly data: readonly Uint8Array[];
  readonly size: number;
  readonly resolve: (lastLsn: bigint) => void;
  readonly reject: (reason: unknown) => void;
}

export class WaitingWrites {
  readonly #commit: () => void;
  #waiting: Waiting[] = [];

  /** @param commit called when somebody waits of whom nobody knew: it is to lead to `take` */
  constructor(commit: () => void) {
    this.#commit = commit;
  }

  /** Resolves with the LSN of its last entry. `refused` when one entry, or all together, are too long. */
  async add(data: readonly Uint8Array[]): Promise<bigint> {
    const size = sizeOf(data);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ data, size, resolve, reject });
      if (this.#waiting.length === 1) this.#commit();
    });
  }

  /** The next group, the first that wait; `write` gets all its data and resolves with the LSN of the first. */
  async take(write: (data: readonly Uint8Array[]) => Promise<bigint>): Promise<void> {
    const group = this.#next();
    try {
      let lsn = await write(group.flatMap(({ data }) => data));
      for (const { data, resolve } of group) resolve((lsn += BigInt(data.length)) - 1n);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  #next(): readonly Waiting[] {
    let size = 0;
    let end = 0;
    while (end < this.#waiting.length && (end === 0 || size + this.#waiting[end]!.size <= MAX_GROUP_SIZE)) {
      size += this.#waiting[end++]!.size;
    }
    const group = this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(end);
    if (this.#waiting.length > 0) this.#commit();
    return group;
  }
}

function sizeOf(data: readonly Uint8Array[]): number {
  let size = 0;
  for (const one of data) {
    requireRecordable(one);
    size += one.length;
  }
  if (size <= MAX_GROUP_SIZE) return size;
  throw new TidemarkError('refused', `entries of ${size} bytes are too many for one write to the journal`, {
    hint: `Write them in parts of at most ${MAX_GROUP_SIZE} bytes. Nothing was written.`,
  });
}
