// Which file is a follower's: one that it made itself, never one that was there.
import { basename, dirname, join } from 'node:path';
import { type Disk, removeTemps, syncDirectory } from '../../base/disk.ts';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { lookUp, sameFile } from '../../sqlite/owner.ts';
import { type FollowerIdentity, type FollowerState, readState, writeState } from './state.ts';

export interface Claiming {
  readonly disk: Disk;
  readonly random: Random;
  /** Canonical. */
  readonly path: string;
  /** Folder of the follower's state. */
  readonly dir: string;
}

/**
 * The state of the follower at `path`, whose file is there now, empty if it was not. `restore-output-exists` for a file that
 * is none of ours, or what another database left beside the name: nothing was changed.
 */
export function claim(claiming: Claiming): FollowerState {
  const { disk, dir } = claiming;
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  removeTemps(disk, dir);
  return found(claiming) ?? make(claiming, readState(disk, dir));
}

/** Throws as `claim` does, for somebody who is about to do what cannot be done twice. Nothing is changed. */
export function requireClaimable(claiming: Pick<Claiming, 'disk' | 'path' | 'dir'>): void {
  if (found(claiming) === undefined) requireNoRemains(claiming.disk, claiming.path);
}

/** Undefined when there is no file. */
function found({ disk, path, dir }: Pick<Claiming, 'disk' | 'path' | 'dir'>): FollowerState | undefined {
  const identity = identityOf(disk, path);
  if (identity === undefined) return undefined;
  const known = readState(disk, dir);
  if (known?.path === path && (isSame(known.identity, identity) || isBlank(disk, known))) return { ...known, identity };
  throw notOurs(path, known === undefined ? 'is no follower’s' : 'is not the file that was made here');
}

/** The file that was written here until now is a follower's from now on; of what was known before, the copies set apart stay. */
export function claimLeft(claiming: Claiming): FollowerState {
  const { disk, path, dir } = claiming;
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const known = readState(disk, dir);
  const identity = identityOf(disk, path);
  if (identity === undefined) return make(claiming, known);
  const state = { path, identity, quarantined: known?.quarantined ?? [] };
  writeState(claiming, dir, state);
  return state;
}

function identityOf(disk: Disk, path: string): FollowerIdentity | undefined {
  const stat = lookUp(disk, path);
  return stat === undefined ? undefined : { dev: stat.dev, ino: stat.ino, born: stat.birthtimeMs };
}

function isSame(known: FollowerIdentity | undefined, now: FollowerIdentity): boolean {
  const isOther = Boolean(known?.born) && Boolean(now.born) && known?.born !== now.born;
  return sameFile(known, now) && !isOther;
}

/** Made, and nothing more: what a kill between the two leaves. */
function isBlank(disk: Disk, { path, identity }: FollowerState): boolean {
  return identity === undefined && disk.statSync(path).size === 0;
}

/** The state says first that the file is ours, so that a kill leaves no file of which that is not known. */
function make(claiming: Claiming, known: FollowerState | undefined): FollowerState {
  const { disk, path, dir } = claiming;
  requireNoRemains(disk, path);
  const blank: FollowerState = { path, quarantined: known?.quarantined ?? [] };
  writeState(claiming, dir, blank);
  try {
    disk.closeSync(disk.openSync(path, 'wx'));
  } catch (error) {
    throw errnoOf(error) === 'EEXIST' ? notOurs(path, 'was made just now by another program') : notMade(path, error);
  }
  syncDirectory(disk, dirname(path));
  const made = { ...blank, identity: identityOf(disk, path) };
  writeState(claiming, dir, made);
  return made;
}

/** SQLite would mix what is left of another database into this one. */
function requireNoRemains(disk: Disk, path: string): void {
  const folder = dirname(path);
  // By name: a link that leads nowhere is there as well.
  const there = disk.existsSync(folder) ? disk.readdirSync(folder) : [];
  const left = ['-journal', '-wal'].map((suffix) => `${path}${suffix}`).find((file) => there.includes(basename(file)));
  if (left !== undefined) throw notOurs(left, 'is left over from another database');
}

function notOurs(path: string, what: string): TidemarkError {
  return new TidemarkError('restore-output-exists', `${path} ${what}`, {
    hint: 'Nothing was changed. Choose another name, or move that file away first.',
  });
}

function notMade(path: string, cause: unknown): TidemarkError {
  return new TidemarkError('restore-output-failed', `${path} cannot be made (${errnoOf(cause) ?? 'unknown error'})`, {
    hint: 'Check that its folder exists and that you may write there.',
    cause,
  });
}

/** Folder of the copies set apart. */
export function quarantineDir(dir: string): string {
  return join(dir, 'quarantine');
}
