// How much of the past is kept: what a policy would mean, and enforcing the one that is set.
import { unlessAborted } from '../../base/abort.ts';
import { requireAll } from '../../base/settled.ts';
import { planRetention, type RetentionPlan } from '../../replica/retention/plan.ts';
import { windowsOf } from '../../replica/retention/windows.ts';
import { listAll } from '../../restore/source.ts';
import type { RetentionPreview, Work } from '../engine.ts';
import { joinPreviews, previewOf } from '../retention/preview.ts';
import type { RetentionPolicy } from '../views.ts';
import { carryOut } from './carry-out.ts';
import { requirePolicy } from './configure.ts';
import type { Core } from './core.ts';
import type { DatabaseEntry } from './database-book.ts';
import { storesOf } from './history.ts';

/**
 * Of all databases whose destinations answer, when no one is named; else rejects when they do not. Without a policy: of
 * what is set for each.
 */
export async function previewRetention(
  core: Core,
  id: string | undefined,
  policy: RetentionPolicy | undefined,
): Promise<RetentionPreview> {
  if (policy !== undefined) requirePolicy(policy);
  const entries = core.databases.some(id === undefined ? undefined : [id]);
  const results = await Promise.allSettled(entries.map((entry) => plansOf(core, entry, policy)));
  const failed = results.find((result) => result.status === 'rejected');
  const plans = results.filter((result) => result.status === 'fulfilled');
  if (failed !== undefined && (id !== undefined || plans.length === 0)) throw failed.reason;
  return joinPreviews(plans.map(({ value }) => previewOf(value)));
}

function plansOf(
  core: Core,
  entry: DatabaseEntry,
  policy: RetentionPolicy | undefined,
): Promise<readonly RetentionPlan[]> {
  const { agent } = entry.managed;
  const windows = windowsOf(policy ?? core.databases.effective(entry).retention);
  if (agent !== undefined) return agent.planRetention(windows, new AbortController().signal);
  const { clock } = core.services;
  const pinned = new Set(entry.marks.map(({ txid }) => BigInt(txid)));
  const plans = storesOf(core, entry).map(async (store) => {
    const files = await listAll(store, 'listed');
    return planRetention({ files, windows, now: clock.now(), pinned });
  });
  return Promise.all(plans);
}

/** Resolves to bytes freed. Of all that are followed, when no one is named; rejects with the first reason after all. */
export async function applyRetention(core: Core, id: string | undefined, work: Work): Promise<number> {
  const entries = core.databases.some(id === undefined ? undefined : [id]);
  const results = await Promise.allSettled(entries.map((entry) => applyOne(core, entry, work)));
  return requireAll(results).reduce((sum, freed) => sum + freed, 0);
}

async function applyOne(core: Core, entry: DatabaseEntry, work: Work): Promise<number> {
  const agent = await unlessAborted(entry.managed.running(), work.signal, 'removing old history');
  // What is paused is left alone altogether.
  if (agent === undefined) return 0;
  const facts = { kind: 'retention', files: 0, bytes: 0 } as const;
  return carryOut(core, facts, entry.about, work, ({ operation, signal, onProgress }) =>
    entry.journal.retainingByHand(async () => {
      const done = await agent.enforceRetention({ signal, onProgress });
      const files = done.reduce((sum, one) => sum + one.files, 0);
      const bytes = done.reduce((sum, one) => sum + one.bytes, 0);
      await operation.done({ kind: 'retention', files, bytes });
      return bytes;
    }),
  );
}
