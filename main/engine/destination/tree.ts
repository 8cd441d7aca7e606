// Where things are at a server that has folders: Litestream's `<path>/ltx/<level>/<min>-<max>.ltx`, level in decimal
// (FACTS A.13), plus names of our own that start with a dot and end in neither `.ltx` nor Litestream's `.tmp` pattern, so
// that no client takes them for data or for its own. Names are relative to the path, with slashes.
import { formatLtxName, type TxidRange } from '../ltx/name.ts';
import type { LtxRef } from './destination.ts';

export const TREE = 'ltx';
/** What a history is known by where there are folders, in either format: LTX files, or generations of Litestream 0.3 and 0.4. */
export const HISTORY_FOLDERS: readonly string[] = [TREE, 'generations'];

const WORK_NAME = /^\.[0-9a-f]{16}-[0-9a-f]{16}\.ltx\.(?:[0-9a-f]+\.tmp|claim)$/;

export function levelName(level: number): string {
  return `${TREE}/${level}`;
}

export function objectName(ref: LtxRef): string {
  return `${levelName(ref.level)}/${formatLtxName(ref)}`;
}

/** What a writer fills before it has its name, in the same level. `token` makes it this writer's alone. */
export function tempName(ref: LtxRef, token: string): string {
  return `${levelName(ref.level)}/.${formatLtxName(ref)}.${token}.tmp`;
}

/** Held for a moment by the one writer that may publish `ref`, where the server cannot judge that by itself. */
export function claimName(ref: LtxRef): string {
  return `${levelName(ref.level)}/.${formatLtxName(ref)}.claim`;
}

/** True for names (without folder) that only a writer at work, or one that died, can have left. */
export function isWorkName(name: string): boolean {
  return WORK_NAME.test(name);
}

/** As a message names it. */
export function showRef(ref: { readonly level: number } & TxidRange): string {
  return `${formatLtxName(ref)} of level ${ref.level}`;
}
