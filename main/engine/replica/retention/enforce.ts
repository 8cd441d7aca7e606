// Removes from one destination what its policy does not keep: looks first, proves what will carry the rest alone, then
// removes in steps between which it may be stopped, killed, or made to wait for a restore.
import { throwIfAborted } from '../../base/abort.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Destination, LtxInfo } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { HistoryGate } from '../history-gate.ts';
import type { Holdings } from '../holdings.ts';
import { planRetention, type RetentionPlan } from './plan.ts';
import type { Damage, Proofs, Prove } from './proofs.ts';
import type { RetentionWindows } from './windows.ts';

/** Files removed at a time. */
const BATCH = 100;

export interface EnforceOptions {
  readonly destination: Pick<Destination, 'remove'>;
  readonly holdings: Holdings;
  /** Looks at the destination anew. `unfit` when our history cannot be continued there just now. */
  readonly recheck: () => Promise<'fit' | 'unfit'>;
  /** Whether others may have written, or removed, there since it was looked at. */
  readonly isOvertaken: () => boolean;
  readonly gate: HistoryGate;
  readonly windows: RetentionWindows;
  readonly now: () => number;
  /** Asked before every step: what is pinned meanwhile stays. */
  readonly pinned: () => ReadonlySet<Txid>;
  readonly proofs: Proofs;
  readonly prove: Prove;
  /** Steps `verify` and `remove`, in bytes. */
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface Retained {
  /** What was removed. */
  readonly files: number;
  readonly bytes: number;
  /** Files that were found damaged on the way. Nothing that could do without them was removed. */
  readonly damaged: readonly Damage[];
}

/** Asks the destination for nothing while there is nothing to remove. Throws what it throws, or `aborted`. */
export async function enforceRetention(options: EnforceOptions): Promise<Retained> {
  const run = new Run(options);
  try {
    await run.toEnd();
    return run.done;
  } catch (error) {
    options.holdings.drop();
    throw error;
  }
}

class Run {
  readonly #options: EnforceOptions;
  #files = 0;
  #bytes = 0;
  #damaged: readonly Damage[] = [];

  constructor(options: EnforceOptions) {
    this.#options = options;
  }

  get done(): Retained {
    return { files: this.#files, bytes: this.#bytes, damaged: this.#damaged };
  }

  /** Plans again whenever something was pinned meanwhile, or the destination is not as it was when it was looked at. */
  async toEnd(): Promise<void> {
    const { holdings, recheck, signal } = this.#options;
    for (;;) {
      if (this.#plan(await holdings.files(signal)).plan.remove.length === 0) return;
      if ((await recheck()) === 'unfit') return;
      const files = await holdings.files(signal);
      const listing = holdings.listings;
      if ((await this.#remove(await this.#provedPlan(files), listing)) === 'all') return;
    }
  }

  #plan(files: readonly LtxInfo[]): Planned {
    const { windows, now, pinned, proofs } = this.#options;
    this.#damaged = proofs.damaged(files);
    const pins = new Set(pinned());
    const unusable = new Set(this.#damaged.map(({ file }) => file));
    return { plan: planRetention({ files, windows, now: now(), pinned: pins, unusable }), pins };
  }

  /** Each time a file turns out damaged another plan is made, which does without it. */
  async #provedPlan(files: readonly LtxInfo[]): Promise<Planned> {
    for (;;) {
      const planned = this.#plan(files);
      const open = this.#options.proofs.unproved(planned.plan.prove);
      if (open.length === 0) return planned;
      for (const file of open) await this.#prove(file);
    }
  }

  async #prove(file: LtxInfo): Promise<void> {
    const { proofs, prove, signal } = this.#options;
    throwIfAborted(signal, 'proving what is kept');
    await proofs.prove(file, prove);
  }

  /** `outdated`: stopped since something was pinned, or came to pass, that the plan did not know of. */
  async #remove({ plan, pins }: Planned, listing: number): Promise<'all' | 'outdated'> {
    const { destination, gate, signal } = this.#options;
    const total = this.#bytes + plan.remove.reduce((sum, { size }) => sum + size, 0);
    for (let at = 0; at < plan.remove.length; at += BATCH) {
      const batch = plan.remove.slice(at, at + BATCH);
      const step = async (): Promise<'removed' | 'outdated'> => {
        if (!this.#isStillPinned(pins) || !this.#isAsListed(listing)) return 'outdated';
        await destination.remove(batch);
        return 'removed';
      };
      if ((await gate.removing(step, signal)) === 'outdated') return 'outdated';
      this.#count(batch, total);
    }
    return 'all';
  }

  #isStillPinned(pins: ReadonlySet<Txid>): boolean {
    return [...this.#options.pinned()].every((txid) => pins.has(txid));
  }

  /** Proving takes long: another may have had the pen meanwhile, and removed what the plan leaves as the only way. */
  #isAsListed(listing: number): boolean {
    return this.#options.holdings.listings === listing && !this.#options.isOvertaken();
  }

  #count(batch: readonly LtxInfo[], total: number): void {
    const { holdings, onProgress } = this.#options;
    holdings.removed(batch);
    this.#files += batch.length;
    this.#bytes += batch.reduce((sum, { size }) => sum + size, 0);
    onProgress({ step: 'remove', done: this.#bytes, total });
  }
}

interface Planned {
  readonly plan: RetentionPlan;
  readonly pins: ReadonlySet<Txid>;
}
