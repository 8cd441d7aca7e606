// Everything that can go wrong with the pen, in the words people read (FACTS C.1, C.2).
import { TidemarkError } from '../base/errors.ts';
import { ownerName } from './owner.ts';
import type { LeaseRecord } from './record.ts';

const ASK_ME = 'Wait until it is free, or take over when you are sure that nobody writes there any more.';

/** Somebody else has the pen. `holder` is what lies there. */
export class LeaseHeldError extends TidemarkError {
  readonly holder: LeaseRecord;

  constructor(place: string, holder: LeaseRecord) {
    const until = new Date(holder.expiresAt).toISOString();
    super('lease-held', `${ownerName(holder.owner)} holds the pen for ${place} until ${until}`, { hint: ASK_ME, retry: 'later' });
    this.holder = holder;
  }
}

/** `lease-held` as well: what lies there cannot be read, but has only just been put there. */
export function inCreationError(place: string): TidemarkError {
  return new TidemarkError('lease-held', `somebody is just taking the pen for ${place}`, { hint: ASK_ME, retry: 'later' });
}

/** `why` reads as in "the pen for <place> is not ours any more: <why>". */
export function lostError(place: string, why: string): TidemarkError {
  return new TidemarkError('lease-lost', `the pen for ${place} is not ours any more: ${why}`, {
    hint: 'Nothing more is written there until it is ours again. Tidemark asks for it when there is something to send.',
    retry: 'now',
  });
}

/** What lies there belongs to somebody else, or to nobody. */
export function takenError(place: string, record: LeaseRecord | undefined): TidemarkError {
  if (record === undefined) return lostError(place, 'what said so was removed');
  const { generation, owner } = record;
  const what = owner === '' ? 'it was let go of' : `${ownerName(owner)} took it`;
  return lostError(place, `${what} (generation ${generation})`);
}

export function requiredError(place: string): TidemarkError {
  return new TidemarkError('lease-required', `there is no pen for ${place} to renew or let go of`, {
    hint: 'Take the pen first.',
  });
}

export function etagRequiredError(place: string): TidemarkError {
  return new TidemarkError('lease-etag-required', `it is not known which version of the pen for ${place} is ours`, {
    hint: 'Take the pen anew.',
  });
}

export function releasedError(place: string): TidemarkError {
  return new TidemarkError('lease-released', `the pen for ${place} was let go of already`, {
    hint: 'Nothing is left to do.',
  });
}

/** `problem` reads as in "the pen for <place> cannot be judged: <problem>". */
export function corruptError(place: string, problem: string): TidemarkError {
  return new TidemarkError('lease-corrupt', `the pen for ${place} cannot be judged: ${problem}`, {
    hint: 'When you are sure that nobody writes there, break the pen: `tidemark lease break`.',
    retry: 'later',
  });
}

/** Everybody wants it at once, and nobody gets it. */
export function conflictError(place: string): TidemarkError {
  return new TidemarkError('destination-conflict', `${place} was changed by others at every attempt to take the pen`, {
    hint: 'Tidemark tries again by itself.',
    retry: 'later',
  });
}
