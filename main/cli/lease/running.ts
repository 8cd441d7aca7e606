// The pen of a database of the running Tidemark, which a person decides about through it.
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { CopyView, DatabaseView, EngineView } from '../../engine/agent/views.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { pickDatabase } from '../running/pick.ts';
import { pickDestination } from '../running/pick-destination.ts';
import { Running } from '../running/running.ts';
import { requireWord } from '../sources.ts';
import type { LeaseFlags } from './leasers.ts';

export type RunningFlags = LeaseFlags & { readonly at: string | undefined };

/** Undefined when no Tidemark runs that protects a database of that name. */
export async function forRunning(
  word: string | undefined,
  command: 'pen.take' | 'pen.letGo',
  done: string,
  flags: RunningFlags,
  context: Context,
): Promise<number | undefined> {
  const named = requireWord(word, 'database or place', 'lease break shop.db -yes');
  const running = await Running.find(context);
  if (running === undefined) return undefined;
  try {
    const state = await running.state();
    const database = await known(state, named, context);
    if (database === undefined) return undefined;
    const copies = copiesOf(database, state, flags, context);
    for (const { destination } of copies) await running.call(command, { database: database.id, destination }, database.name);
    tell(database, copies, await running.state(), done, flags, context);
    return EXIT.ok;
  } finally {
    running.close();
  }
}

async function known(state: EngineView, word: string, { cwd }: Context): Promise<DatabaseView | undefined> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(word)) return undefined;
  try {
    return await pickDatabase(state, word, cwd);
  } catch (error) {
    if (isTidemarkError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** All where somebody asks for the pen, or the one that was named. */
function copiesOf(database: DatabaseView, state: EngineView, { at }: RunningFlags, context: Context): readonly CopyView[] {
  const wanted = at === undefined ? undefined : pickDestination(state, at, context).id;
  const copies = database.copies.filter(({ destination, pen }) =>
    wanted === undefined ? pen.kind !== 'unused' : destination === wanted,
  );
  if (copies.length > 0) return copies;
  throw new TidemarkError('not-found', `${database.name} has no pen ${at === undefined ? 'at any destination' : `at ${at}`}`, {
    hint: '`tidemark list` shows where it is copied to.',
  });
}

function tell(
  { id, name, copies: before }: DatabaseView,
  copies: readonly CopyView[],
  { databases, destinations }: EngineView,
  done: string,
  { json }: LeaseFlags,
  { console }: Context,
): void {
  const now = databases[id]?.copies ?? before;
  const told = copies.map((copy) => ({ copy, pen: now.find(({ url }) => url === copy.url)?.pen ?? copy.pen }));
  if (json) console.printJson(told.map(({ copy, pen }) => ({ destination: copy.url, pen })));
  else for (const { copy } of told) console.print(`${name} at ${destinations[copy.destination]?.name ?? copy.url}: ${done}`);
}
