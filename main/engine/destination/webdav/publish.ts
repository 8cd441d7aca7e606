// Giving a finished file its name, exclusively. `MOVE` with `Overwrite: F` refuses a name that is taken, but servers look first
// and rename then (Apache does): of two writers that come in the same moment the second would replace the first's file. A
// folder, in contrast, is created once and by one only, everywhere. So writers agree by a claim beside the name:
//
//   MKCOL claim → MOVE temp to name, Overwrite: F → DELETE claim
//
// What is left: a program that ignores claims could take the name between the server's look and its rename, and a holder that
// sleeps for more than CLAIM_LIFE right there has lost its claim.
import { TidemarkError } from '../../base/errors.ts';
import type { LtxRef } from '../destination.ts';
import { claimName, objectName } from '../tree.ts';
import { lookAt, makeFolder, remove, type Server } from './requests.ts';

/** A claim is held for one request. One this old (ms, by the server's clock) belongs to a writer that died. */
const CLAIM_LIFE = 60_000;

/**
 * Runs `work` while nobody else may publish `ref`. Throws `object-exists` when somebody else does. What `late` cuts off leaves
 * a claim that dies by itself.
 */
export async function holdingClaim<T>(
  server: Server,
  ref: LtxRef,
  late: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const claim = claimName(ref);
  if ((await takeClaim(server, claim, late)) === 'taken') {
    await dropDeadClaim(server, claim, late);
    if ((await takeClaim(server, claim, late)) === 'taken') throw existsError(server, ref);
  }
  try {
    return await work();
  } finally {
    await remove(server, `${claim}/`, late).catch(() => undefined);
  }
}

async function takeClaim(server: Server, claim: string, late: AbortSignal): Promise<'ours' | 'taken'> {
  const made = await makeFolder(server, claim, late);
  if (made !== 'missing') return made === 'made' ? 'ours' : 'taken';
  throw new TidemarkError('destination-failed', `the folder of ${claim} was removed while it was being used`, {
    hint: 'Keep other programs out of that folder.',
    retry: 'later',
  });
}

async function dropDeadClaim(server: Server, claim: string, late: AbortSignal): Promise<void> {
  const found = await lookAt(server, `${claim}/`, late);
  if (found?.modified === undefined || found.serverTime === undefined) return;
  if (found.serverTime - found.modified > CLAIM_LIFE) await remove(server, `${claim}/`, late);
}

export function existsError(server: Server, ref: LtxRef): TidemarkError {
  return new TidemarkError(
    'object-exists',
    `${objectName(ref)} is already at ${server.shown}, or is being written by someone else`,
    {
      hint: 'Files at a destination never change; compare the two before deciding.',
    },
  );
}
