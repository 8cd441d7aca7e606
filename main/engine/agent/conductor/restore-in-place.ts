// The past put back into the live database, with the present kept, so that it can be undone: by a restore as well.
import { deadlineAfter } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { firstThatWorks } from '../../restore/best.ts';
import { restoreInPlace } from '../../restore/in-place/in-place.ts';
import type { InPlaceResult, InPlaceWay, PastSource } from '../../restore/in-place/options.ts';
import { systemOutputDisk } from '../../restore/output-disk.ts';
import type { Target } from '../../restore/point.ts';
import type { UndoRow } from '../catalogue/rows.ts';
import type { RestoredInPlace, Work } from '../engine.ts';
import { scratchDir } from '../home.ts';
import type { RestoreInPlaceFacts } from '../views.ts';
import { carryOut, type Conduct } from './carry-out.ts';
import type { Core } from './core.ts';
import type { DatabaseEntry } from './database-book.ts';
import { quietly } from './journaling.ts';
import { choose, once, skipped } from './restore.ts';
import { keptUntil, newSafetyPath, pruneSafetyCopies } from './safety.ts';

export async function putBack(core: Core, id: string, wanted: Target, work: Work): Promise<RestoredInPlace> {
  const entry = core.databases.get(id);
  return once(entry, 'restored', async () => {
    // So that the present is a point of the history as well, where that can be had.
    await bringUpToDate(core, entry, work.signal);
    const { stores, plan, target } = await choose(core, entry, wanted, work.signal);
    const { txid, createdAt: at } = plan.point;
    return apply(core, entry, { kind: 'restore-in-place', txid: Number(txid), at }, work, async (attempt) => {
      const { value } = await firstThatWorks(stores, skipped(core, entry), (destination) =>
        entry.gate.reading(() => attempt({ kind: 'history', destination, target })),
      );
      return value;
    });
  });
}

/** Puts the safety copy back that the restore `operation` has kept. `undo-not-possible` when it is gone. */
export async function undo(core: Core, operation: string, work: Work): Promise<RestoredInPlace> {
  const row = requireUndo(core, operation);
  const entry = core.databases.get(row.database);
  return once(entry, 'restored', () => {
    const facts = { kind: 'undo', txid: row.before, at: row.at } as const;
    return apply(core, entry, facts, work, (attempt) => attempt({ kind: 'file', path: row.safety }));
  });
}

function requireUndo({ catalogue, services }: Core, operation: string): UndoRow {
  const row = catalogue.undos().find((one) => one.operation === operation);
  if (row !== undefined && services.disk.existsSync(row.safety)) return row;
  throw new TidemarkError('undo-not-possible', 'the safety copy of that restore is not there any more', {
    hint: 'Safety copies are kept for 30 days. The state before the restore may still be in the timeline.',
  });
}

/** Longer than this a restore does not wait for the destinations to catch up first, ms. */
const SYNC_MS = 5000;

type Attempt = (from: PastSource) => Promise<InPlaceResult>;
type Going = Pick<RestoreInPlaceFacts, 'kind' | 'txid' | 'at'>;

async function apply(
  core: Core,
  entry: DatabaseEntry,
  going: Going,
  work: Work,
  body: (attempt: Attempt) => Promise<InPlaceResult>,
): Promise<RestoredInPlace> {
  const safety = newSafetyPath(core, entry.managed.id);
  const facts: RestoreInPlaceFacts = { ...going, before: newestOf(entry), safety };
  return carryOut(core, facts, entry.about, work, async (conduct) => {
    const attempted = new Attempted(core, entry, conduct, facts);
    const result = await body((from) => attempted.run(from)).finally(() => {
      entry.managed.goOn();
    });
    return finish(core, entry, conduct, { ...facts, before: attempted.before, safety: result.safety }, result);
  });
}

/** One restore, from as many destinations as it takes. */
class Attempted {
  readonly #core: Core;
  readonly #entry: DatabaseEntry;
  readonly #conduct: Conduct;
  readonly #facts: RestoreInPlaceFacts;
  #before: number;

  constructor(core: Core, entry: DatabaseEntry, conduct: Conduct, facts: RestoreInPlaceFacts) {
    this.#core = core;
    this.#entry = entry;
    this.#conduct = conduct;
    this.#facts = facts;
    this.#before = facts.before;
  }

  /** Newest transaction before anything was changed. */
  get before(): number {
    return this.#before;
  }

  run(from: PastSource): Promise<InPlaceResult> {
    const { home, jobs, random, clock, disk } = this.#core.services;
    const { operation, signal, onProgress } = this.#conduct;
    disk.mkdirSync(scratchDir(home), { recursive: true, mode: 0o700 });
    const services = { jobs, random, clock, disk: systemOutputDisk, signal, onProgress };
    return restoreInPlace({
      ...services,
      from,
      path: this.#entry.managed.path,
      scratchDir: scratchDir(home),
      safety: this.#facts.safety,
      beforeChange: (way) => this.#prepare(way),
      onCommit: () => {
        operation.tooLateToCancel();
      },
    });
  }

  /** Written before anything is changed: whatever happens then, the safety copy is known of. */
  async #prepare(way: InPlaceWay): Promise<void> {
    const { managed } = this.#entry;
    await managed.agent?.captureNow().catch(() => undefined);
    this.#before = newestOf(this.#entry);
    if (way === 'replace') await managed.standAside();
    this.#core.catalogue.addUndo(this.#undoRow());
  }

  #undoRow(): UndoRow {
    const { at: point, safety } = this.#facts;
    const at = this.#core.services.clock.now();
    const ids = { operation: this.#conduct.operation.id, database: this.#entry.managed.id };
    return { ...ids, safety, before: this.#before, point, at, until: keptUntil(at), spent: 'yes' };
  }
}

/** The past is in its place: what cannot be written down now makes no failure of that. */
async function finish(
  core: Core,
  entry: DatabaseEntry,
  { operation }: Conduct,
  facts: RestoreInPlaceFacts,
  { how, safety, seconds }: InPlaceResult,
): Promise<RestoredInPlace> {
  const { txid, at, before } = facts;
  quietly(() => {
    if (safety === '') core.catalogue.removeUndo(operation.id);
    else core.catalogue.offerUndo(entry.managed.id, operation.id);
    core.databases.reload(entry.managed.id);
  });
  await operation.done(facts);
  quietly(() => {
    pruneSafetyCopies(core);
  });
  entry.managed.wake();
  return { operation: operation.id, txid, at, before, safety, how, milliseconds: seconds * 1000 };
}

/** Captures what there is, and brings it to the destinations that can be reached now and are not far behind. */
async function bringUpToDate({ services }: Core, { managed }: DatabaseEntry, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const deadline = deadlineAfter(SYNC_MS, services.clock, over.signal);
  await managed.agent?.sync(AbortSignal.any([signal, deadline])).catch(() => undefined);
  over.abort();
}

function newestOf({ managed, facts }: DatabaseEntry): number {
  return Number(managed.agent?.status().txid ?? facts.txid);
}
