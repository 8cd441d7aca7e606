// Stopping for a while, going on, and taking a database off for good.
import { TidemarkError } from '../../base/errors.ts';
import type { Core } from './core.ts';
import { noteDone } from './journaling.ts';
import { once } from './restore.ts';

/** Resolves when nothing holds their files any more. */
export async function pause(core: Core, ids: readonly string[] | undefined, until: number | undefined): Promise<void> {
  const { databases, services, log } = core;
  if (until !== undefined && until <= services.clock.now()) {
    throw new TidemarkError('usage', 'the pause would be over already', { hint: 'Choose a time to come.' });
  }
  const pausing = databases.some(ids);
  const span = until === undefined ? {} : { until };
  for (const { about } of pausing) noteDone(log, { kind: 'pause', ...span }, about);
  await Promise.all(pausing.map(({ managed }) => databases.pause(managed.id, span)));
}

/** They are on their way when this returns. */
export function resume({ databases, log }: Core, ids: readonly string[] | undefined): void {
  const paused = databases.some(ids).filter(({ managed }) => managed.isPaused());
  for (const { managed, about } of paused) {
    databases.resume(managed.id);
    noteDone(log, { kind: 'resume' }, about);
  }
}

/** Its history stays where it is, and so do safety copies. */
export function unregister({ databases, log, turn }: Core, id: string): Promise<void> {
  const entry = databases.get(id);
  // In turn with registering: who asks for it again at once gets a new one, not the one that goes.
  return once(entry, 'taken off', () =>
    turn.run(async () => {
      await databases.remove(id);
      noteDone(log, { kind: 'unregister', path: entry.managed.path }, entry.about);
    }),
  );
}
