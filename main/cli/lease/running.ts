// The pen of a database of the running Tidemark, which a person decides about through it.
import { TidemarkError } from '../../engine/base/errors.ts';
import type { CopyView, DatabaseView, EngineView } from '../../engine/agent/views.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findDatabase } from '../running/pick.ts';
import { pickDestination } from '../running/pick-destination.ts';
import { Running } from '../running/running.ts';
import { requireWord } from '../sources.ts';
import { describePen } from './describe.ts';
import type { LeaseFlags } from './leasers.ts';

const URL_OF_A_PLACE = /^[a-z][a-z0-9+.-]+:\/\//i;

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
    const database = URL_OF_A_PLACE.test(named) ? undefined : await findDatabase(state, named, context.cwd);
    if (database === undefined) return undefined;
    const copies = copiesOf(database, state, flags, context);
    if (command === 'pen.letGo') requireOurs(database, copies, context);
    for (const { destination } of copies) await running.call(command, { database: database.id, destination }, database.name);
    tell(database, copies, await running.state(), done, flags, context);
    return EXIT.ok;
  } finally {
    running.close();
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

/** `lease-held` when somebody else has it: nothing is let go of for them. */
function requireOurs({ name }: DatabaseView, copies: readonly CopyView[], { clock }: Context): void {
  const theirs = copies.find(({ pen }) => pen.kind === 'theirs');
  if (theirs === undefined || copies.some(({ pen }) => pen.kind === 'ours')) return;
  throw new TidemarkError('lease-held', `this computer does not have the pen of ${name}: ${describePen(theirs.pen, clock.now())}`, {
    hint: 'Wait until it is let go of there. `tidemark lease break` takes it from whoever has it.',
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
