// Bringing the past back as a file of its own, and what every restore needs: the point, and one at a time.
import { TidemarkError } from '../../base/errors.ts';
import type { Destination } from '../../destination/destination.ts';
import { bestFirst, firstThatWorks } from '../../restore/best.ts';
import { systemOutputDisk } from '../../restore/output-disk.ts';
import type { RestorePlan } from '../../restore/plan.ts';
import type { Target } from '../../restore/point.ts';
import { restoreToFile } from '../../restore/restore.ts';
import { planOf } from '../../restore/source.ts';
import type { RestoreCopyRequest, RestoredCopy, Work } from '../engine.ts';
import { canonicalPath } from '../home.ts';
import { carryOut } from './carry-out.ts';
import { registeredAs, requireOutsideOurs } from './check.ts';
import type { Core } from './core.ts';
import type { DatabaseEntry, Taken } from './database-book.ts';
import { storesOf } from './history.ts';
import { noteDone } from './journaling.ts';
import { wholePath } from './whole-path.ts';

/** A point, and the destinations to get it from, the likeliest first. */
export interface Chosen {
  readonly stores: readonly Destination[];
  readonly plan: RestorePlan;
  /** That very point: what is captured meanwhile does not move it. */
  readonly target: Target;
}

export async function choose(core: Core, entry: DatabaseEntry, target: Target, signal: AbortSignal): Promise<Chosen> {
  const planAt = (store: Destination): Promise<RestorePlan> => planOf(store, target, signal);
  const stores = await bestFirst(storesOf(core, entry), planAt);
  const first = await firstThatWorks(stores, () => undefined, planAt);
  return { stores, plan: first.value, target: { kind: 'txid', txid: first.value.point.txid } };
}

export async function restoreCopy(core: Core, request: RestoreCopyRequest, work: Work): Promise<RestoredCopy> {
  const entry = core.databases.get(request.database);
  const output = requireOutput(core, request.output);
  const { clock, jobs, random } = core.services;
  return once(entry, 'restored', async () => {
    const { stores, plan, target } = await choose(core, entry, request.target, work.signal);
    const { txid, createdAt: at } = plan.point;
    const facts = { kind: 'restore-copy', txid: Number(txid), at, output } as const;
    return carryOut(core, facts, entry.about, work, async ({ operation, signal, onProgress }) => {
      const how = { target, output, overwrite: 'refuse', check: 'quick', disk: systemOutputDisk } as const;
      const { value } = await firstThatWorks(stores, skipped(core, entry), (destination) =>
        entry.gate.reading(() => restoreToFile({ destination, ...how, jobs, random, clock, onProgress, signal })),
      );
      return {
        operation: operation.id,
        path: output,
        txid: Number(value.txid),
        at,
        size: value.commit * value.pageSize,
        proved: value.proved,
        milliseconds: value.seconds * 1000,
      };
    });
  });
}

/** A destination that could not be used is worth knowing of, also when another one could. */
export function skipped(core: Core, entry: DatabaseEntry): (url: string, reason: TidemarkError) => void {
  return (url, { code, message, hint }) => {
    const destination = entry.managed.copies.find((copy) => copy.url === url)?.destination;
    const about = { ...entry.about, ...(destination === undefined ? {} : { destination }) };
    noteDone(core.log, { kind: 'trouble' }, about, { code, message, hint });
  };
}

/** Two restores of one database, or a restore of one that is taken off, would get in each other's way. */
export async function once<T>(entry: DatabaseEntry, doing: Taken, work: () => Promise<T>): Promise<T> {
  if (entry.taken !== undefined) {
    throw new TidemarkError('busy', `${entry.managed.name} is being ${entry.taken} already`, {
      hint: entry.taken === 'restored' ? 'Wait for that restore to end, or cancel it.' : 'It will be gone in a moment.',
      retry: 'later',
    });
  }
  entry.taken = doing;
  try {
    return await work();
  } finally {
    entry.taken = undefined;
  }
}

/** The path as it will be; refused where a restored file would be in the way. */
function requireOutput(core: Core, text: string): string {
  const output = canonicalPath(wholePath(core, text));
  const registered = registeredAs(core, output);
  if (registered !== undefined) {
    throw new TidemarkError('refused', `${output} is protected itself`, {
      hint: 'Choose another name for the copy, or restore in place.',
    });
  }
  requireOutsideOurs(core, output, (cause) => {
    return new TidemarkError('refused', cause.message, { hint: cause.hint, cause });
  });
  return output;
}
