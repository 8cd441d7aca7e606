// Where things are in a folder destination: Litestream's file replica, `<path>/ltx/<level>/<min>-<max>.ltx`,
// level in decimal (FACTS A.13), plus names of our own that start with a dot and end in neither `.ltx` nor
// Litestream's `.tmp` pattern, so that no client takes them for data or for its own.
import { join } from 'node:path';
import { formatLtxName, type TxidRange } from '../../ltx/name.ts';
import type { LtxRef } from '../destination.ts';

const LEFT_OVER = /^\.[0-9a-f]{16}-[0-9a-f]{16}\.ltx\.(?:[0-9a-f]+\.tmp|claim)$/;

export function treePath(path: string): string {
  return join(path, 'ltx');
}

export function levelPath(path: string, level: number): string {
  return join(treePath(path), String(level));
}

export function objectPath(path: string, ref: LtxRef): string {
  return join(levelPath(path, ref.level), formatLtxName(ref));
}

/** The file a writer fills before it has its name. `token` makes it this writer's alone. */
export function tempName(range: TxidRange, token: string): string {
  return `.${formatLtxName(range)}.${token}.tmp`;
}

/** Held for a moment by the one writer that may publish `range` where hard links do not exist. */
export function claimName(range: TxidRange): string {
  return `.${formatLtxName(range)}.claim`;
}

/** True for names that only a writer at work, or one that died, can have left. */
export function isWorkName(name: string): boolean {
  return LEFT_OVER.test(name);
}
