// Copying what there is now, because a person wants to know that it is done.
import { unlessAborted } from '../../base/abort.ts';
import { assertNever, type ErrorCode, TidemarkError } from '../../base/errors.ts';
import { requireAll } from '../../base/settled.ts';
import type { Work } from '../engine.ts';
import type { ErrorView } from '../views.ts';
import { carryOut } from './carry-out.ts';
import type { Core } from './core.ts';
import type { DatabaseEntry } from './database-book.ts';

/** All that are not paused when `ids` is absent. Rejects with the first reason after every one has been tried. */
export async function backUp(core: Core, ids: readonly string[] | undefined, work: Work): Promise<void> {
  const entries = core.databases.some(ids);
  const wanted = ids === undefined ? entries.filter(({ managed }) => managed.phase.kind !== 'paused') : entries;
  const results = await Promise.allSettled(wanted.map((entry) => backUpOne(core, entry, work)));
  requireAll(results);
}

async function backUpOne(core: Core, entry: DatabaseEntry, work: Work): Promise<void> {
  await carryOut(core, { kind: 'backup' }, entry.about, work, async ({ signal, onProgress }) => {
    const { managed } = entry;
    const agent = await unlessAborted(managed.running(), signal, `copying ${managed.name}`);
    if (agent === undefined) throw notRunning(entry);
    const stop = agent.progress.on(onProgress);
    try {
      await agent.sync(signal);
    } finally {
      stop();
    }
  });
}

function notRunning({ managed }: DatabaseEntry): TidemarkError {
  const state = managed.state();
  switch (state.kind) {
    case 'paused':
      return new TidemarkError('refused', `${managed.name} is paused`, { hint: 'Resume it first.' });
    case 'waiting':
    case 'failed':
      return errorOf(state.reason);
    case 'off':
    case 'opening':
    case 'safe':
    case 'behind':
      return new TidemarkError('aborted', `${managed.name} is being stopped`, { retry: 'later' });
    default:
      return assertNever(state);
  }
}

function errorOf({ code, message, hint }: ErrorView): TidemarkError {
  return new TidemarkError(code as ErrorCode, message, { hint, retry: 'later' });
}
