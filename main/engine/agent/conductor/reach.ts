// Whether a destination is there, and how much room it has: looked at, never waited for.
import { type BigIntStats, promises as fs } from 'node:fs';
import { errnoOf, messageOf } from '../../base/errors.ts';
import type { ErrorView, ReachView } from '../views.ts';

export interface Look {
  readonly reach: ReachView;
  readonly space: { readonly free: number; readonly total: number } | undefined;
  /** Device that holds it; undefined while it is not there. */
  readonly device: bigint | undefined;
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

/** Bytes that this user may still write, and bytes in all; undefined where the system does not say. */
export async function spaceOf(folder: string): Promise<Look['space']> {
  try {
    const { bavail, blocks, bsize } = await fs.statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return undefined;
  }
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
