// What is known of the files that others are removed for: each is read back once while we run.
import type { Clock } from '../../base/clock.ts';
import type { TidemarkError } from '../../base/errors.ts';
import type { LtxInfo } from '../../destination/destination.ts';

/** A damaged file is looked at again after this, ms: somebody may have put it right. */
const DAMAGE_BELIEVED = 24 * 3_600_000;

/** Reads a file to its end: resolves to what is wrong with it, undefined when it is sound. Rejects when it cannot be told. */
export type Prove = (file: LtxInfo) => Promise<TidemarkError | undefined>;

export interface Damage {
  readonly file: LtxInfo;
  readonly error: TidemarkError;
}

interface Finding {
  readonly error: TidemarkError | undefined;
  /** Monotonic ms. */
  readonly at: number;
}

export class Proofs {
  readonly #clock: Clock;
  readonly #known = new Map<string, Finding>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As far as is known without reading. */
  damaged(files: readonly LtxInfo[]): Damage[] {
    if (this.#known.size === 0) return [];
    return files.flatMap((file) => {
      const error = this.#find(file)?.error;
      return error === undefined ? [] : [{ file, error }];
    });
  }

  /** Those of `files` that are not known to be sound. */
  unproved(files: readonly LtxInfo[]): LtxInfo[] {
    return files.filter((file) => this.#find(file) === undefined);
  }

  async prove(file: LtxInfo, prove: Prove): Promise<void> {
    const error = await prove(file);
    this.#known.set(keyOf(file), { error, at: this.#clock.monotonic() });
  }

  #find(file: LtxInfo): Finding | undefined {
    const finding = this.#known.get(keyOf(file));
    const isOutdated = finding?.error !== undefined && this.#clock.monotonic() - finding.at > DAMAGE_BELIEVED;
    return isOutdated ? undefined : finding;
  }
}

/** A file that is not the same size or age is another one under its name. */
function keyOf({ level, min, max, size, createdAt }: LtxInfo): string {
  return `${level}/${min}-${max} ${size} ${createdAt}`;
}
