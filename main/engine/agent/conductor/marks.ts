// Names that a person gives to moments, so that they can be found again and are kept.
import { TidemarkError } from '../../base/errors.ts';
import type { Core } from './core.ts';
import { noteDone } from './journaling.ts';

const LONGEST_NAME = 100;

/** Marks the newest captured state, after what is in the database now has been captured. Durable. */
export function addMark(core: Core, id: string, text: string): Promise<void> {
  // In turn: of two who want the same name, the second one is told.
  return core.turn.run(() => addInTurn(core, id, text));
}

async function addInTurn(core: Core, id: string, text: string): Promise<void> {
  const { databases, log, services } = core;
  const entry = databases.get(id);
  const name = text.trim();
  if (name === '' || name.length > LONGEST_NAME) {
    throw new TidemarkError('usage', `a name has 1 to ${LONGEST_NAME} characters`, { hint: 'Choose another name.' });
  }
  if (entry.marks.some((mark) => mark.name === name)) {
    throw new TidemarkError('refused', `there is a mark "${name}" already`, { hint: 'Choose another name.' });
  }
  const agent = await entry.managed.running();
  await agent?.sync().catch(() => undefined);
  const txid = Number(agent?.status().txid ?? entry.facts.txid);
  if (txid === 0) {
    throw new TidemarkError('restore-no-point', `nothing of ${entry.managed.name} has been copied yet`, {
      hint: 'Wait for the first copy.',
    });
  }
  await log.mark({ kind: 'mark', database: id, mark: { name, txid, at: services.clock.now() } });
  noteDone(log, { kind: 'mark', name, txid }, entry.about);
  databases.reload(id);
}

export async function removeMark({ databases, log }: Core, id: string, name: string): Promise<void> {
  if (!databases.get(id).marks.some((mark) => mark.name === name)) {
    throw new TidemarkError('not-found', `there is no mark "${name}"`, { hint: 'It may have been removed meanwhile.' });
  }
  await log.mark({ kind: 'unmark', database: id, name });
  databases.reload(id);
}
