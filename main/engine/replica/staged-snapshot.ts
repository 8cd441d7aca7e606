// A big snapshot for a costly destination is written to the local disk before it is sent: an upload that is cut off goes
// on with the same bytes, also after a restart, and the database is held only for as long as the local disk takes.
import { type Destination, SNAPSHOT_LEVEL } from '../destination/destination.ts';
import type { Checksum } from '../ltx/checksum.ts';
import type { Txid } from '../ltx/txid.ts';
import type { LocalFile, LocalFiles } from './levels/local-files.ts';
import { checksumAt, type Outbox, type Snapshot } from './outbox.ts';

/** Smaller ones are taken again as fast as they are read back, bytes of the database. */
const WORTH_STAGING = 32 << 20;

export interface SnapshotToSend extends Snapshot {
  readonly checksum: Checksum | undefined;
  /** It is there now. */
  readonly done: () => void;
}

export interface StagingOptions {
  readonly outbox: Outbox;
  readonly reading: Destination['reading'];
  readonly local: LocalFiles | undefined;
}

/** Wraps the bytes on their way to the local disk, which may take as long as sending them. */
export type Beside = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

export class SnapshotStaging {
  readonly #options: StagingOptions;

  constructor(options: StagingOptions) {
    this.#options = options;
  }

  /** A snapshot that shows more than transaction `after`: one that was begun to be sent before, or a new one. */
  async next(after: Txid, beside: Beside, signal: AbortSignal): Promise<SnapshotToSend> {
    const begun = await this.#begun(after);
    if (begun !== undefined) return this.#staged(begun);
    const { outbox } = this.#options;
    const snapshot = await outbox.snapshot(signal);
    const { max, size } = snapshot;
    const local = this.#placeFor(size);
    if (local === undefined) return { ...snapshot, checksum: checksumAt(outbox, max), done: () => undefined };
    try {
      const ref = { level: SNAPSHOT_LEVEL, min: 1n, max };
      return await this.#staged(await local.keep(ref, beside(snapshot.bytes)));
    } finally {
      snapshot.dispose();
    }
  }

  #placeFor(size: number): LocalFiles | undefined {
    const { reading, local } = this.#options;
    const isWorthIt = reading === 'costly' && size >= WORTH_STAGING;
    return isWorthIt && local?.hasRoom(size) === true ? local : undefined;
  }

  /** What was begun and is of no use any more is removed. */
  async #begun(after: Txid): Promise<LocalFile | undefined> {
    const { local } = this.#options;
    let begun: LocalFile | undefined;
    for (const file of local?.level(SNAPSHOT_LEVEL).toReversed() ?? []) {
      if (begun === undefined && file.max > after && (await this.#isOurs(file))) begun = file;
      else local?.remove(file);
    }
    return begun;
  }

  /** Our changes follow it. Its number may have been given to another state since. */
  async #isOurs(file: LocalFile): Promise<boolean> {
    const { outbox, local } = this.#options;
    if (file.max > (outbox.head()?.txid ?? 0n) || outbox.next(file.max).kind === 'gap') return false;
    const states = await local!.states(file);
    return states !== undefined && states.post === checksumAt(outbox, file.max);
  }

  async #staged(file: LocalFile): Promise<SnapshotToSend> {
    const local = this.#options.local!;
    return {
      max: file.max,
      size: file.size,
      bytes: local.open(file),
      checksum: (await local.states(file))?.post,
      dispose: () => undefined,
      done: () => {
        local.remove(file);
      },
    };
  }
}
