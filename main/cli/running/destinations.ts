// destinations list, add, change, rename, remove: what the running Tidemark copies to.
import type { DestinationChange } from '../../engine/agent/engine.ts';
import type { DestinationView, EngineView } from '../../engine/agent/views.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import { type ChoiceFlags, type PlaceFlags, readChoices, readPlace } from '../args/place.ts';
import { shortUrl } from '../bridge/destinations.ts';
import { secretsFor, withSecrets } from '../bridge/secrets.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { shellWord } from '../text/commands.ts';
import { formatBytes } from '../text/sizes.ts';
import { formatTable } from '../text/table.ts';
import { reachWord } from './live-word.ts';
import { pickDestination } from './pick-destination.ts';
import { type Running, withRunning } from './running.ts';

interface Json {
  readonly json: boolean;
}

const NONE = 'No destinations yet. Start with: tidemark destinations add /mnt/backup';

export function runList({ json }: Json, context: Context): Promise<number> {
  return withRunning(context, async (running) => {
    const state = await running.state();
    const all = Object.values(state.destinations);
    const { console } = context;
    if (json) console.printJson(all);
    else console.print(all.length === 0 ? NONE : [table(all, state), ...all.flatMap(troubleOf)].join('\n'));
    return EXIT.ok;
  });
}

export type AddFlags = Json & PlaceFlags & ChoiceFlags & { readonly name: string | undefined };

export function runAdd(word: string | undefined, flags: AddFlags, given: Context): Promise<number> {
  const { place, context } = readPlace(requireWord(word, 'place', 'destinations add /mnt/backup'), flags, given);
  return withRunning(context, async (running) => {
    const { name } = flags;
    const request = { place, ...(name === undefined ? {} : { name }), choices: readChoices(flags) };
    const id = await running.call('destination.add', request, name ?? word!);
    const added = await viewOf(running, id);
    for (const trouble of troubleOf(added)) context.console.say(trouble.trimStart());
    noteBudget(added, flags, context);
    return tell(added, flags, context, `added. Copy a database there: tidemark register DB -to ${shellWord(added.name)}`);
  });
}

export function runChange(word: string | undefined, flags: AddFlags, given: Context): Promise<number> {
  const named = requireWord(word, 'destination', 'destinations change Backup -limit 2MB/s');
  const context = withSecrets(flags, given);
  return withRunning(context, async (running) => {
    const destination = pickDestination(await running.state(), named, context);
    const change = changeOf(destination, flags, context);
    if (change === undefined && flags.name === undefined) throw nothingToChange();
    if (change !== undefined) await running.call('destination.change', { destination: destination.id, ...change }, named);
    if (flags.name !== undefined) await renameTo(running, destination.id, flags.name);
    const changed = await viewOf(running, destination.id);
    noteBudget(changed, flags, context);
    return tell(changed, flags, context, 'changed');
  });
}

export function runRename([word, name]: readonly string[], flags: Json, context: Context): Promise<number> {
  const named = requireWord(word, 'destination', 'destinations rename backup "Backup Disk"');
  const wanted = requireWord(name, 'new name', 'destinations rename backup "Backup Disk"');
  return withRunning(context, async (running) => {
    const { id } = pickDestination(await running.state(), named, context);
    await renameTo(running, id, wanted);
    return tell(await viewOf(running, id), flags, context, `named so from now on`);
  });
}

export function runRemove(word: string | undefined, flags: Json, context: Context): Promise<number> {
  const named = requireWord(word, 'destination', 'destinations remove Backup');
  return withRunning(context, async (running) => {
    const destination = pickDestination(await running.state(), named, context);
    await running.call('destination.remove', { destination: destination.id }, destination.name);
    return tell(destination, flags, context, 'not a destination any more. What is there stays there');
  });
}

async function renameTo(running: Running, destination: string, name: string): Promise<void> {
  await running.call('destination.rename', { destination, name }, name);
}

async function viewOf(running: Running, id: string): Promise<DestinationView> {
  const found = (await running.state()).destinations[id];
  if (found !== undefined) return found;
  throw new TidemarkError('not-found', 'the destination is gone again', { hint: 'Somebody else has removed it.' });
}

/** Undefined when nothing is said that changes it. */
function changeOf({ location }: DestinationView, flags: AddFlags, context: Context): DestinationChange | undefined {
  const hostKey = flags['host-key'];
  if (hostKey !== undefined && location.kind !== 'sftp') {
    throw new TidemarkError('usage', '-host-key is for SFTP servers alone', { hint: 'Leave it out.' });
  }
  const choices = readChoices(flags);
  const secrets = secretsFor(location, { secrets: context.secrets ?? {}, env: {} });
  const change = {
    ...(hostKey === undefined || location.kind !== 'sftp' ? {} : { location: { ...location, hostKey } }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(Object.keys(choices).length === 0 ? {} : { choices }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function noteBudget({ choices, name }: DestinationView, { budget = 0 }: AddFlags, { console }: Context): void {
  if (budget === 0 || choices.prices !== 'none') return;
  console.say(`${name} has no prices, so that nothing is counted towards the budget: say whose apply with -prices.`);
}

function nothingToChange(): TidemarkError {
  return new TidemarkError('usage', 'nothing is said that is to change', {
    hint: 'For example: tidemark destinations change Backup -limit 2MB/s -interval 10s.',
  });
}

function tell(destination: DestinationView, { json }: Json, { console }: Context, became: string): number {
  if (json) console.printJson(destination);
  else console.print(`${destination.name} (${shortUrl(destination.url)}): ${became}`);
  return EXIT.ok;
}

function table(all: readonly DestinationView[], state: EngineView): string {
  const columns = [
    { title: 'destination' },
    { title: 'state' },
    { title: 'databases', align: 'right' },
    { title: 'stored', align: 'right' },
    { title: 'free', align: 'right' },
    { title: 'where' },
  ] as const;
  const rows = all.map((one) => {
    const stored = one.levels.reduce((sum, { bytes }) => sum + bytes, 0);
    const isUnknown = stored === 0 && isReached(one, state);
    const free = one.space === undefined ? '' : formatBytes(one.space.free);
    return [one.name, reachWord(one.reach), String(databasesAt(one, state)), isUnknown ? '' : formatBytes(stored), free, shortUrl(one.url)];
  });
  return formatTable(columns, rows);
}

function databasesAt({ id }: DestinationView, { databases }: EngineView): number {
  return Object.values(databases).filter(({ copies }) => copies.some(({ destination }) => destination === id)).length;
}

/** Copies have been there: if nothing is known of them now, it could not be looked at yet. */
function isReached({ id }: DestinationView, { databases }: EngineView): boolean {
  return Object.values(databases).some(({ copies }) => copies.some(({ destination, safeAt }) => destination === id && safeAt > 0));
}

function troubleOf({ name, reach }: DestinationView): string[] {
  if (!('reason' in reach)) return [];
  const { message, hint } = reach.reason;
  return [`\n${name}: ${message}${hint === '' ? '' : `. ${hint}`}`];
}
