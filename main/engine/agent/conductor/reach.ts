// Whether a destination is there, and how much room it has: looked at, never waited for.
import { type BigIntStats, promises as fs } from 'node:fs';
import { asTidemarkError, errnoOf, messageOf, type TidemarkError, troubleOf } from '../../base/errors.ts';
import { type Space, spaceOf } from '../../destination/space.ts';
import type { Probe } from '../../destination/probe.ts';
import type { ErrorView, ReachView } from '../views.ts';

export interface Look {
  readonly reach: ReachView;
  readonly space: Space | undefined;
  /** Device that holds it; undefined while it is not there. */
  readonly device: bigint | undefined;
}

export const NOT_LOOKED: Look = { reach: { kind: 'unknown' }, space: undefined, device: undefined };

/** A server: asked to let us in, and for its room. */
export async function askFor(open: () => Promise<Probe>): Promise<Look> {
  const { signal } = new AbortController();
  try {
    const probe = await open();
    try {
      await probe.reach(signal);
      const space = await probe.space(signal).catch(() => undefined);
      return { reach: { kind: 'here' }, space, device: undefined };
    } finally {
      await probe.cleanUp();
    }
  } catch (error) {
    return { ...NOT_LOOKED, reach: notReached(asTidemarkError(error)) };
  }
}

/** Why a destination could not be used, as far as that tells whether it is there. */
function notReached(error: TidemarkError): ReachView {
  return { kind: error.retry === 'never' ? 'denied' : 'absent', reason: troubleOf(error) };
}

export async function lookAt(folder: string): Promise<Look> {
  try {
    const stats = await fs.stat(folder, { bigint: true });
    if (!stats.isDirectory()) return unreachable('denied', notAFolder(folder));
    return await lookInside(folder, stats);
  } catch (error) {
    const errno = errnoOf(error);
    const absent = errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENODEV' || errno === 'ENXIO';
    return unreachable(absent ? 'absent' : 'denied', absent ? notThere(folder) : refused(folder, error));
  }
}

async function lookInside(folder: string, { dev }: BigIntStats): Promise<Look> {
  await fs.access(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  return { reach: { kind: 'here' }, space: await spaceOf(folder), device: dev };
}

function unreachable(kind: 'absent' | 'denied', reason: ErrorView): Look {
  return { reach: { kind, reason }, space: undefined, device: undefined };
}

function notThere(folder: string): ErrorView {
  return {
    code: 'destination-absent',
    message: `${folder} is not there`,
    hint: 'Connect the disk. What changes meanwhile is kept on this computer and copied then.',
  };
}

function notAFolder(folder: string): ErrorView {
  return { code: 'destination-denied', message: `${folder} is not a folder`, hint: 'Choose a folder.' };
}

function refused(folder: string, error: unknown): ErrorView {
  return {
    code: 'destination-denied',
    message: `${folder} cannot be used (${errnoOf(error) ?? messageOf(error)})`,
    hint: 'Check that you may read and write in that folder.',
  };
}
