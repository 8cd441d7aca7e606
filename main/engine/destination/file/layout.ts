// Where things are in a folder destination: Litestream's file replica, `<path>/ltx/<level>/<min>-<max>.ltx`,
// level in decimal (FACTS A.13), plus names of our own that start with a dot and end in neither `.ltx` nor
// Litestream's `.tmp` pattern, so that no client takes them for data or for its own.
import { join } from 'node:path';
import { formatLtxName } from '../../ltx/name.ts';
import type { LtxRef } from '../destination.ts';

const WORK_NAME = /^\..+\.(?:[0-9a-f]{16}\.tmp|claim)$/;
const LTX_WORK_NAME = /^\.[0-9a-f]{16}-[0-9a-f]{16}\.ltx\.(?:[0-9a-f]+\.tmp|claim)$/;

export function treePath(path: string): string {
  return join(path, 'ltx');
}

export function levelPath(path: string, level: number): string {
  return join(treePath(path), String(level));
}

export function objectPath(path: string, ref: LtxRef): string {
  return join(levelPath(path, ref.level), formatLtxName(ref));
}

/** The file a writer fills before it has its `name`. `token`, 16 hex digits, makes it this writer's alone. */
export function tempName(name: string, token: string): string {
  return `.${name}.${token}.tmp`;
}

/** Held for a moment by the one writer that may publish a file as `name` where hard links do not exist. */
export function claimName(name: string): string {
  return `.${name}.claim`;
}

/** True for names that only a writer at work, or one that died, can have left. */
export function isWorkName(name: string): boolean {
  return WORK_NAME.test(name);
}

/** As `isWorkName`, of LTX files. */
export function isLtxWorkName(name: string): boolean {
  return LTX_WORK_NAME.test(name);
}
