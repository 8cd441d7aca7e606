// What a person may decide: for one database, for where it is copied to, and for everything.
import { TidemarkError } from '../../base/errors.ts';
import { firstShorter } from '../../replica/retention/tiers.ts';
import type { DatabaseChoices, SettingsView } from '../views.ts';
import type { Core } from './core.ts';
import { destinationsFor } from './destinations.ts';
import { copiesFor } from './history-folder.ts';
import { noteDone } from './journaling.ts';

/** What is not named stays as it is for all. */
export function configure({ databases, log }: Core, id: string, own: Partial<DatabaseChoices>): void {
  const { about } = databases.get(id);
  if (own.retention !== undefined) requirePolicy(own.retention);
  databases.setOwn(id, own);
  noteDone(log, { kind: 'settings' }, about);
}

export function setDestinations(core: Core, id: string, ids: readonly string[]): Promise<void> {
  return core.turn.run(() => setThem(core, id, ids));
}

async function setThem(core: Core, id: string, ids: readonly string[]): Promise<void> {
  const { databases, destinations, log } = core;
  const { managed, about } = databases.get(id);
  const rows = await destinationsFor(core, ids);
  const copies = await copiesFor(core, managed.path, rows, managed.copies);
  const before = managed.copies.map(({ destination }) => destination);
  databases.setCopies(id, copies);
  noteDone(log, { kind: 'settings' }, about);
  for (const destination of new Set([...before, ...ids])) void destinations.look(destination);
}

export function setSettings({ settings, databases, destinations, log }: Core, changes: Partial<SettingsView>): void {
  const { defaultDestination, defaults } = changes;
  if (defaultDestination !== undefined && defaultDestination !== '') destinations.get(defaultDestination);
  if (defaults !== undefined) requirePolicy(defaults.retention);
  const before = settings.current.defaults;
  settings.set(changes);
  noteDone(log, { kind: 'settings' }, {});
  if (defaults !== undefined) databases.defaultsChanged(before);
}

/** `usage` for a policy that makes no sense. */
export function requirePolicy(policy: DatabaseChoices['retention']): void {
  const { changes, hourly, daily, weekly, every } = policy;
  const whole = [changes, hourly, daily, weekly, every].every((span) => Number.isSafeInteger(span) && span >= 0);
  if (whole && changes > 0 && every > 0 && firstShorter(policy) === undefined) return;
  throw new TidemarkError('usage', 'that is not a way to keep the past', {
    hint: 'Keep one of each hour, day and week at least as long as what comes before it, or not at all.',
  });
}
