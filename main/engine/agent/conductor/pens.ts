// The pen, when a person decides about it: taken from whoever has it, or let go for another computer.
import { TidemarkError } from '../../base/errors.ts';
import type { PenHolder } from '../../lease/holder.ts';
import type { Core } from './core.ts';
import type { DatabaseEntry } from './database-book.ts';
import { noteDone } from './journaling.ts';

/** With consent: who had it collides with what we write from now on, and stands by. */
export async function takePen(core: Core, id: string, destination: string): Promise<void> {
  const entry = core.databases.get(id);
  const holder = holderOf(core, entry, destination);
  const before = holder.pen;
  await holder.takeOver(core.stopping.signal);
  const owner = before.kind === 'theirs' ? before.owner : '';
  noteDone(core.log, { kind: 'pen-taken', owner }, { ...entry.about, destination });
  entry.managed.wake();
}

export async function letGoOfPen(core: Core, id: string, destination: string): Promise<void> {
  const entry = core.databases.get(id);
  await holderOf(core, entry, destination).letGo(core.stopping.signal);
  noteDone(core.log, { kind: 'pen-let-go' }, { ...entry.about, destination });
}

function holderOf({ destinations }: Core, { managed }: DatabaseEntry, destination: string): PenHolder {
  const copy = managed.copies.find((one) => one.destination === destination);
  if (copy === undefined) {
    throw new TidemarkError('not-found', `${managed.name} is not copied to ${destinations.get(destination).name}`, {
      hint: 'Choose one of its destinations.',
    });
  }
  const holder = destinations.place(destination).pen(copy.url);
  if (holder !== undefined) return holder;
  throw new TidemarkError('unsupported', `nobody asks for the pen at ${destinations.get(destination).name}`, {
    hint: 'Whoever writes there collides with what is there already, and overwrites nothing.',
  });
}
